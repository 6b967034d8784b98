import assert from 'node:assert/strict'
import { test } from 'node:test'
import { streakOf } from './streak.ts'

const cases: Array<[name: string, days: string[], streak: number]> = [
  ['nobody voted', [], 0],
  ['today only', ['2026-03-01'], 1],
  ['yesterday only: there is still time', ['2026-02-28'], 1],
  ['the day before yesterday: over', ['2026-02-27'], 0],
  ['over the end of a month', ['2026-02-27', '2026-03-01', '2026-02-28'], 3],
  ['a gap ends it', ['2026-03-01', '2026-02-27', '2026-02-26'], 1],
]
for (const [name, days, streak] of cases) test(`a streak: ${name}`, () => assert.equal(streakOf(days, '2026-03-01'), streak))
