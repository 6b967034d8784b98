/** Whether a text is a date as exact as its source: `2025`, `2025-07` or a day of the calendar, `2025-07-11`. */
export function isSourceDate(text: string): boolean {
  const parts = /^\d{4}(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?$/.exec(text)
  return parts !== null && (parts[2] === undefined || isDayOfCalendar(text))
}

/** Whether a text is such a date, or a moment in ISO 8601: `2025-07-11T09:30Z`, `2025-07-11 09:30:05.123+02:00`. */
export function isSourceTime(text: string): boolean {
  const [, day] = /^(\d{4}-\d\d-\d\d)[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? []
  return day === undefined ? isSourceDate(text) : isDayOfCalendar(day)
}

/**
 * The last day, UTC, that such a date or moment may be of: `2025-07` ends with `2025-07-31`, and is not over before. A moment
 * without a zone is of the day that is written. Undefined where the text is neither.
 */
export function lastDayOf(text: string): string | undefined {
  if (!isSourceTime(text)) return undefined
  if (text.length === 4) return `${text}-12-31`
  if (text.length === 7) return lastDayOfMonth(text)
  const hasOffset = /[+-]\d\d:?\d\d$/.test(text.slice(10))
  return hasOffset ? new Date(text).toISOString().slice(0, 10) : text.slice(0, 10)
}

function lastDayOfMonth(month: string): string {
  const day = new Date(`${month}-01T00:00:00Z`)
  day.setUTCMonth(day.getUTCMonth() + 1, 0)
  return day.toISOString().slice(0, 10)
}

function isDayOfCalendar(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}
