import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSourceDate, isSourceTime, lastDayOf } from './source-date.ts'

const texts: Array<[text: string, isDate: boolean, isTime: boolean]> = [
  ['2025', true, true], ['2025-07', true, true], ['2025-07-11', true, true], ['2024-02-29', true, true],
  ['2025-02-29', false, false], ['2025-02-30', false, false], ['2025-13', false, false], ['2025-00', false, false], ['25', false, false],
  ['sometime last week', false, false], ['', false, false], ['2025-7-1', false, false], ['2025-07-11 ', false, false],
  ['2025-07-11T09:30Z', false, true], ['2025-07-11T09:30:05.123456Z', false, true], ['2025-07-11 09:30:05+02:00', false, true],
  ['2025-07-11T09:30:05', false, true], ['2025-02-30T09:30:05Z', false, false], ['2025-07-11T24:00:00Z', false, false],
  ['2025-07-11T09:60:00Z', false, false], ['1718302375', false, false],
]
for (const [text, isDate, isTime] of texts) {
  test(`"${text}" is ${isDate ? 'a date' : isTime ? 'a moment' : 'neither date nor moment'}`, () => {
    assert.deepEqual([isSourceDate(text), isSourceTime(text)], [isDate, isTime])
  })
}

const lastDays: Array<[text: string, day: string | undefined]> = [
  ['2025', '2025-12-31'], ['2024-02', '2024-02-29'], ['2025-02', '2025-02-28'], ['2025-12', '2025-12-31'], ['2025-07-11', '2025-07-11'],
  ['2025-07-11T23:59:59.999Z', '2025-07-11'], ['2025-07-11 23:30', '2025-07-11'], ['2025-07-11T23:30:00-02:00', '2025-07-12'],
  ['2025-07-11 00:30:05.123+0200', '2025-07-10'], ['0099-02', '0099-02-28'], ['sometime', undefined], ['', undefined],
]
for (const [text, day] of lastDays) {
  test(`"${text}" is over with ${day ?? 'no known day'}`, () => assert.equal(lastDayOf(text), day))
}
