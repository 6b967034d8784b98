import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proseDate } from './prose-date.ts'

test('dates written for people are as exact as they were given', () => {
  const table: Array<[unknown, string | undefined]> = [
    ['February 18, 2025', '2025-02-18'], ['February 2022', '2022-02'], ['2025-07-11', '2025-07-11'], ['2025', '2025'],
    ['04/2025', '2025-04'], ['18 Feb 2025', '2025-02-18'], ['Sept 3rd, 2023', '2023-09-03'], ['May 2024', '2024-05'],
    [' June 1 2024 ', '2024-06-01'], ['February 29, 2024', '2024-02-29'],
    ['February 30, 2025', undefined], ['Smarch 3, 2025', undefined], ['Coming Soon (In Training)', undefined],
    ['3 May 4, 2025', undefined], ['', undefined], [undefined, undefined], [20250218, undefined],
  ]
  for (const [text, date] of table) assert.equal(proseDate(text), date, String(text))
})
