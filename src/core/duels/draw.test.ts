import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diceFrom } from './dice.ts'
import { drawPair, uniformShare, type DrawRequest, type Drawn } from './draw.ts'
import { pairKey, type CandidateGroup, type DrawModel } from './pool.ts'

const seedOf = (number: number) => (number * 2_654_435_761).toString(16).padStart(32, '5')

function group(challenge: number, answers: Array<[response: number, model: number, body?: number]>): CandidateGroup {
  return { challenge, responses: answers.map(([id]) => id), models: answers.map(([, model]) => model), bodies: answers.map(([id, , body = id]) => body) }
}

function modelsWith(games: number[], more: Array<Partial<DrawModel>> = []): DrawModel[] {
  return games.map((count, index) => ({ id: index + 1, base: index + 1, games: count, ...more[index] }))
}

const request = (part: Partial<DrawRequest>): Omit<DrawRequest, 'dice'> => ({ groups: [], models: [], variants: false, taken: new Map(), ...part })

const drawMany = (part: Partial<DrawRequest>, count: number) => Array.from({ length: count }, (_, index) => drawPair({ ...request(part), dice: diceFrom(seedOf(index)) }))
const pairOf = ({ left, right }: Drawn) => `${Math.min(left, right)} ${Math.max(left, right)}`

/** Two challenges: on the first all of four models, two answers of the first of them; on the second only two. */
const groups = [group(7, [[1, 0], [2, 0], [3, 1], [4, 2], [5, 3]]), group(9, [[6, 1], [7, 3]])]

test('the same seed and candidates draw the same pair, with the same sides and probability', () => {
  const models = modelsWith([3, 0, 10, 1])
  for (let number = 0; number < 200; number++) {
    const draw = () => drawPair({ ...request({ groups, models }), dice: diceFrom(seedOf(number)) })
    assert.deepEqual(draw(), draw())
  }
})

const policies: Array<[name: string, part: Partial<DrawRequest>]> = [
  ['where models had unequal numbers of duels', { models: modelsWith([0, 5, 40, 200]) }],
  ['near a new and rated model', { models: modelsWith([0, 50, 60, 70], [{ rating: 1000 }, { rating: 1020 }, { rating: 1400 }]) }],
  ['for a voter who has had some pairs', { models: modelsWith([1, 2, 3, 4]), taken: new Map([[7, new Set([pairKey(1, 2), pairKey(3, 4), pairKey(1, 3)])]]) }],
  ['without variants of one model', { models: modelsWith([1, 2, 3, 4], [{ base: 9 }, {}, { base: 9 }]) }],
]

for (const [name, part] of policies) {
  test(`the stored probability is how often a pair is drawn, ${name}`, () => {
    const count = 40_000
    const drawn = drawMany({ groups, ...part }, count).map((one) => one!)
    const told = new Map(drawn.map((one) => [pairOf(one), one.probability]))
    const seen = new Map([...Map.groupBy(drawn, pairOf)].map(([pair, list]) => [pair, list.length]))
    assert.ok(Math.abs([...told.values()].reduce((sum, chance) => sum + chance, 0) - 1) < 1e-9, 'the probabilities of all pairs make one')
    for (const [pair, chance] of told) {
      const deviation = (seen.get(pair)! - count * chance) / Math.sqrt(count * chance * (1 - chance))
      assert.ok(Math.abs(deviation) < 4.5, `${pair}: ${seen.get(pair)} of ${count}, ${chance} was told`)
    }
  })
}

test('at least a tenth is drawn by plain chance, and sides fall either way', () => {
  const drawn = drawMany({ groups, models: modelsWith([0, 5, 40, 200]) }, 20_000).map((one) => one!)
  const uniform = drawn.filter(({ reason }) => reason === 'uniform').length / drawn.length
  assert.ok(uniform > 0.1 && Math.abs(uniform - uniformShare) < 0.01, `${uniform}`)
  const sorted = drawn.filter(({ left, right }) => left < right).length / drawn.length
  assert.ok(Math.abs(sorted - 0.5) < 0.015, `${sorted}`)
})

test('models come to equally many duels, however few answers they have', () => {
  const many = Array.from({ length: 30 }, (_, challenge) => group(challenge, [[challenge * 10 + 1, 0], [challenge * 10 + 2, 1], [challenge * 10 + 3, 2]]))
  const models = modelsWith([0, 0, 0, 0])
  many[0] = group(0, [[1, 0], [2, 1], [3, 2], [4, 3]])
  for (let number = 0; number < 2_000; number++) {
    const { left, right } = drawPair({ ...request({ groups: many, models }), dice: diceFrom(seedOf(number)) })!
    for (const id of [left, right]) models[(id % 10) - 1]!.games += 1
  }
  const games = models.map((model) => model.games)
  // The last model answered one challenge of thirty; plain chance alone would give it 1.6 % of the places.
  assert.ok(games[3]! > 0.5 * games[0]!, games.join(' '))
  assert.ok(Math.max(...games.slice(0, 3)) < 1.15 * Math.min(...games.slice(0, 3)), games.join(' '))
})

test('a new model with a rating meets models near it, and the reason says so', () => {
  const models = modelsWith([0, 900, 900, 900], [{ rating: 1000 }, { rating: 1030 }, { rating: 1900 }, { rating: 1900 }])
  const near = drawMany({ groups: [groups[0]!], models }, 4_000).map((one) => one!).filter(({ reason }) => reason === 'near')
  assert.ok(near.length > 3_000)
  const withNeighbour = near.filter(({ left, right }) => left === 3 || right === 3).length
  assert.ok(withNeighbour / near.length > 0.85, `${withNeighbour} of ${near.length}`)
})

const refusals: Array<[name: string, part: Partial<DrawRequest>]> = [
  ['the same text twice', { groups: [group(1, [[1, 0, 5], [2, 1, 5]])] }],
  ['two answers of one model', { groups: [group(1, [[1, 0], [2, 0]])], variants: true }],
  ['two variants of one model', { groups: [group(1, [[1, 0], [2, 1]])], models: modelsWith([0, 0], [{ base: 1 }, { base: 1 }]) }],
  ['a pair this voter has had', { groups: [group(1, [[1, 0], [2, 1]])], taken: new Map([[1, new Set([pairKey(2, 1)])]]) }],
  ['answers to different challenges', { groups: [group(1, [[1, 0]]), group(2, [[2, 1]])] }],
]

for (const [name, part] of refusals) {
  test(`never ${name}`, () => assert.equal(drawPair({ ...request({ models: modelsWith([0, 0]), ...part }), dice: diceFrom(seedOf(1)) }), undefined))
}

test('variants of one model meet when they are asked for', () => {
  const drawn = drawPair({ ...request({ groups: [group(1, [[1, 0], [2, 1]])], models: modelsWith([0, 0], [{ base: 1 }, { base: 1 }]), variants: true }), dice: diceFrom(seedOf(1)) })
  assert.equal(drawn?.probability, 1)
})

test('a pair on one challenge may come again on another', () => {
  const drawn = drawPair({ ...request({ groups: [group(1, [[1, 0], [2, 1]]), group(2, [[3, 0], [4, 1]])], models: modelsWith([0, 0]), taken: new Map([[1, new Set([pairKey(1, 2)])]]) }), dice: diceFrom(seedOf(1)) })
  assert.equal(drawn?.challenge, 2)
})
