import type { Cells } from './cells.ts'

/** Who scored against whom, as lists of neighbours: those of i are `to` from `start[i]` to before `start[i + 1]`. */
interface Arrows {
  start: Int32Array
  to: Int32Array
}

/** i → j where i scored anything against j: a win, a tie, or a share above nothing. */
function arrowsOf(cells: Cells): Arrows {
  const start = new Int32Array(cells.modelCount + 1)
  eachArrow(cells, (from) => start[from + 1]!++)
  for (let model = 0; model < cells.modelCount; model++) start[model + 1]! += start[model]!
  const to = new Int32Array(start[cells.modelCount]!)
  const next = start.slice()
  eachArrow(cells, (from, target) => { to[next[from]!++] = target })
  return { start, to }
}

function eachArrow(cells: Cells, use: (from: number, to: number) => void): void {
  for (let cell = 0; cell < cells.length; cell++) {
    if (cells.score[cell]! > 0) use(cells.i[cell]!, cells.j[cell]!)
    if (cells.games[cell]! > cells.score[cell]!) use(cells.j[cell]!, cells.i[cell]!)
  }
}

/**
 * The number of the strongly connected set of each model, by Tarjan's algorithm (1972) with a stack of its own: within a
 * set everybody scored against everybody else, over others if need be. Sets are numbered as they are finished.
 */
export function strongComponents(cells: Cells): Int32Array {
  const { start, to } = arrowsOf(cells)
  const component = new Int32Array(cells.modelCount).fill(-1)
  const seen = new Int32Array(cells.modelCount).fill(-1)
  const low = new Int32Array(cells.modelCount)
  const next = start.slice(0, cells.modelCount)
  const open: number[] = []
  const path: number[] = []
  let [seenCount, count] = [0, 0]
  const enter = (model: number) => {
    seen[model] = low[model] = seenCount++
    open.push(model)
    path.push(model)
  }
  const leave = (model: number) => {
    path.pop()
    const parent = path.at(-1)
    if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[model]!)
    if (low[model] !== seen[model]) return
    for (let member = -1; member !== model;) {
      member = open.pop()!
      component[member] = count
    }
    count++
  }
  for (let root = 0; root < cells.modelCount; root++) {
    if (seen[root]! >= 0) continue
    enter(root)
    while (path.length > 0) {
      const model = path.at(-1)!
      if (next[model] === start[model + 1]) {
        leave(model)
        continue
      }
      const other = to[next[model]!++]!
      if (seen[other]! < 0) enter(other)
      else if (component[other]! < 0) low[model] = Math.min(low[model]!, seen[other]!)
    }
  }
  return component
}

/** The number of the connected part of each model: those of one part can be compared, over others if need be. */
export function connectedParts(cells: Cells): Int32Array {
  const parent = Int32Array.from({ length: cells.modelCount }, (_, model) => model)
  const rootOf = (model: number): number => {
    while (parent[model] !== model) {
      parent[model] = parent[parent[model]!]!
      model = parent[model]!
    }
    return model
  }
  for (let cell = 0; cell < cells.length; cell++) {
    if (cells.games[cell]! > 0) parent[rootOf(cells.i[cell]!)] = rootOf(cells.j[cell]!)
  }
  return numbered(parent, rootOf)
}

function numbered(parent: Int32Array, rootOf: (model: number) => number): Int32Array {
  const numbers = new Map<number, number>()
  return parent.map((_, model) => {
    const root = rootOf(model)
    if (!numbers.has(root)) numbers.set(root, numbers.size)
    return numbers.get(root)!
  })
}

/** The models of each set, largest set first; equal ones by their first model. */
export function membersOf(numbers: Int32Array): number[][] {
  const members: number[][] = []
  for (const [model, number] of numbers.entries()) (members[number] ??= []).push(model)
  return members.sort((a, b) => b.length - a.length || a[0]! - b[0]!)
}

/** Which models belong to a set that no model outside it scored against, or that never scored outside itself. */
export interface Extremes {
  undefeated: number[]
  winless: number[]
}

/**
 * The sets that stand in the way of a finite optimum (Ford, 1957): their ratings run away from the others' without a
 * prior. A set that never met anybody outside itself is in neither list.
 */
export function extremesOf(cells: Cells, component = strongComponents(cells)): Extremes {
  const [scores, concedes] = [new Set<number>(), new Set<number>()]
  eachArrow(cells, (from, to) => {
    if (component[from] === component[to]) return
    scores.add(component[from]!)
    concedes.add(component[to]!)
  })
  const models = Array.from(component.keys())
  return {
    undefeated: models.filter((model) => scores.has(component[model]!) && !concedes.has(component[model]!)),
    winless: models.filter((model) => concedes.has(component[model]!) && !scores.has(component[model]!)),
  }
}
