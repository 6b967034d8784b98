import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { cellsOf, type Cells } from './cells.ts'
import { connectedParts, extremesOf, membersOf, strongComponents } from './graph.ts'
import { tied } from './votes.ts'

/** Cells of votes between models that are numbers: `[winner, loser]`, or `[one, other, 'tie']`. */
function cellsFrom(modelCount: number, votes: Array<[number, number, 'tie'?]>): Cells {
  return cellsOf({
    length: votes.length, models: Array.from({ length: modelCount }, (_, model) => String(model)),
    left: Int32Array.from(votes, ([one]) => one), right: Int32Array.from(votes, ([, other]) => other),
    outcome: Uint8Array.from(votes, ([, , tie]) => (tie ? tied : 0)),
  })
}

const cases: Array<{ name: string; models: number; votes: Array<[number, number, 'tie'?]>; sets: number[][]; parts: number[][]; undefeated: number[]; winless: number[] }> = [
  { name: 'no votes', models: 2, votes: [], sets: [[0], [1]], parts: [[0], [1]], undefeated: [], winless: [] },
  { name: 'one vote', models: 2, votes: [[0, 1]], sets: [[0], [1]], parts: [[0, 1]], undefeated: [0], winless: [1] },
  { name: 'a tie joins both ways', models: 2, votes: [[0, 1, 'tie']], sets: [[0, 1]], parts: [[0, 1]], undefeated: [], winless: [] },
  { name: 'a chain', models: 4, votes: [[0, 1], [1, 2], [2, 3]], sets: [[0], [1], [2], [3]], parts: [[0, 1, 2, 3]], undefeated: [0], winless: [3] },
  { name: 'a circle', models: 3, votes: [[0, 1], [1, 2], [2, 0]], sets: [[0, 1, 2]], parts: [[0, 1, 2]], undefeated: [], winless: [] },
  { name: 'two circles, one above the other', models: 5, votes: [[3, 4], [4, 3], [0, 1], [1, 2], [2, 0], [4, 0]], sets: [[0, 1, 2], [3, 4]], parts: [[0, 1, 2, 3, 4]], undefeated: [3, 4], winless: [0, 1, 2] },
  { name: 'two islands', models: 4, votes: [[0, 1], [1, 0], [2, 3], [3, 2]], sets: [[0, 1], [2, 3]], parts: [[0, 1], [2, 3]], undefeated: [], winless: [] },
  { name: 'an undefeated and a winless model at one circle', models: 4, votes: [[0, 1], [1, 2], [2, 1], [2, 3]], sets: [[1, 2], [0], [3]], parts: [[0, 1, 2, 3]], undefeated: [0], winless: [3] },
]

for (const { name, models, votes, sets, parts, undefeated, winless } of cases) {
  test(`the sets and parts of ${name}`, () => {
    const cells = cellsFrom(models, votes)
    assert.deepEqual(membersOf(strongComponents(cells)), sets)
    assert.deepEqual(membersOf(connectedParts(cells)), parts)
    assert.deepEqual(extremesOf(cells), { undefeated, winless })
  })
}

/** Whom each model reaches, by trying all ways (Warshall). */
function reachable(modelCount: number, votes: Array<[number, number, 'tie'?]>): boolean[][] {
  const reach = Array.from({ length: modelCount }, (_, one) => Array.from({ length: modelCount }, (_, other) => one === other))
  for (const [one, other, tie] of votes) {
    reach[one]![other] = true
    if (tie) reach[other]![one] = true
  }
  for (let over = 0; over < modelCount; over++) {
    for (const row of reach) if (row[over]) for (let to = 0; to < modelCount; to++) row[to] ||= reach[over]![to]!
  }
  return reach
}

test('two models are in one set exactly when each reaches the other, on 300 graphs of chance', () => {
  const chance = new Chance(5)
  for (let round = 0; round < 300; round++) {
    const models = 1 + chance.below(9)
    const votes = chance.list(2 * models, (): [number, number, 'tie'?] => [chance.below(models), chance.below(models), chance.next() < 0.2 ? 'tie' : undefined])
    const component = strongComponents(cellsFrom(models, votes))
    const reach = reachable(models, votes.filter(([one, other]) => one !== other))
    for (let one = 0; one < models; one++) {
      for (let other = 0; other < models; other++) assert.equal(component[one] === component[other], reach[one]![other]! && reach[other]![one]!)
    }
  }
})

test('a chain of 100,000 models does not overflow the stack', () => {
  const votes = Array.from({ length: 99_999 }, (_, model): [number, number] => [model, model + 1])
  assert.equal(new Set(strongComponents(cellsFrom(100_000, votes))).size, 100_000)
})
