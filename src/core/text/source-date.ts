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

function isDayOfCalendar(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}
