WITH evenings_with_a_book AS (
  SELECT reader, day, SUM(pages) AS pages
  FROM reading_log
  GROUP BY reader, day
  HAVING SUM(pages) >= 1
),
-- Day and page-mark walk in step; the distance between them changes only after an evening off.
walked AS (
  SELECT reader, day, pages,
         julianday(day) - ROW_NUMBER() OVER (PARTITION BY reader ORDER BY day) AS distance
  FROM evenings_with_a_book
),
streaks AS (
  SELECT reader, MIN(day) AS first_day, MAX(day) AS last_day, COUNT(*) AS days, SUM(pages) AS pages
  FROM walked
  GROUP BY reader, distance
),
-- Each reader's proudest streak comes first; of two equals, the one still fresh in memory.
by_pride AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY reader ORDER BY days DESC, last_day DESC) AS place
  FROM streaks
)
SELECT reader, first_day, last_day, days, pages
FROM by_pride
WHERE place = 1
ORDER BY days DESC, reader;
