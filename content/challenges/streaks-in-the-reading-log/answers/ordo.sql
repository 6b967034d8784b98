WITH
  -- 1. one row per reader and day on which something was read
  reading_days AS (
    SELECT reader, day, SUM(pages) AS pages
    FROM reading_log
    GROUP BY reader, day
    HAVING SUM(pages) >= 1
  ),
  -- 2. consecutive days share a streak: date and row number grow together
  numbered AS (
    SELECT reader, day, pages,
      julianday(day) - ROW_NUMBER() OVER (PARTITION BY reader ORDER BY day) AS streak
    FROM reading_days
  ),
  streaks AS (
    SELECT reader, MIN(day) AS first_day, MAX(day) AS last_day, COUNT(*) AS days, SUM(pages) AS pages
    FROM numbered
    GROUP BY reader, streak
  ),
  -- 3. the longest streak of each reader; of equals, the latest
  ranked AS (
    SELECT reader, first_day, last_day, days, pages,
      ROW_NUMBER() OVER (PARTITION BY reader ORDER BY days DESC, last_day DESC) AS place
    FROM streaks
  )
SELECT reader, first_day, last_day, days, pages
FROM ranked
WHERE place = 1
ORDER BY days DESC, reader;
