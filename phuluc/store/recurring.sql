-- Every recurring period, a task's own or an output's, with the day it began and the day it ends: where it says none,
-- those of what its document plans. `anchor` is what the days of a rule like "every second year" are counted from.
CREATE VIEW recurring AS
WITH found AS (
    SELECT sha256, task_id, NULL AS output, rrule, start_day, end_day
    FROM tasks
    WHERE period_kind = 'recurring' AND kind <> 'section'
    UNION ALL
    SELECT sha256, task_id, ordinal, rrule, start_day, end_day
    FROM outputs
    WHERE period_kind = 'recurring'
),
bounded AS (
    SELECT
        f.sha256, f.task_id, f.output, f.rrule, r.unit,
        coalesce(f.start_day, greatest(d.date, d.horizon_start)) AS begins,
        coalesce(f.end_day, d.horizon_end) AS ends
    FROM found f
    JOIN documents d ON d.sha256 = f.sha256
    JOIN rules r ON r.rrule = f.rrule
)
SELECT
    sha256, task_id, output, rrule, begins, ends,
    coalesce(CAST(date_trunc(unit, begins) AS DATE), DATE '0001-01-01') AS anchor
FROM bounded
WHERE unit IS NULL OR begins IS NOT NULL;
