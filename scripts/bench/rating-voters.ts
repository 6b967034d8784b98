import { voterEvidence } from '../../src/core/ratings/voter-evidence.ts'
import { simulateVotes, type VoterKind } from '../../src/testing/simulated-votes.ts'
import { atLeast, atMost, quantile, result, type Goal, type Result } from './result.ts'

const boards = 40
const votersEach = 5
const kinds: Array<[kind: VoterKind, goal: Goal | null]> = [
  ['honest', atMost(0.05)], ['coin', atLeast(0.9)], ['reversed', atLeast(0.9)], ['one-model', atLeast(0.9)],
  ['always-left', null], ['always-tie', null], ['three-way-coin', null],
]

/** How many voters of each kind the evidence flags, among 10,000 honest votes on 20 models with about 20 % ties. */
export function voters(): Result[] {
  return kinds.map(([kind, goal]) => {
    const [ten, thirty, hundred] = [10, 30, 100].map((votes) => flagged(kind, votes)) as [Flagged, Flagged, Flagged]
    const after = hundred.median === Infinity ? 'half are never flagged' : `half are flagged after ${hundred.median} votes`
    return result(`voter detector at 100 votes: ${kind}`, goal, hundred.review, 'flagged', {
      detail: `${boards * votersEach} voters. e > 20 at 10, 30, 100 votes: ${ten.review}, ${thirty.review}, ${hundred.review}; e > 100: ${ten.exclude}, ${thirty.exclude}, ${hundred.exclude}; ${after}.`,
    })
  })
}

interface Flagged {
  review: number
  exclude: number
  /** Votes until half of them are flagged. */
  median: number
}

function flagged(kind: VoterKind, votesEach: number): Flagged {
  const evidence = Array.from({ length: boards }, (_, seed) => {
    const { votes } = simulateVotes({
      models: 20, votes: 10_000 + votersEach * votesEach, seed: seed + 1, ties: { kind: 'davidson', amount: 0.5 },
      voters: { votesEach, groups: [{ kind, count: votersEach }] },
    })
    return voterEvidence(votes).filter(({ voter }) => voter < votersEach)
  }).flat()
  const shareAbove = (limit: number) => evidence.filter(({ peak }) => peak > limit).length / evidence.length
  const after = evidence.map(({ flaggedAfter }) => flaggedAfter ?? Number.MAX_VALUE)
  const median = quantile(after, 0.5)
  return { review: shareAbove(20), exclude: shareAbove(100), median: median > votesEach ? Infinity : Math.ceil(median) }
}
