import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoHistory, type KnownOfDays } from './no-history.ts'

const many: KnownOfDays = { used: 50_000, dated: { votes: 50_000, days: 90 }, points: 12, rated: 12, leans: false }

const cases: Array<[name: string, known: KnownOfDays, said: string | null]> = [
  ['votes of many days draw a line', many, null],
  ['so do the dated ones of many without a day', { ...many, dated: { votes: 300, days: 2 }, points: 2, rated: 1 }, null],
  ['too few votes, whatever is known of their days', { ...many, used: 85, dated: { votes: 85, days: 9 }, points: 0, rated: 0 },
    'There are only 85 votes: a line takes 200, as with fewer a rating moves with each of them.'],
  ['a single vote', { ...many, used: 1, dated: { votes: 0, days: 0 }, points: 0, rated: 0 },
    'There is only 1 vote: a line takes 200, as with fewer a rating moves with each of them.'],
  ['no day known', { ...many, dated: { votes: 0, days: 0 }, points: 0, rated: 0 },
    'Of none of these 50,000 votes it is known on which day they were cast: a line takes 200.'],
  ['too few days known', { ...many, dated: { votes: 150, days: 5 }, points: 1, rated: 1 },
    'Of only 150 of these 50,000 votes it is known on which day they were cast: a line takes 200.'],
  ['all on one day', { ...many, dated: { votes: 50_000, days: 1 }, points: 1, rated: 1 },
    'These 50,000 votes were all cast on one day, and there is no line from a day to itself.'],
  ['nearly all on one day, others on none', { ...many, dated: { votes: 1_200, days: 3 }, points: 1, rated: 1 },
    'The 1,200 of these 50,000 votes whose day is known were nearly all cast on one day, and there is no line from a day to itself.'],
  ['ratings that lean on others', { ...many, points: 0, rated: 0, leans: true }, 'Ratings that lean on other categories are not told over time.'],
  ['no ratings at the end', { ...many, rated: 0 }, 'These votes give no ratings on one scale.'],
  ['an older board', { ...many, dated: undefined, points: 0, rated: 0 }, 'This board does not tell on which days its votes were cast: the next one will.'],
]

for (const [name, known, said] of cases) {
  test(name, () => assert.equal(whyNoHistory(known), said))
}
