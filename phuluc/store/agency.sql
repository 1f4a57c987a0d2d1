-- Tasks in which one of the bodies $ids takes part, or one printed as one of $texts.
CREATE TABLE picked AS
SELECT
    a.sha256, a.task_id, a.ordinal, a.part, a.agency_id, a.name AS agency, a.text AS printed,
    d.number AS document, d.date, d.issuer, d.paths[1] AS file, list_position($ids, a.agency_id) AS place
FROM agencies a
JOIN documents d ON d.sha256 = a.sha256
WHERE list_contains($ids, a.agency_id) OR list_contains($texts, a.text)
ORDER BY place, d.date, d.number, a.sha256, a.task_id, a.ordinal
LIMIT $most;

-- Only of the lines that are wanted are the long columns fetched.
SELECT
    p.agency, p.printed, p.part, p.document, p.date, p.issuer, t.number, t.task, t.period, t.start_day, t.end_day,
    t.rrule, t.outputs, t.flags, t.page, p.file, p.agency_id, p.sha256, p.task_id
FROM picked p
JOIN (FROM tasks WHERE sha256 IN (SELECT sha256 FROM picked)) t ON t.sha256 = p.sha256 AND t.task_id = p.task_id
ORDER BY p.place, p.date, p.document, p.sha256, t.ordinal, p.ordinal
