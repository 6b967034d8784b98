WITH days AS (
  SELECT reader, day, sum(pages) AS pages
  FROM reading_log
  GROUP BY reader, day
  HAVING sum(pages) > 0
),
-- Within a run, date and row number grow together: their difference names the run.
numbered AS (
  SELECT *, julianday(day) - row_number() OVER (PARTITION BY reader ORDER BY day) AS run
  FROM days
),
runs AS (
  SELECT reader, min(day) AS first_day, max(day) AS last_day, count(*) AS days, sum(pages) AS pages
  FROM numbered
  GROUP BY reader, run
),
-- Longest first; of equals, the latest.
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY reader ORDER BY days DESC, last_day DESC) AS place
  FROM runs
)
SELECT reader, first_day, last_day, days, pages
FROM ranked
WHERE place = 1
ORDER BY days DESC, reader;
