import { fitBradleyTerry } from '../../src/core/ratings/bradley-terry.ts'
import { cellsAmong, cellsOf, emptyCells, placesOf, type Cells } from '../../src/core/ratings/cells.ts'
import { existenceOf } from '../../src/core/ratings/existence.ts'
import { logistic } from '../../src/core/ratings/fit.ts'
import { ratePart } from '../../src/core/ratings/rate-part.ts'
import { defaultRateOptions, type RateOptions } from '../../src/core/ratings/report.ts'
import type { Votes } from '../../src/core/ratings/votes.ts'
import { simulateVotes, type SimulatedVotes } from '../../src/testing/simulated-votes.ts'
import { atLeast, atMost, result, rounded, say, type Result } from './result.ts'

/** How often the 95 % intervals of ratings hold the truth, over simulated boards of every size. */
export function coverage(): Result[] {
  const boards = boardShares()
  const newcomers = newcomerShares()
  const all = [...boards, ...newcomers].toSorted((a, b) => a.share - b.share)
  const [least, most] = [all[0]!, all.at(-1)!]
  const detail = `Simulated: 5, 10 and 20 models of sd 104 points, 30, 100, 300 and 1,000 votes, no ties, about 21 % and 42 %: ${boardReplications} boards each, all models counted. New models with ${newcomerVotes.join(', ')} votes among 20 others with 3,000: ${newcomerReplications} boards each.`
  return [
    result('coverage of 95 % intervals, least of all board sizes', atLeast(0.935), least.share, 'of truths', { detail: `${detail} Least: ${least.name}.` }),
    result('coverage of 95 % intervals, most of all board sizes', atMost(0.985), most.share, 'of truths', { detail: `Most: ${most.name}. New models: ${newcomers.map(({ name, share }) => `${name} ${rounded(share)}`).join(', ')}.` }),
    sharedPrompts(),
  ]
}

interface Share {
  name: string
  share: number
}

const boardReplications = 500

function boardShares(): Share[] {
  return [5, 10, 20].flatMap((models) => [30, 100, 300, 1_000].flatMap((votes) => [0, 0.25, 0.5].map((ties) => {
    const share = shareOf(boardReplications, (seed) => {
      const board = simulateVotes({ models, votes, seed, ties: { kind: 'logistic-score', amount: ties } })
      return coveredModels(board.votes, board.strengths, defaultRateOptions)
    })
    return told({ name: `${models} models, ${votes} votes, ties ${ties}`, share })
  })))
}

const newcomerVotes = [5, 10, 30, 100, 300]
const newcomerReplications = 1_000

function newcomerShares(): Share[] {
  return newcomerVotes.map((votes) => {
    const share = shareOf(newcomerReplications, (seed) => {
      const board = simulateVotes({ models: 21, votes: 3_000 + votes, seed, newcomerVotes: votes, ties: { kind: 'logistic-score', amount: 0.2 } })
      return coveredModels(board.votes, board.strengths, defaultRateOptions).filter(({ model }) => model === 20)
    })
    return told({ name: `${votes} votes`, share })
  })
}

/** Twenty prompts that all votes share, on which models differ by .7 in log-odds. */
function sharedPrompts(): Result {
  const board = (seed: number) => {
    const simulated = simulateVotes({ models: 12, votes: 6_000, seed, prompts: { count: 20, sd: 0.7 } })
    return { votes: simulated.votes, truth: overAllPrompts(simulated, 0.7) }
  }
  const shareWith = (options: RateOptions) => shareOf(300, (seed) => {
    const { votes, truth } = board(seed)
    return coveredModels(votes, truth, options)
  })
  const [clustered, alone] = [shareWith({ ...defaultRateOptions, cluster: 'prompt' }), shareWith(defaultRateOptions)]
  return result('coverage with 20 shared prompts', atLeast(0.93), clustered, 'of truths', {
    baseline: alone, detail: '12 models, 6,000 votes, response quality of sd .7 in log-odds, 300 boards, clustered by prompt with Student\'s t. Baseline: the same without clusters.',
  })
}

/** What the ratings would be with endless prompts: those of the expected scores, quality being integrated out. */
function overAllPrompts({ strengths }: SimulatedVotes, sd: number): Float64Array {
  const count = strengths.length
  const pairs = Array.from({ length: count }, (_, j) => Array.from({ length: j }, (__, i): [number, number] => [i, j])).flat()
  const cells: Cells = { ...emptyCells(count, pairs.length), i: Int32Array.from(pairs, ([i]) => i), j: Int32Array.from(pairs, ([, j]) => j) }
  for (const [cell, [i, j]] of pairs.entries()) {
    cells.games[cell] = 1
    cells.score[cell] = expectedScore(strengths[i]! - strengths[j]!, sd * Math.SQRT2)
  }
  return fitBradleyTerry(cells, 0)!.theta
}

/** The mean of σ(d + N(0, sd²)), by the trapezoid rule. */
function expectedScore(d: number, sd: number): number {
  let [sum, weights] = [0, 0]
  for (let z = -6; z <= 6; z += 0.05) {
    const weight = Math.exp((-z * z) / 2)
    sum += weight * logistic(d + sd * z)
    weights += weight
  }
  return sum / weights
}

interface Covered {
  model: number
  isCovered: boolean
}

/** Which intervals hold the truth, part by part where the votes do not connect all models: each around its own mean. */
function coveredModels(votes: Votes, truth: Float64Array, options: RateOptions): Covered[] {
  const cells = cellsOf(votes)
  return existenceOf(cells).parts.flatMap((models) => {
    const place = placesOf(votes.models.length, models)
    const { fit, uncertainty } = ratePart({ names: models.map(String), cells: cellsAmong(cells, models), rows: { votes, place, ties: 'half' } }, options)
    const mean = models.reduce((sum, model) => sum + truth[model]!, 0) / models.length
    return models.map((model, at): Covered => ({
      model, isCovered: Math.abs(fit!.theta[at]! - truth[model]! + mean) <= uncertainty!.critical * uncertainty!.se[at]!,
    }))
  })
}

function shareOf(replications: number, run: (seed: number) => Covered[]): number {
  let [covered, all] = [0, 0]
  for (let seed = 1; seed <= replications; seed++) {
    for (const { isCovered } of run(seed)) {
      covered += Number(isCovered)
      all++
    }
  }
  return covered / all
}

function told(share: Share): Share {
  say(`  coverage, ${share.name}: ${share.share.toFixed(4)}`)
  return share
}
