import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newestFirst, variety } from './pages.ts'

const answer = (name: string) => {
  const [model, challenge, size = '1'] = name.split('/') as [string, string, string?]
  return { name, model: { slug: model }, challenge: { slug: challenge }, size: Number(size) }
}

test('the front page shows answers of each list in turn, of no challenge two, and of many models', () => {
  const cases: Array<[lists: string[][], length: number, expected: string[]]> = [
    [[['a/1', 'a/2', 'b/3'], ['c/4']], 3, ['a/1', 'c/4', 'b/3']],
    [[['a/1', 'a/2', 'a/3'], ['a/4', 'b/5'], []], 4, ['a/1', 'b/5', 'a/2', 'a/4']],
    [[['a/1', 'b/1', 'c/1']], 3, ['a/1']],
    [[['a/1/0', 'a/2']], 3, ['a/2']],
    [[[], []], 3, []],
    [[['a/1', 'b/2', 'c/3', 'd/4']], 2, ['a/1', 'b/2']],
  ]
  for (const [lists, length, expected] of cases) assert.deepEqual(variety(lists.map((list) => list.map(answer)), length).map(({ name }) => name), expected)
})

test('the newest answers of the front page begin with the last one given, and those of unknown date stand last', () => {
  const answers = ['2025-03', null, '2026-02-03', null, '2025-03-31T10:00:00.000Z'].map((answeredAt) => ({ answeredAt }))
  assert.deepEqual(newestFirst(answers).map(({ answeredAt }) => answeredAt), ['2026-02-03', '2025-03-31T10:00:00.000Z', '2025-03', null, null])
})
