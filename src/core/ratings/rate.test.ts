import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { simulateVotes } from '../../testing/simulated-votes.ts'
import { pairOf, votesOf, type VoteRow } from '../../testing/vote-tables.ts'
import { pickRows } from './pick-rows.ts'
import { rate } from './rate.ts'
import type { RateOptions, RateReport } from './report.ts'
import type { Votes } from './votes.ts'

function rateRows(rows: VoteRow[], options: Partial<RateOptions> = {}): RateReport {
  return rate(votesOf(rows), options)
}

function ratingOf(report: RateReport, model: string): number | null {
  return report.models.find((one) => one.model === model)!.rating
}

const figures = ['rating', 'se', 'lo', 'hi', 'rankLo', 'rankHi', 'rankLoSimultaneous', 'rankHiSimultaneous', 'tier', 'pBest'] as const

/** No report may hold a number that is none, an interval of no width, a rank without an interval, or a gap without a reason. */
function assertHonest(report: Pick<RateReport, 'models' | 'reason'>): void {
  for (const model of report.models) {
    for (const figure of figures) assert.ok(model[figure] === null || Number.isFinite(model[figure]), `${figure} of ${model.model}: ${model[figure]}`)
    if (model.rating === null) assert.equal(model.se, null)
    if (model.se !== null) assert.ok(model.hi! - model.lo! > 1e-4 && model.se > 1e-5, `no width for ${model.model}`)
    if (model.rankLo !== null) {
      assert.ok(model.se !== null && model.pBest !== null && model.tier !== null)
      assert.ok(model.rankLoSimultaneous! <= model.rankLo && model.rankLo <= model.rankHi! && model.rankHi! <= model.rankHiSimultaneous!)
    }
    if (model.rating === null || model.se === null || model.rankLo === null) assert.ok(report.reason, `no reason for ${model.model}`)
  }
}

interface Tricky {
  name: string
  rows: VoteRow[]
  options?: Partial<RateOptions>
  exists: boolean
  components: string[][]
  reason?: RegExp
  undefeated?: string[]
  winless?: string[]
  /** Whether models have a rating, an interval and ranks. */
  has: { rating: boolean; interval: boolean; ranks: boolean }
}

const all = { rating: true, interval: true, ranks: true }
const nothing = { rating: false, interval: false, ranks: false }
const chain = [...pairOf('a', 'b', 10, 0), ...pairOf('b', 'c', 10, 0), ...pairOf('c', 'd', 10, 0)]
const ties = [...pairOf('a', 'b', 0, 0, 3), ...pairOf('b', 'c', 0, 0, 3), ...pairOf('a', 'c', 0, 0, 3)]
const islands = [...pairOf('a', 'b', 3, 2), ...pairOf('b', 'c', 1, 2), ...pairOf('y', 'z', 2, 2)]
const circle = [...pairOf('a', 'b', 4, 1), ...pairOf('b', 'c', 4, 1), ...pairOf('c', 'a', 4, 1)]
const onOnePrompt = circle.map((row) => ({ ...row, prompt: 0 }))

const tricky: Tricky[] = [
  { name: 'no votes', rows: [], exists: false, components: [], reason: /no votes/, has: nothing },
  { name: 'only a model against itself', rows: pairOf('a', 'a', 2, 1), exists: false, components: [], reason: /no votes/, has: nothing },
  { name: 'one vote', rows: pairOf('a', 'b', 1, 0), exists: false, components: [['a'], ['b']], reason: /"a".*"b".*prior/, undefeated: ['a'], winless: ['b'], has: all },
  { name: 'one vote without a prior', rows: pairOf('a', 'b', 1, 0), options: { prior: 0 }, exists: false, components: [['a'], ['b']], reason: /no finite ratings/, undefeated: ['a'], winless: ['b'], has: nothing },
  { name: 'two models', rows: pairOf('a', 'b', 3, 2), exists: true, components: [['a', 'b']], has: all },
  { name: 'two models without a prior', rows: pairOf('a', 'b', 3, 2), options: { prior: 0 }, exists: true, components: [['a', 'b']], has: all },
  { name: 'all ties', rows: ties, exists: true, components: [['a', 'b', 'c']], has: all },
  { name: 'all ties without a prior', rows: ties, options: { prior: 0 }, exists: true, components: [['a', 'b', 'c']], has: all },
  { name: 'all ties by the sandwich alone', rows: ties, options: { se: 'sandwich' }, exists: true, components: [['a', 'b', 'c']], reason: /vary too little/, has: { rating: true, interval: false, ranks: false } },
  { name: 'all ties, dropped', rows: ties, options: { ties: 'drop' }, exists: false, components: [], reason: /All votes are ties/, has: nothing },
  { name: 'all ties by Davidson', rows: ties, options: { method: 'davidson' }, exists: false, components: [['a', 'b', 'c']], reason: /All votes are ties/, has: nothing },
  { name: 'all ties by Rao and Kupper', rows: ties, options: { method: 'rao-kupper' }, exists: false, components: [['a', 'b', 'c']], reason: /All votes are ties/, has: nothing },
  { name: 'a win and a tie by Davidson without a prior', rows: pairOf('a', 'b', 1, 0, 1), options: { method: 'davidson', prior: 0 }, exists: false, components: [['a', 'b']], reason: /no finite ratings/, has: nothing },
  { name: 'a chain', rows: chain, exists: false, components: [['a'], ['b'], ['c'], ['d']], reason: /prior/, undefeated: ['a'], winless: ['d'], has: all },
  { name: 'a chain without a prior', rows: chain, options: { prior: 0 }, exists: false, components: [['a'], ['b'], ['c'], ['d']], reason: /no finite ratings/, undefeated: ['a'], winless: ['d'], has: nothing },
  { name: 'a chain by the Hessian', rows: chain, options: { se: 'hessian' }, exists: false, components: [['a'], ['b'], ['c'], ['d']], undefeated: ['a'], winless: ['d'], reason: /prior/, has: all },
  { name: 'a circle below an undefeated model', rows: [...circle, ...pairOf('z', 'a', 5, 0)], exists: false, components: [['a', 'b', 'c'], ['z']], reason: /"z"/, undefeated: ['z'], winless: ['a', 'b', 'c'], has: all },
  { name: 'islands', rows: islands, exists: false, components: [['a', 'b', 'c'], ['y', 'z']], reason: /do not connect/, undefeated: [], winless: [], has: all },
  { name: 'islands without a prior', rows: islands, options: { prior: 0 }, exists: false, components: [['a', 'b', 'c'], ['y', 'z']], reason: /do not connect/, undefeated: [], winless: [], has: all },
  { name: 'all votes on one prompt, clustered by prompt', rows: onOnePrompt, options: { cluster: 'prompt' }, exists: true, components: [['a', 'b', 'c']], reason: /one prompt/, has: { rating: true, interval: false, ranks: false } },
  { name: 'clusters that the votes do not tell', rows: circle, options: { cluster: 'both' }, exists: true, components: [['a', 'b', 'c']], reason: /do not tell their prompts.*do not tell their voters/, has: all },
  { name: 'clusters and the Hessian', rows: onOnePrompt, options: { cluster: 'prompt', se: 'hessian' }, exists: true, components: [['a', 'b', 'c']], reason: /Hessian/, has: all },
  { name: 'style that the votes do not tell', rows: circle, options: { style: true }, exists: true, components: [['a', 'b', 'c']], reason: /style/, has: all },
  { name: 'Elo', rows: circle, options: { method: 'elo' }, exists: true, components: [['a', 'b', 'c']], reason: /order of the votes/, has: { rating: true, interval: false, ranks: false } },
  { name: 'a pair of 50,000 votes beside single votes', rows: [...pairOf('a', 'b', 25_010, 24_990), ...pairOf('b', 'c', 2, 1), ...pairOf('c', 'd', 1, 3)], exists: true, components: [['a', 'b', 'c', 'd']], has: all },
]

for (const { name, rows, options, exists, components, reason, undefeated, winless, has } of tricky) {
  test(`${name}: right, or refused with a reason`, () => {
    const report = rateRows(rows, options)
    assertHonest(report)
    assert.equal(report.exists, exists)
    assert.deepEqual(report.components, components)
    if (reason) assert.match(report.reason ?? '', reason)
    else assert.equal(report.reason, undefined)
    assert.deepEqual(report.undefeated ?? [], undefeated ?? [])
    assert.deepEqual(report.winless ?? [], winless ?? [])
    for (const model of report.models) {
      assert.deepEqual({ rating: model.rating !== null, interval: model.se !== null, ranks: model.rankLo !== null }, has, model.model)
    }
    JSON.stringify(report, (_, value: unknown) => assert.ok(typeof value !== 'number' || Number.isFinite(value)) ?? value)
  })
}

test('more models than a matrix can hold are refused with a reason, not with a crash', () => {
  const names = Array.from({ length: 30_000 }, (_, model) => `m${model}`)
  const rows = names.map((left, model): VoteRow => ({ left, right: names[(model + 1) % names.length]!, outcome: model % 2 === 0 ? 'left' : 'tie' }))
  for (const method of ['bt', 'davidson'] as const) {
    const report = rateRows(rows, { method })
    assertHonest(report)
    assert.equal(report.models[0]!.rating, null)
    assert.match(report.reason!, /30000 models are more than can be rated together/)
  }
})

test('each part has 1000 in the middle and is told by itself', () => {
  const report = rateRows(islands)
  assert.deepEqual(report.parts, [['a', 'b', 'c'], ['y', 'z']])
  assert.deepEqual(report.models.map(({ model }) => model).slice(3), ['y', 'z'])
  const alone = rateRows(pairOf('y', 'z', 2, 2))
  assert.deepEqual([ratingOf(report, 'y'), ratingOf(report, 'z')], [ratingOf(alone, 'y'), ratingOf(alone, 'z')])
  const mean = (models: string[]) => models.reduce((sum, model) => sum + ratingOf(report, model)!, 0) / models.length
  for (const part of report.parts!) assert.ok(Math.abs(mean(part) - 1000) < 1e-9)
})

test('a part that nothing connects to the others changes no figure of them, and is ranked by itself', () => {
  const { votes } = simulateVotes({ models: 9, votes: 600, seed: 8, prompts: { count: 30, sd: 0.5 } })
  const [alone, joined] = [votes, withVoteOn(votes, 'wren', 'mole')].map((one) => rate(one, { pairs: true }))
  assert.deepEqual(joined!.models.slice(0, 9), alone!.models)
  for (const told of ['differences', 'fit', 'promptShare'] as const) assert.deepEqual(joined![told], alone![told])
  assert.deepEqual(joined!.models.slice(9).map(({ model, rankLo, rankHi, tier }) => [model, rankLo, rankHi, tier]), [['wren', 1, 2, 1], ['mole', 1, 2, 1]])
  assert.deepEqual(joined!.differencesApart!.map(({ models }) => models), [['mole', 'wren']])
  assert.match(joined!.reason!, /within a part; .* the largest, of 9 models\. Of part 2 \("mole", "wren"\): .*"wren" never lost/)
})

/** The same votes and one more, on two models that none of them is of, on a prompt of its own. */
function withVoteOn(votes: Votes, winner: string, loser: string): Votes {
  const and = (column: Int32Array, value: number) => Int32Array.from([...column, value])
  const [first, promptCount] = [votes.models.length, votes.promptCount!]
  return {
    ...votes, length: votes.length + 1, models: [...votes.models, winner, loser], left: and(votes.left, first), right: and(votes.right, first + 1),
    outcome: Uint8Array.from([...votes.outcome, 0]), prompt: and(votes.prompt!, promptCount), promptCount: promptCount + 1,
  }
}

test('what is to be known of many parts is told of the first of them', () => {
  const rows = Array.from({ length: 9 }, (_, part) => pairOf(`a${part}`, `b${part}`, 1, 0)).flat()
  const { reason } = rateRows(rows)
  assert.deepEqual(reason!.match(/Of part \d/g), ['Of part 1', 'Of part 2', 'Of part 3', 'Of part 4', 'Of part 5'])
  assert.match(reason!, /of 4 more parts\./)
})

test('400 points are odds of ten to one', () => {
  const report = rateRows(pairOf('a', 'b', 10, 1), { prior: 0 })
  assert.ok(Math.abs(ratingOf(report, 'a')! - 1200) < 1e-6 && Math.abs(ratingOf(report, 'b')! - 800) < 1e-6)
})

test('models come best first, with how their votes came out', () => {
  const report = rateRows([...pairOf('c', 'a', 2, 5, 1), { left: 'a', right: 'c', outcome: 'both-bad' }, ...pairOf('a', 'b', 0, 3)])
  assert.deepEqual(report.models.map(({ model, games, wins, losses, ties: tied, bothBad }) => [model, games, wins, losses, tied, bothBad]), [
    ['b', 3, 3, 0, 0, 0], ['a', 12, 5, 5, 1, 1], ['c', 9, 2, 5, 1, 1],
  ])
})

test('an anchor moves the scale and nothing else', () => {
  const [plain, anchored] = [rateRows(circle), rateRows(circle, { anchor: { model: 'b', rating: 1500 } })]
  const shift = 1500 - ratingOf(plain, 'b')!
  assert.equal(ratingOf(anchored, 'b'), 1500)
  for (const [place, model] of plain.models.entries()) {
    const moved = anchored.models[place]!
    assert.equal(moved.model, model.model)
    assert.equal(moved.se, model.se)
    for (const figure of ['rating', 'lo', 'hi'] as const) assert.ok(Math.abs(moved[figure]! - model[figure]! - shift) < 1e-9)
  }
  assert.match(rateRows(circle, { anchor: { model: 'nobody', rating: 1500 } }).reason!, /anchor "nobody"/)
})

test('votes that say nothing are counted with their reason', () => {
  const rows: VoteRow[] = [...pairOf('a', 'b', 1, 1, 1), { left: 'a', right: 'a', outcome: 'left' }, { left: 'a', right: 'b', outcome: 'left', weight: 0 }]
  const report = rate(votesOf(rows), { ties: 'drop' }, { read: 7, used: 5, rejected: [{ reason: 'unknown winner', count: 2 }] })
  assert.deepEqual(report.votes, {
    read: 7, used: 2,
    rejected: [{ reason: 'unknown winner', count: 2 }, { reason: 'a tie, left out as asked', count: 1 }, { reason: 'a model against itself', count: 1 }, { reason: 'no weight', count: 1 }],
  })
})

test('a row that stands for many ties is left out as so many votes', () => {
  const rows: VoteRow[] = [
    { left: 'a', right: 'b', outcome: 'left', weight: 10 }, { left: 'b', right: 'a', outcome: 'left', weight: 6 }, { left: 'a', right: 'b', outcome: 'tie', weight: 4 },
  ]
  assert.deepEqual(rateRows(rows, { ties: 'drop' }).votes, { read: 20, used: 16, rejected: [{ reason: 'a tie, left out as asked', count: 4 }] })
})

test('names are opaque: __proto__, both forms of é, line breaks and nothing but a space are models like others', () => {
  const names = ['__proto__', 'constructor', 'caf\u00e9', 'cafe\u0301', 'two\nlines', ' ', '😀', '\u202eabc']
  const rows = names.flatMap((name, place) => pairOf(name, names[(place + 1) % names.length]!, 2, 1))
  const report = rateRows(rows, { pairs: true })
  assert.deepEqual(report.models.map(({ model }) => model).toSorted(), names.toSorted())
  assert.equal(report.pairs!.length, names.length)
  for (const model of report.models) assert.ok(Math.abs(model.rating! - 1000) < 1e-6)
})

/** Votes of every kind: ties, prompts, voters, weights, shares. */
function everyKind(): Votes {
  const { votes } = simulateVotes({ models: 9, votes: 600, seed: 8, ties: { kind: 'davidson', amount: 0.5 }, prompts: { count: 30, sd: 0.5 }, voters: { votesEach: 20 } })
  const chance = new Chance(4)
  const share = Float64Array.from({ length: 600 }, () => (chance.next() < 0.2 ? chance.next() : NaN))
  const weight = Float64Array.from({ length: 600 }, () => 1 + chance.below(3))
  return { ...votes, share, weight }
}

const swappedOutcome = [1, 0, 2, 3]

function swapSides(votes: Votes): Votes {
  return {
    ...votes, left: votes.right, right: votes.left, outcome: votes.outcome.map((code) => swappedOutcome[code]!), share: votes.share!.map((one) => 1 - one),
  }
}

/** The same models under other numbers. */
function renumbered(votes: Votes): Votes {
  const last = votes.models.length - 1
  return { ...votes, models: votes.models.toReversed(), left: votes.left.map((model) => last - model), right: votes.right.map((model) => last - model) }
}

const changes: Array<[name: string, change: (votes: Votes) => Votes]> = [
  ['another order of rows', (votes) => pickRows(votes, shuffled(votes.length))],
  ['swapped sides', swapSides],
  ['other numbers of models', renumbered],
  ['each vote of weight w as w votes', (votes) => {
    const repeated = Array.from({ length: votes.length }, (_, row) => Array.from({ length: votes.weight![row]! }, () => row)).flat()
    return { ...pickRows(votes, Int32Array.from(repeated)), weight: undefined }
  }],
]

function shuffled(length: number): Int32Array {
  const chance = new Chance(6)
  return Int32Array.from(Array.from({ length }, (_, row) => ({ row, key: chance.next() })).sort((a, b) => a.key - b.key), ({ row }) => row)
}

const manyOptions: Array<Partial<RateOptions>> = [
  {}, { prior: 0 }, { method: 'davidson' }, { method: 'rao-kupper' }, { ties: 'drop' }, { se: 'sandwich' }, { se: 'hessian' },
  { cluster: 'prompt' }, { cluster: 'voter' }, { cluster: 'both' },
]

for (const [name, change] of changes) {
  test(`${name} changes no rating, error, rank or chance, whatever the options`, () => {
    const votes = everyKind()
    for (const options of manyOptions) {
      const [before, after] = [rate(votes, options), rate(change(votes), options)]
      assert.deepEqual(after.components, before.components)
      for (const [place, model] of before.models.entries()) {
        const other = after.models[place]!
        assert.equal(other.model, model.model)
        for (const figure of figures) assert.ok(Math.abs(other[figure]! - model[figure]!) < 1e-6, `${figure} ${JSON.stringify(options)}: ${other[figure]} is not ${model[figure]}`)
      }
      assert.ok(Math.abs(after.promptShare! - before.promptShare!) < 1e-9)
    }
  })
}

test('other names change no rating and no error', () => {
  const votes = everyKind()
  const renamed = { ...votes, models: votes.models.map((model) => `${9 - Number(model.slice(-1))} ${model}`) }
  const [before, after] = [rate(votes), rate(renamed)]
  for (const [place, model] of votes.models.entries()) {
    const [one, other] = [before.models.find((found) => found.model === model)!, after.models.find((found) => found.model === renamed.models[place])!]
    for (const figure of ['rating', 'se', 'lo', 'hi', 'rankLo', 'rankHi', 'tier'] as const) assert.ok(Math.abs(one[figure]! - other[figure]!) < 1e-6, figure)
    assert.ok(Math.abs(one.pBest! - other.pBest!) < 0.03)
  }
})

test('the same votes, options and seed give the same report to the last bit', () => {
  const votes = everyKind()
  assert.equal(JSON.stringify(rate(votes, { pairs: true })), JSON.stringify(rate(votes, { pairs: true })))
})

test('few prompts with much of their own widen the intervals, and the share of the variance says so', () => {
  const { votes } = simulateVotes({ models: 8, votes: 4000, seed: 2, prompts: { count: 20, sd: 0.7 } })
  const [alone, clustered] = [rate(votes), rate(votes, { cluster: 'prompt' })]
  const width = (report: RateReport) => report.models.reduce((sum, { lo, hi }) => sum + hi! - lo!, 0)
  assert.ok(width(clustered) > 1.5 * width(alone), `${width(clustered)} is not much wider than ${width(alone)}`)
  assert.ok(clustered.promptShare! > 0.5 && clustered.promptShare === alone.promptShare)
  const { votes: own } = simulateVotes({ models: 8, votes: 4000, seed: 2 })
  assert.ok(rate({ ...own, prompt: Int32Array.from({ length: 4000 }, (_, row) => row), promptCount: 4000 }).promptShare! < 0.001)
})

test('two-way clusters are at least as wide as either way', () => {
  const votes = everyKind()
  const [prompt, voter, both] = (['prompt', 'voter', 'both'] as const).map((cluster) => rate(votes, { cluster, se: 'sandwich', pairs: true }).differences!)
  for (const [at, se] of both!.se.entries()) assert.ok(se >= Math.max(prompt!.se[at]!, voter!.se[at]!) - 1e-9)
})

test('pairs tell what was expected of them, what differs from it, and how sure it is who is better', () => {
  const { pairs } = rateRows([...pairOf('a', 'b', 30, 10, 4), ...pairOf('b', 'c', 20, 20), ...pairOf('a', 'c', 20, 20)], { pairs: true, prior: 0 })
  const [first] = pairs!
  assert.deepEqual([first!.a, first!.b, first!.games, first!.winsA, first!.winsB, first!.ties, first!.bothBad], ['a', 'b', 44, 30, 10, 4, 0])
  assert.ok(first!.expected! > 0.5 && first!.expected! < 0.7 && first!.residual! > 0 && first!.eValue > 20)
  assert.ok(first!.sequence.lo > 0.5 && first!.sequence.hi < 1)
  assert.ok(pairs!.reduce((sum, { residual }) => sum + Math.abs(residual!), 0) > 1)
})

test('the errors of differences are those that ranks are told by', () => {
  const { differences, models } = rateRows([...pairOf('a', 'b', 30, 10), ...pairOf('b', 'c', 20, 20)], { pairs: true })
  assert.deepEqual(differences!.models, ['a', 'b', 'c'])
  assert.equal(differences!.se.length, 3)
  const [a, b] = ['a', 'b'].map((name) => models.find(({ model }) => model === name)!)
  assert.equal(a!.rating! - b!.rating! > differences!.critical * differences!.se[0]!, a!.rankHi === 1)
})

test('the bootstrap surrounds the rating about as the error does', () => {
  const { votes } = simulateVotes({ models: 6, votes: 3000, seed: 5 })
  const report = rate(votes, { bootstrap: 300 })
  assert.deepEqual(report.bootstrap, { rounds: 300, seed: 1 })
  for (const { rating, lo, hi, bootstrap } of report.models) {
    assert.ok(bootstrap!.lo < bootstrap!.median && bootstrap!.median < bootstrap!.hi)
    assert.ok(Math.abs(bootstrap!.median - rating!) < (hi! - lo!) / 8)
    assert.ok(Math.abs((bootstrap!.hi - bootstrap!.lo) / (hi! - lo!) - 1) < 0.3)
  }
})

test('errors by both clusters are resampled by both: wider than by either, the same for the same seed; clusters that votes do not tell are none', () => {
  const { votes } = simulateVotes({ models: 5, votes: 2_000, seed: 5, prompts: { count: 30, sd: 0.7 }, voters: { votesEach: 50, groups: [{ kind: 'one-model', count: 12 }] } })
  const resampled = (cluster: RateOptions['cluster'], from: Votes = votes) => rate(from, { bootstrap: 400, cluster }).models.map(({ bootstrap }) => bootstrap!)
  const width = (models: ReturnType<typeof resampled>) => models.reduce((sum, { lo, hi }) => sum + hi - lo, 0)
  const both = resampled('both')
  assert.ok(width(both) > 1.1 * width(resampled('prompt')) && width(both) > 1.1 * width(resampled('voter')))
  assert.deepEqual(both, resampled('both'))
  const { prompt: _, ...withoutPrompts } = votes
  assert.deepEqual(resampled('both', withoutPrompts), resampled('voter'))
  assert.deepEqual(resampled('prompt', withoutPrompts), resampled('none'))
})

test('a side that wins more has its worth told, and style that voters like too', () => {
  const { votes } = simulateVotes({ models: 6, votes: 6000, seed: 9, style: { features: ['tokens', 'headers'], beta: [0.5, 0] }, side: { gamma: 0.3, leftShareOfFirst: 0.8 } })
  const { side, style, models } = rate(votes, { style: true, side: true })
  assert.ok(side!.lo < 0.3 && 0.3 < side!.hi && side!.lo > 0)
  assert.ok(Math.abs(side!.rating - (400 / Math.LN10) * side!.coefficient) < 1e-9)
  assert.deepEqual(style!.map(({ feature }) => feature), ['tokens', 'headers'])
  assert.ok(style![0]!.lo > 0 && style![1]!.lo < 0 && style![1]!.hi > 0)
  assert.ok(models.every(({ rankLo }) => rankLo !== null))
})

test('at equal style, votes on answers of unknown style are set aside and counted', () => {
  const { votes } = simulateVotes({ models: 4, votes: 500, seed: 9, style: { features: ['tokens'], beta: [0.5] } })
  votes.style!.left[0]![3] = NaN
  const report = rate(votes, { style: true })
  assert.deepEqual(report.votes, { read: 500, used: 499, rejected: [{ reason: 'style of an answer not known', count: 1 }] })
  assert.equal(report.models.reduce((sum, { games }) => sum + games, 0), 2 * 499)
})

test('by category each has a report of its own, and few votes lean on the others', () => {
  const { votes } = simulateVotes({ models: 5, votes: 3000, seed: 12 })
  const category = Int32Array.from({ length: 3000 }, (_, row) => (row % 60 === 0 ? 1 : row % 7 === 0 ? -1 : 0))
  const report = rate({ ...votes, category, categories: ['writing', 'code'] }, { by: 'category', pairs: true })
  assert.deepEqual(report.categories!.map((one) => [one.category, one.votes]), [['code', 50], ['writing', category.filter((one) => one === 0).length]])
  const [code, writing] = report.categories!.map((one) => one.report)
  for (const part of [code!, writing!]) assertHonest(part)
  assert.match(code!.reason!, /drawn towards/)
  assert.ok(code!.shrinkage!.points > 0 && writing!.shrinkage === undefined)
  assert.equal(code!.pairs!.reduce((sum, { games }) => sum + games, 0), 50)
  assert.ok(code!.pairs!.every(({ expected, residual }) => expected !== null && residual === null), 'a rating that leans on others is not measured against these votes alone')
  const alone = rate(pickRows(votes, Int32Array.from(category.keys()).filter((row) => category[row] === 0)))
  assert.deepEqual(writing!.models, alone.models)
})

test('a category whose models are of two parts has both, each drawn towards its own part', () => {
  const { votes } = simulateVotes({ models: 5, votes: 3000, seed: 12 })
  const category = Int32Array.from({ length: 3000 }, (_, row) => (row % 60 === 0 ? 1 : 0))
  const whole = { ...votes, category, categories: ['writing', 'code'], prompt: Int32Array.from(category.keys()), promptCount: 3000 }
  const apart = { ...withVoteOn(whole, 'wren', 'mole'), category: Int32Array.from([...category, 1]) }
  const [alone, joined] = [whole, apart].map((one) => rate(one, { by: 'category', pairs: true }).categories!)
  assert.deepEqual(joined!.map((one) => [one.category, one.votes]), [['code', 51], ['writing', 2950]])
  const [code, before] = [joined![0]!.report, alone![0]!.report]
  assert.deepEqual([code.models.slice(0, 5), code.shrinkage], [before.models, before.shrinkage])
  assert.deepEqual(code.parts!.map((part) => part.length), [5, 2])
  assert.deepEqual(joined![1]!.report.models, alone![1]!.report.models)
})

test('categories that the votes do not tell are not rated, and that is said', () => {
  const report = rateRows(circle, { by: 'category' })
  assert.equal(report.categories, undefined)
  assert.match(report.reason!, /category/)
})
