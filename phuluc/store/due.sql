-- Tasks due from $first to $last, both days counted: each span by its last day, each recurrence by the days on which it
-- falls. What one output of a task is due at is a line of its own, with that output in `product`.
CREATE TABLE picked AS
WITH due AS (
    SELECT sha256, task_id, output, end_day AS due, NULL AS rrule, end_day AS ends
    FROM periods
    WHERE kind = 'span' AND end_day BETWEEN $first AND $last
    UNION ALL
    SELECT r.sha256, r.task_id, r.output, f.day, r.rrule, r.ends
    FROM recurring r
    JOIN falls f ON f.rrule = r.rrule AND f.anchor = r.anchor
    WHERE f.day BETWEEN $first AND $last
        AND (r.begins IS NULL OR f.day >= r.begins)
        AND (r.ends IS NULL OR f.day <= r.ends)
)
SELECT due.*, d.number AS document, d.issuer, d.paths[1] AS file
FROM due
JOIN documents d ON d.sha256 = due.sha256
ORDER BY due.due, d.number, due.sha256, due.task_id, due.output NULLS FIRST
LIMIT $most;

-- Only of the lines that are wanted are the long columns fetched.
SELECT
    p.due, p.rrule, p.ends, p.document, p.issuer, t.number, t.task, o.text AS product, t.lead, t.partners, t.period,
    t.flags, t.page, p.file, p.sha256, p.task_id
FROM picked p
JOIN (FROM tasks WHERE sha256 IN (SELECT sha256 FROM picked)) t ON t.sha256 = p.sha256 AND t.task_id = p.task_id
LEFT JOIN (FROM outputs WHERE sha256 IN (SELECT sha256 FROM picked)) o
    ON o.sha256 = p.sha256 AND o.task_id = p.task_id AND o.ordinal = p.output
ORDER BY p.due, p.document, p.sha256, t.ordinal, p.output NULLS FIRST
