import { isSourceDate } from '../core/text/source-date.ts'
import { exactDate } from './catalogue-facts.ts'

const months = [
  'january', 'february', 'march', 'april', 'may', 'june',
  'july', 'august', 'september', 'october', 'november', 'december',
]

/**
 * A date written for people, as exact as it was given: `February 18, 2025` is 2025-02-18, `18 Feb 2025` too, and
 * `February 2022` is 2022-02. Undefined where it is no date (`Coming soon`) or no day of the calendar.
 */
export function proseDate(value: unknown): string | undefined {
  const exact = exactDate(value)
  if (exact !== undefined || typeof value !== 'string') return exact
  const match = /^(?:(\d{1,2})\s+)?([a-z]{3,9})\.?(?:\s+(\d{1,2})(?:st|nd|rd|th)?)?,?\s+(\d{4})$/i.exec(value.trim())
  if (!match) return undefined
  const [, dayBefore, name, dayAfter, year] = match
  const month = months.findIndex((known) => known.startsWith(name!.toLowerCase())) + 1
  const day = dayBefore ?? dayAfter
  if (month === 0 || (dayBefore !== undefined && dayAfter !== undefined)) return undefined
  const date = [year, twoDigits(month), ...(day === undefined ? [] : [twoDigits(Number(day))])].join('-')
  return isSourceDate(date) ? exactDate(date) : undefined
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
