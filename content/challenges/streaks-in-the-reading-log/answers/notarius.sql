WITH RECURSIVE
-- A reading day is a day on which a reader's rows come to at least one page in total.
reading_day (reader, day, pages) AS (
  SELECT reader, day, SUM(pages)
  FROM reading_log
  GROUP BY reader, day
  HAVING SUM(pages) >= 1
),
-- A streak begins on a reading day whose eve is none, and is extended by one day for as long as possible.
streak (reader, first_day, last_day, days, pages) AS (
  SELECT opening.reader, opening.day, opening.day, 1, opening.pages
  FROM reading_day AS opening
  WHERE NOT EXISTS (
    SELECT 1
    FROM reading_day AS eve
    WHERE eve.reader = opening.reader
      AND eve.day = date(opening.day, '-1 day')
  )
  UNION ALL
  SELECT streak.reader, streak.first_day, morrow.day, streak.days + 1, streak.pages + morrow.pages
  FROM streak
  JOIN reading_day AS morrow
    ON morrow.reader = streak.reader
   AND morrow.day = date(streak.last_day, '+1 day')
),
-- The longest takes precedence; among several of equal length, the latest.
precedence AS (
  SELECT streak.*, ROW_NUMBER() OVER (PARTITION BY reader ORDER BY days DESC, last_day DESC) AS place
  FROM streak
)
SELECT reader, first_day, last_day, days, pages
FROM precedence
WHERE place = 1
ORDER BY days DESC, reader;
