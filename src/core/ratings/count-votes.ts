import { isTieAt, type Cells } from './cells.ts'
import type { RatedModel, RateOptions, VoteCounts } from './report.ts'
import type { Votes } from './votes.ts'

/** The votes that can be rated at equal style: one whose answers' style is not known gets no weight. */
export function withKnownStyle(votes: Votes): Votes {
  const weight = Float64Array.from({ length: votes.length }, (_, row) => (isStyleKnown(votes, row) ? votes.weight?.[row] ?? 1 : 0))
  return { ...votes, weight }
}

function isStyleKnown({ style }: Votes, row: number): boolean {
  return style!.features.every((_, feature) => !Number.isNaN(style!.left[feature]![row]! + style!.right[feature]![row]!))
}

/** What the reader counted, less the votes that say nothing of who is better. A row counts for as many votes as it stands for. */
export function voteCounts(votes: Votes, { ties, style }: RateOptions, counts?: VoteCounts): VoteCounts {
  const all = votes.weight?.reduce((sum, _, row) => sum + votesOfRow(votes, row), 0) ?? votes.length
  const { read, used, rejected } = counts ?? { read: all, used: all, rejected: [] }
  const further = new Map<string, number>()
  for (let row = 0; row < votes.length; row++) {
    const reason = whyLeftOut(votes, row, { ties, style })
    if (reason !== undefined) further.set(reason, (further.get(reason) ?? 0) + votesOfRow(votes, row))
  }
  const setAside = Array.from(further, ([reason, count]) => ({ reason, count }))
  return { read, used: setAside.reduce((left, { count }) => left - count, used), rejected: [...rejected, ...setAside] }
}

/** As many as it stands for; one of no weight is still a vote that was read. */
function votesOfRow({ weight }: Votes, row: number): number {
  return weight !== undefined && weight[row]! > 0 ? weight[row]! : 1
}

function whyLeftOut(votes: Votes, row: number, { ties, style }: Pick<RateOptions, 'ties' | 'style'>): string | undefined {
  if (votes.left[row] === votes.right[row]) return 'a model against itself'
  if (votes.weight !== undefined && !(votes.weight[row]! > 0)) return 'no weight'
  if (ties === 'drop' && isTieAt(votes, row)) return 'a tie, left out as asked'
  return style && votes.style && !isStyleKnown(votes, row) ? 'style of an answer not known' : undefined
}

/** Models by number with how their votes came out, and no rating yet. */
export function countedModels(names: string[], cells: Cells): RatedModel[] {
  const models = names.map((model): RatedModel => ({
    model, rating: null, se: null, lo: null, hi: null, rankLo: null, rankHi: null, rankLoSimultaneous: null, rankHiSimultaneous: null,
    tier: null, pBest: null, games: 0, wins: 0, losses: 0, ties: 0, bothBad: 0,
  }))
  for (let cell = 0; cell < cells.length; cell++) {
    addCounts(models[cells.i[cell]!]!, cells.winsI[cell]!, cells.winsJ[cell]!, cells.ties[cell]!, cells.bothBad[cell]!)
    addCounts(models[cells.j[cell]!]!, cells.winsJ[cell]!, cells.winsI[cell]!, cells.ties[cell]!, cells.bothBad[cell]!)
  }
  return models
}

function addCounts(model: RatedModel, wins: number, losses: number, ties: number, bothBad: number): void {
  model.games += wins + losses + ties + bothBad
  model.wins += wins
  model.losses += losses
  model.ties += ties
  model.bothBad += bothBad
}
