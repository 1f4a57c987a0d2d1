-- Tasks whose last day has passed by $day, and that no report of a later day tells of.
--
-- The last day is that of the last span, or the last one by $day on which a recurrence fell; what has a span still to
-- end is not listed. A report is a document of the kind "Báo cáo". It tells of a task when its title names the number of
-- the task's document, or when a row of its own has the very words of the task and both were issued by the same body.
-- `earlier_report` is the last report that tells of it and is no later than that day. What is not in the dataset is not
-- known here: a line is a question to put, not a finding.
CREATE OR REPLACE TABLE reports AS
SELECT sha256, date, issuer, title FROM documents WHERE kind = 'Báo cáo' AND date <= $day;

CREATE OR REPLACE TABLE plans AS
WITH titles AS (
    SELECT
        date,
        unnest(regexp_extract_all(title, '\d+[a-z]?(?:/\d{4})?[/-]\p{Lu}[\p{Lu}\d]*(?:[-&./–][\p{Lu}\d]+)*')) AS number
    FROM reports
),
naming AS (SELECT number, max(date) AS date FROM titles GROUP BY number)
SELECT
    d.sha256, d.date, d.number AS document, d.issuer, d.paths[1] AS file,
    CASE WHEN n.date > d.date THEN n.date END AS named
FROM documents d
LEFT JOIN naming n ON n.number = d.number
WHERE d.kind IS DISTINCT FROM 'Báo cáo';

-- What has ended, not before $since, and no later report's title tells of; $some lines, for most of them the next step
-- keeps.
CREATE OR REPLACE TABLE ended AS
WITH found AS (
    SELECT sha256, task_id, NULL AS output, end_day AS due, NULL AS rrule
    FROM tasks
    WHERE period_kind = 'span' AND end_day BETWEEN $since AND $day AND kind <> 'section'
    UNION ALL
    SELECT sha256, task_id, ordinal, end_day, NULL
    FROM outputs
    WHERE period_kind = 'span' AND end_day BETWEEN $since AND $day
    UNION ALL
    SELECT r.sha256, r.task_id, r.output, f.day, r.rrule
    FROM (SELECT *, least(coalesce(ends, $day), $day) AS until FROM recurring) r
    ASOF JOIN (FROM falls WHERE day >= $since) f ON f.rrule = r.rrule AND f.anchor = r.anchor AND r.until >= f.day
    WHERE r.begins IS NULL OR f.day >= r.begins
)
SELECT found.*, p.date, p.document, p.issuer, p.file, p.named
FROM found
JOIN plans p ON p.sha256 = found.sha256
WHERE p.named IS NULL OR p.named <= found.due
ORDER BY found.due DESC, p.document, found.sha256, found.task_id, found.output NULLS FIRST
LIMIT $some;

CREATE OR REPLACE TABLE picked AS
WITH told AS (
    SELECT sha256, issuer, date FROM reports WHERE issuer IN (SELECT issuer FROM ended)
),
-- All texts that are compared, in one walk over the tasks: no column is longer.
texts AS MATERIALIZED (
    SELECT sha256, task_id, kind, task
    FROM tasks
    WHERE sha256 IN (SELECT sha256 FROM ended UNION SELECT sha256 FROM told)
),
repeating AS (
    SELECT t.task, r.issuer, max(r.date) AS date
    FROM texts t
    JOIN told r ON r.sha256 = t.sha256
    WHERE t.kind <> 'section'
    GROUP BY t.task, r.issuer
)
SELECT e.*, t.task, greatest(e.named, CASE WHEN r.date > e.date THEN r.date END) AS report
FROM ended e
JOIN texts t ON t.sha256 = e.sha256 AND t.task_id = e.task_id
LEFT JOIN repeating r ON r.task = t.task AND r.issuer = e.issuer
WHERE report IS NULL OR report <= e.due
ORDER BY e.due DESC, e.document, e.sha256, e.task_id, e.output NULLS FIRST
LIMIT $most;

-- Only of the lines that are wanted are the long columns fetched.
SELECT
    p.due, p.rrule, p.document, p.issuer, t.number, p.task, o.text AS product, t.lead, t.partners, t.period,
    p.report AS earlier_report, t.flags, t.page, p.file, p.sha256, p.task_id
FROM picked p
JOIN (FROM tasks WHERE sha256 IN (SELECT sha256 FROM picked)) t ON t.sha256 = p.sha256 AND t.task_id = p.task_id
LEFT JOIN (FROM outputs WHERE sha256 IN (SELECT sha256 FROM picked)) o
    ON o.sha256 = p.sha256 AND o.task_id = p.task_id AND o.ordinal = p.output
ORDER BY p.due DESC, p.document, p.sha256, t.ordinal, p.output NULLS FIRST
