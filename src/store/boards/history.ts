import type { BoardOptions, HistoryPoint } from '../../core/boards/board.ts'
import { votesOfPoint } from '../../core/boards/no-history.ts'
import { cellsAmong, cellsOf, placesOf, type Cells } from '../../core/ratings/cells.ts'
import { existenceOf } from '../../core/ratings/existence.ts'
import { pointsOfLogOdds } from '../../core/ratings/scale.ts'
import { ratePart } from '../../core/ratings/rate-part.ts'
import { defaultRateOptions } from '../../core/ratings/report.ts'
import type { Votes } from '../../core/ratings/votes.ts'
import { dateOf, type SliceVotes } from './read-votes.ts'

/** How many days ratings are told of, at most. */
const mostPoints = 12

/**
 * Ratings of the votes whose day is known, up to some of the days on which they were cast, each of them computed anew: about
 * equally many votes lie between two points. Only models of the largest connected part, on an earlier day of the largest of
 * those that it grew from, for other parts are on other scales. Whoever shows this says how many votes of no known day are left out.
 */
export function historyOf({ votes, day }: SliceVotes, options: BoardOptions): HistoryPoint[] {
  const rows = Int32Array.from(day.keys()).filter((row) => day[row]! >= 0).sort((a, b) => day[a]! - day[b]! || a - b)
  const points = Math.min(mostPoints, Math.floor(rows.length / votesOfPoint))
  const ends = Array.from({ length: points }, (_, point) => endOfDay(rows, day, Math.ceil(((point + 1) * rows.length) / points) - 1))
  const told: HistoryPoint[] = []
  let later: ReadonlySet<number> | undefined
  for (const end of [...new Set(ends)].reverse()) {
    const until = takeRows(votes, rows.subarray(0, end + 1))
    const cells = cellsOf(until, options.ties)
    const members = existenceOf(cells).parts.find((part) => !later || later.has(part[0]!)) ?? []
    told.unshift(pointAt(until, cells, members, dateOf(day[rows[end]!]!), options))
    later = new Set(members)
  }
  return told
}

/** The last place of the same day. */
function endOfDay(rows: Int32Array, day: Int32Array, place: number): number {
  while (place + 1 < rows.length && day[rows[place + 1]!] === day[rows[place]!]) place++
  return place
}

function pointAt(votes: Votes, cells: Cells, members: number[], day: string, options: BoardOptions): HistoryPoint {
  const names = members.map((model) => votes.models[model]!)
  const part = { names, cells: cellsAmong(cells, members), rows: { votes, ties: options.ties, place: placesOf(votes.models.length, members) } }
  const { fit, uncertainty } = ratePart(part, { ...defaultRateOptions, ...options, style: false, side: false })
  const rated = names.flatMap((model, place) => {
    if (!fit || !uncertainty) return []
    const rating = 1000 + pointsOfLogOdds * fit.theta[place]!
    const width = pointsOfLogOdds * uncertainty.critical * uncertainty.se[place]!
    return [{ model, rating: rounded(rating), lo: rounded(rating - width), hi: rounded(rating + width) }]
  })
  return { day, votes: votes.length, models: rated }
}

function takeRows(votes: Votes, rows: Int32Array): Votes {
  const take = (column: Int32Array) => rows.map((row) => column[row]!)
  return {
    length: rows.length, models: votes.models, left: take(votes.left), right: take(votes.right),
    outcome: Uint8Array.from(rows, (row) => votes.outcome[row]!),
    ...(votes.share && { share: Float64Array.from(rows, (row) => votes.share![row]!) }),
    ...(votes.prompt && { prompt: take(votes.prompt), promptCount: votes.promptCount }),
  }
}

/** A tenth of a point is more than any of these tells. */
function rounded(points: number): number {
  return Math.round(points * 10) / 10
}
