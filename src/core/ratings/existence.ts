import { gamesOfModels, type Cells } from './cells.ts'
import { totalsOf } from './fit.ts'
import { connectedParts, extremesOf, membersOf, strongComponents } from './graph.ts'

/** Whether and for whom ratings can be told from these cells, without a prior. */
export interface Existence {
  /** Whether one finite set of ratings of all models is the most likely one (Ford, 1957). */
  exists: boolean
  /** Strongly connected sets, and connected parts, of the models with votes; the largest first. */
  sets: number[][]
  parts: number[][]
  /** Models of the sets that no other scored against, or that scored against no other. */
  undefeated: number[]
  winless: number[]
}

export function existenceOf(cells: Cells): Existence {
  const games = gamesOfModels(cells)
  const component = strongComponents(cells)
  const hasVotes = ([first]: number[]) => games[first!]! > 0
  const sets = membersOf(component).filter(hasVotes)
  const parts = membersOf(connectedParts(cells)).filter(hasVotes)
  return { exists: sets.length === 1, sets, parts, ...extremesOf(cells, component) }
}

/**
 * Why a model with a tie parameter has no finite optimum on these cells, where only the ties are to blame: all votes are
 * ties; or, without a prior, strengths and threshold can grow together for ever because some δ has δi - δj ≥ 1 wherever i
 * ever beat j and |δi - δj| ≤ 1 wherever they tied. Undefined where there is one. Without any tie there is no parameter.
 */
export function tieObstacle(cells: Cells, prior: number): 'only-ties' | 'separated' | undefined {
  const { games, ties } = totalsOf(cells)
  if (ties === 0) return undefined
  if (ties === games) return 'only-ties'
  return prior === 0 && isGrowing(cells) ? 'separated' : undefined
}

/** Whether such a δ exists: no circle of the constraints has a positive sum (Bellman and Ford). */
function isGrowing(cells: Cells): boolean {
  const steps = constraintsOf(cells)
  if (steps === undefined) return false
  const height = new Float64Array(cells.modelCount)
  for (let round = 0; round <= cells.modelCount; round++) {
    let isChanged = false
    for (const [upper, lower, least] of steps) {
      if (height[upper]! >= height[lower]! + least) continue
      height[upper] = height[lower]! + least
      isChanged = true
    }
    if (!isChanged) return true
  }
  return false
}

/** δ of the first ≥ δ of the second + the third; undefined where a pair that won both ways contradicts itself. */
function constraintsOf({ length, i, j, games, score, halves }: Cells): Array<[upper: number, lower: number, least: number]> | undefined {
  const steps: Array<[number, number, number]> = []
  for (let cell = 0; cell < length; cell++) {
    const [one, other, ties] = [i[cell]!, j[cell]!, halves[cell]!]
    const hasWin = score[cell]! > ties / 2
    const hasLoss = games[cell]! - score[cell]! > ties / 2
    if (hasWin && hasLoss) return undefined
    if (hasWin) steps.push([one, other, 1])
    if (hasLoss) steps.push([other, one, 1])
    if (ties > 0) steps.push([one, other, -1], [other, one, -1])
  }
  return steps
}
