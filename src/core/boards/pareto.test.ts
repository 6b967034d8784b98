import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paretoFront } from './pareto.ts'

type Named = [name: string, cost: number, worth: number]
const cases: Array<[name: string, offers: Named[], front: string[]]> = [
  ['nothing has no front', [], []],
  ['a single offer is the front', [['a', 1, 1]], ['a']],
  ['dearer and better stays', [['b', 2, 2], ['a', 1, 1]], ['a', 'b']],
  ['dearer and worse goes', [['a', 1, 2], ['b', 2, 1]], ['a']],
  ['dearer and equally good goes', [['a', 1, 2], ['b', 2, 2]], ['a']],
  ['equally dear and worse goes', [['a', 1, 1], ['b', 1, 2]], ['b']],
  ['equal offers are both in', [['a', 1, 2], ['b', 1, 2], ['c', 1, 1]], ['a', 'b']],
  ['free counts as a cost', [['a', 0, 1], ['b', 1, 3], ['c', 2, 2]], ['a', 'b']],
]

for (const [name, offers, front] of cases) {
  test(name, () => {
    assert.deepEqual(paretoFront(offers.map(([label, cost, worth]) => ({ label, cost, worth }))).map(({ label }) => label), front)
  })
}
