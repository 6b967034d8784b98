import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultRateOptions } from '../../core/ratings/report.ts'
import { historyOf } from './history.ts'
import type { SliceVotes } from './read-votes.ts'

const models = ['lark', 'rook', 'carp', 'perch', 'pike']
const number = (name: string) => models.indexOf(name)

type Pair = [left: string, right: string]

/** On each day a hundred votes, by turns between these pairs. */
function votesOf(...days: Pair[][]): SliceVotes {
  const rows = days.flatMap((pairs, day) => Array.from({ length: 100 }, (_, index) => ({ day: 20_000 + day, pair: pairs[index % pairs.length]!, outcome: index % 3 === 0 ? 1 : 0 })))
  const votes = {
    length: rows.length, models, left: Int32Array.from(rows, ({ pair: [left] }) => number(left)), right: Int32Array.from(rows, ({ pair: [, right] }) => number(right)),
    outcome: Uint8Array.from(rows, ({ outcome }) => outcome),
  }
  return { votes, day: Int32Array.from(rows, ({ day }) => day) } as unknown as SliceVotes
}

const told = (votes: SliceVotes) => historyOf(votes, defaultRateOptions).map((point) => point.models.map(({ model }) => model).sort())

test('ratings over time are of one part as it grew, never of another that was the largest on some day', () => {
  const [birds, fish]: [Pair[], Pair[]] = [[['lark', 'rook']], [['carp', 'perch'], ['perch', 'pike']]]
  assert.deepEqual(told(votesOf(birds, fish, [...fish, ...birds])), [[], ['carp', 'perch', 'pike'], ['carp', 'perch', 'pike']])
  assert.deepEqual(told(votesOf(birds, fish, [['pike', 'lark']])), [[], ['carp', 'perch', 'pike'], [...models].sort()])
  assert.deepEqual(told(votesOf([['carp', 'perch']], fish)), [['carp', 'perch'], ['carp', 'perch', 'pike']])
})

test('ratings over time are of the votes whose day is known, however many others there are', () => {
  const dated: Pair[][] = [[['carp', 'perch']], [['carp', 'perch'], ['perch', 'pike']]]
  const votes = votesOf(...dated, ...Array.from({ length: 20 }, (): Pair[] => [['lark', 'rook']]))
  votes.day.fill(-1, 200)
  assert.deepEqual(told(votes), [['carp', 'perch'], ['carp', 'perch', 'pike']])
  assert.deepEqual(historyOf(votes, defaultRateOptions), historyOf(votesOf(...dated), defaultRateOptions))
})
