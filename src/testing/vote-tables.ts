import { readFileSync } from 'node:fs'
import { outcomes, type Outcome, type Votes } from '../core/ratings/votes.ts'
import { dataPath } from './source-files.ts'

/** A vote as people write it; what is left out is not known, and columns that nobody knows are absent. */
export interface VoteRow {
  left: string
  right: string
  outcome: Outcome
  weight?: number
  share?: number
  prompt?: number
  voter?: number
}

/** Votes from rows; models in the order in which they come up. */
export function votesOf(rows: VoteRow[]): Votes {
  const places = new Map<string, number>()
  const placeOf = (model: string) => {
    if (!places.has(model)) places.set(model, places.size)
    return places.get(model)!
  }
  const sides = rows.map(({ left, right }): [number, number] => [placeOf(left), placeOf(right)])
  return {
    length: rows.length, models: [...places.keys()],
    left: Int32Array.from(sides, ([left]) => left), right: Int32Array.from(sides, ([, right]) => right),
    outcome: Uint8Array.from(rows, ({ outcome }) => outcomes.indexOf(outcome)),
    ...(rows.some(({ weight }) => weight !== undefined) && { weight: Float64Array.from(rows, ({ weight }) => weight ?? 1) }),
    ...(rows.some(({ share }) => share !== undefined) && { share: Float64Array.from(rows, ({ share }) => share ?? NaN) }),
    ...clusterColumn('prompt', rows), ...clusterColumn('voter', rows),
  }
}

function clusterColumn(name: 'prompt' | 'voter', rows: VoteRow[]): Partial<Votes> {
  const known = rows.flatMap((row) => row[name] ?? [])
  if (known.length === 0) return {}
  return { [name]: Int32Array.from(rows, (row) => row[name] ?? -1), [`${name}Count`]: Math.max(...known) + 1 }
}

/** Rows for one pair: so many wins of the first, of the second, and ties. */
export function pairOf(left: string, right: string, wins: number, losses: number, ties = 0): VoteRow[] {
  const rows: VoteRow[] = [
    { left, right, outcome: 'left', weight: wins }, { left, right, outcome: 'right', weight: losses }, { left, right, outcome: 'tie', weight: ties },
  ]
  return rows.filter(({ weight }) => weight! > 0)
}

/** Rows of a CSV file of the real data, by the names of its columns. Its cells have no quotes. */
export function readTable(name: string): Array<Record<string, string>> {
  const [head, ...lines] = readFileSync(dataPath(name), 'utf8').trim().split(/\r?\n/).map((line) => line.split(','))
  return lines.map((cells) => Object.fromEntries(head!.map((column, place) => [column, cells[place]!])))
}

/** Votes of a file that names the sides `left` and `right` and the outcome `winner`. */
export function readVotes(name: string): Votes {
  return votesOf(readTable(name).map(({ left, right, winner }) => ({ left: left!, right: right!, outcome: winner as Outcome })))
}
