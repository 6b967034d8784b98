import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulateVotes, type VoterKind } from '../../testing/simulated-votes.ts'
import { votesThatTell } from '../votes/checks/voter-evidence.ts'
import { cellsOf } from './cells.ts'
import { fitDavidson } from './davidson.ts'
import { voterEvidence, type VoterEvidence } from './voter-evidence.ts'
import { tied, type Votes } from './votes.ts'

/** The votes of some rows. */
function rowsOf(votes: Votes, rows: number[]): Votes {
  const pick = (column: Int32Array) => Int32Array.from(rows, (row) => column[row]!)
  return { ...votes, length: rows.length, left: pick(votes.left), right: pick(votes.right), outcome: Uint8Array.from(rows, (row) => votes.outcome[row]!), voter: pick(votes.voter!) }
}

/** The formula as it stands, for one voter, with a fit of its own on the votes of all others. */
function plainEvidence(votes: Votes, voter: number): number {
  const all = Array.from({ length: votes.length }, (_, row) => row)
  const fit = fitDavidson(cellsOf(rowsOf(votes, all.filter((row) => votes.voter![row] !== voter))), 0.5)!
  const nu = fit.tie!.value
  const own = all.filter((row) => votes.voter![row] === voter).map((row) => {
    const [left, right] = [votes.left[row]!, votes.right[row]!]
    const [win, lose] = [Math.exp(fit.theta[left]!), Math.exp(fit.theta[right]!)]
    const tie = nu * Math.sqrt(win * lose)
    const f = [win, lose, tie].map((part) => part / (win + lose + tie)) as [number, number, number]
    const kind = Math.min(2, votes.outcome[row]!)
    return { left, right, f, kind, y: [1, 0, 0.5][kind]!, p: f[0] + f[2] / 2 }
  })
  const product = (factors: number[]) => factors.reduce((all, factor) => all * factor, 1)
  const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
  const bets = (sides: Array<{ y: number; p: number }>) => mean([1, -1].flatMap((sign) => [0.4, 0.8, 1.2, 1.6].map((lambda) => product(sides.map(({ y, p }) => {
    const capped = Math.min(lambda, 0.9 / (sign === 1 ? p : 1 - p))
    return 1 + sign * capped * (y - p)
  })))))
  const ratio = (chances: (f: [number, number, number]) => number[]) => product(own.map(({ f, kind }) => chances(f)[kind]! / f[kind]!))
  const equalTies = nu / (2 + nu)
  const onModels = mean(votes.models.map((_, model) => bets(own.filter(({ left, right }) => left === model || right === model)
    .map(({ left, y, p }) => (left === model ? { y, p } : { y: 1 - y, p: 1 - p })))))
  const coin = mean([0.02, 1 / 3, equalTies].map((tie) => ratio(() => [(1 - tie) / 2, (1 - tie) / 2, tie])))
  const others = [ratio(() => [0.96, 0.02, 0.02]), ratio(() => [0.02, 0.02, 0.96]), ratio(([win, lose, tie]) => [lose, win, tie])]
  return 0.5 * onModels + 0.1 * bets(own) + 0.1 * (coin + others.reduce((sum, one) => sum + one, 0))
}

test('the e-value is that of the plain formula with a fit without the voter', () => {
  for (const kind of ['honest', 'coin', 'reversed', 'one-model'] as const) {
    const { votes } = simulateVotes({ models: 6, votes: 3_000, seed: 2, ties: { kind: 'davidson', amount: 0.5 }, voters: { votesEach: 30, groups: [{ kind, count: 2 }] } })
    const evidence = voterEvidence(votes)
    for (const voter of [0, 1, 2]) {
      const expected = plainEvidence(votes, voter)
      assert.ok(Math.abs(evidence[voter]!.eValue / expected - 1) < 0.03, `${kind} ${voter}: ${evidence[voter]!.eValue} is not ${expected}`)
    }
  }
})

test('a voter who has cast a third of all votes is measured by the others all the same', () => {
  const { votes } = simulateVotes({ models: 5, votes: 900, seed: 2, ties: { kind: 'davidson', amount: 0.5 }, voters: { votesEach: 300 } })
  const [first] = voterEvidence(votes)
  const expected = plainEvidence(votes, 0)
  assert.ok(Math.abs(first!.eValue / expected - 1) < 1e-6, `${first!.eValue} is not ${expected}`)
})

/** What becomes of voters of one kind, four of them among honest ones, over eight boards. */
function evidenceFor(kind: VoterKind, votesEach: number): VoterEvidence[] {
  return Array.from({ length: 8 }, (_, seed) => {
    const { votes } = simulateVotes({
      models: 20, votes: 6_000, seed: seed + 1, ties: { kind: 'davidson', amount: 0.5 }, voters: { votesEach, groups: [{ kind, count: 4 }] },
    })
    return voterEvidence(votes).filter(({ voter }) => voter < (kind === 'honest' ? 40 : 4))
  }).flat()
}

function shareAbove(evidence: VoterEvidence[], limit: number): number {
  return evidence.filter(({ peak }) => peak > limit).length / evidence.length
}

// Voters of 100 votes, as the figures that this detector was chosen by have them.
for (const [kind, habit, votesToFlag] of [
  ['coin', 'coin', 50], ['always-left', 'always-left', 10], ['always-tie', 'always-tie', 6], ['reversed', 'reversed', 40], ['one-model', 'one-model', 70],
] as const) {
  test(`of voters of the kind ${kind}, 9 in 10 are flagged within 100 votes, and said to be what they are`, () => {
    const evidence = evidenceFor(kind, 100)
    assert.ok(shareAbove(evidence, 20) >= 0.9, `flagged: ${shareAbove(evidence, 20)}`)
    const flagged = evidence.filter(({ flag }) => flag !== 'none')
    assert.ok(flagged.filter((one) => one.habit === habit).length >= 0.8 * flagged.length)
    if (kind === 'one-model') assert.ok(flagged.filter(({ model }) => model === 0).length >= 0.8 * flagged.length)
    const after = evidence.map(({ flaggedAfter }) => flaggedAfter ?? Infinity).sort((a, b) => a - b)
    assert.ok(after[after.length >> 1]! <= votesToFlag, `half are flagged after ${after[after.length >> 1]}`)
  })
}

for (const votesEach of [10, 30, 100]) {
  test(`of honest voters of ${votesEach} votes at most 5 % are ever to be reviewed and 1 % excluded`, () => {
    const evidence = evidenceFor('honest', votesEach)
    assert.ok(shareAbove(evidence, 20) <= 0.05, `to be reviewed: ${shareAbove(evidence, 20)}`)
    assert.ok(shareAbove(evidence, 100) <= 0.01, `to be excluded: ${shareAbove(evidence, 100)}`)
  })
}

test('an honest voter\'s e-value is no larger than 1 on average', () => {
  const values = evidenceFor('honest', 10).map(({ eValue }) => eValue)
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  assert.ok(mean > 0.5 && mean < 1.3, `mean ${mean}`)
})

test('votes are taken in the order of their time, and a voter flagged once stays flagged', () => {
  const { votes } = simulateVotes({ models: 8, votes: 4_000, seed: 3, ties: { kind: 'davidson', amount: 0.5 }, voters: { votesEach: 40 } })
  votes.outcome.fill(tied, 0, 20)
  const forwards = voterEvidence({ ...votes, at: Float64Array.from(votes.left.keys()) })[0]!
  const backwards = voterEvidence({ ...votes, at: Float64Array.from(votes.left.keys(), (row) => -row) })[0]!
  assert.ok(forwards.flaggedAfter! < 8 && backwards.flaggedAfter! > 20)
  assert.ok(Math.abs(forwards.eValue / backwards.eValue - 1) < 1e-6 && forwards.peak > forwards.eValue)
  assert.equal(forwards.flag, 'exclude')
})

test('a row that stands for three votes is three votes; unknown voters have no evidence', () => {
  const { votes } = simulateVotes({ models: 4, votes: 300, seed: 3, ties: { kind: 'davidson', amount: 0.5 }, voters: { votesEach: 30 } })
  const thrice = voterEvidence(rowsOf(votes, Array.from({ length: 900 }, (_, index) => Math.floor(index / 3))))
  const weighted = voterEvidence({ ...votes, weight: new Float64Array(300).fill(3) })
  assert.equal(weighted[0]!.votes, 90)
  for (const [index, { eValue }] of weighted.entries()) assert.ok(Math.abs(eValue / thrice[index]!.eValue - 1) < 1e-6)
  assert.deepEqual(voterEvidence({ ...votes, voter: new Int32Array(300).fill(-1) }), [])
  assert.deepEqual(voterEvidence({ ...votes, voter: undefined }), [])
})

test('the only voter of a board, and who votes for what no other ever did, get a finite number', () => {
  const { votes } = simulateVotes({ models: 4, votes: 50, seed: 3, voters: { votesEach: 50 } })
  assert.ok(Number.isFinite(voterEvidence(votes)[0]!.eValue))
  const { votes: two } = simulateVotes({ models: 4, votes: 100, seed: 3, voters: { votesEach: 50, groups: [{ kind: 'always-tie', count: 1 }] } })
  for (const { eValue } of voterEvidence(two)) assert.ok(Number.isFinite(eValue) && eValue > 0)
})

const smallBoards: Array<[models: number, voters: number, votesEach: number]> = [[4, 1, 200], [10, 1, 200], [30, 2, 100], [30, 3, 100], [10, 5, 50], [30, 10, 100]]
for (const [models, voters, votesEach] of smallBoards) {
  test(`of ${voters} honest voters of ${votesEach} votes on ${models} models at most 2 % are excluded, where others have said too little to tell`, () => {
    const evidence = Array.from({ length: 40 }, (_, seed) => {
      const { votes } = simulateVotes({ models, votes: voters * votesEach, seed: seed + 1, sd: 1, ties: { kind: 'davidson', amount: 0.5 }, voters: { votesEach } })
      return voterEvidence(votes, { mostVotes: votesThatTell })
    }).flat()
    assert.ok(shareAbove(evidence, 100) <= 0.02, `excluded: ${shareAbove(evidence, 100)}`)
  })
}

/** Honest voters, of whom the first votes with care by chances of their own. */
function withOneOfOwnChances(seed: number, own: { seed: number; ties: number }): VoterEvidence {
  const [models, votesEach] = [8, 100]
  const of = (from: number, ties: number) => simulateVotes({ models, votes: 4_000, seed: from, sd: 1, ties: { kind: 'davidson', amount: ties }, voters: { votesEach } }).votes
  const [votes, others] = [of(seed, 1.3), of(own.seed, own.ties)]
  for (const column of ['left', 'right', 'outcome'] as const) votes[column].set(others[column].subarray(0, votesEach))
  return voterEvidence(votes, { mostVotes: votesThatTell })[0]!
}

test('what the bound assumes: a careful voter like the others is not excluded, and one of another taste, or who never ties, is', () => {
  const excluded = (own: (seed: number) => { seed: number; ties: number }) =>
    Array.from({ length: 20 }, (_, index) => withOneOfOwnChances(index + 1, own(index + 1))).filter(({ flag }) => flag === 'exclude').length
  assert.ok(excluded((seed) => ({ seed, ties: 1.3 })) <= 1)
  assert.ok(excluded((seed) => ({ seed: seed + 100, ties: 1.3 })) >= 10)
  assert.ok(excluded((seed) => ({ seed, ties: 0.001 })) >= 15)
})

test('a campaign of a fifth of all votes is found all the same', () => {
  const { votes } = simulateVotes({ models: 8, votes: 2_000, seed: 2, ties: { kind: 'davidson', amount: 0.5 }, voters: { votesEach: 400, groups: [{ kind: 'reversed', count: 1 }] } })
  const flags = voterEvidence(votes, { mostVotes: votesThatTell }).map(({ flag, votes: looked }) => ({ flag, looked }))
  assert.deepEqual(flags, [{ flag: 'exclude', looked: 200 }, ...Array.from({ length: 4 }, () => ({ flag: 'none', looked: 200 }))])
})
