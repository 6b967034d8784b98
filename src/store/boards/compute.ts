import type { BoardDetail, BoardDocument, BoardOptions } from '../../core/boards/board.ts'
import { leastSideBalance, leastVotesForSide, methodVersion } from '../../core/boards/method.ts'
import { sideBalance } from '../../core/boards/side-balance.ts'
import type { Slice } from '../../core/boards/slice.ts'
import { isSparse } from '../../core/ratings/categories.ts'
import { cellsOf } from '../../core/ratings/cells.ts'
import { rate } from '../../core/ratings/rate.ts'
import { defaultRateOptions, type RateReport, type VoteCounts } from '../../core/ratings/report.ts'
import type { RuleName, VoteRules } from '../../core/votes/rules.ts'
import type { Database } from '../database.ts'
import { findRules } from '../vote-rules.ts'
import { compressed } from './compressed.ts'
import { boardHashOf, votesHashOf } from './hash.ts'
import { historyOf } from './history.ts'
import { readSpeeds } from './speeds.ts'
import { dateOf, readVotes, type SliceVotes } from './read-votes.ts'
import { momentToCompute, type UpTo } from './state.ts'
import { readStyle } from './style-counts.ts'
import { readWinners } from './winners.ts'

/** A board, ready to be stored. */
export interface ComputedBoard {
  hash: string
  slice: Slice
  methodVersion: string
  /** Null where nobody has chosen any rules yet. */
  rulesId: number | null
  lastVoteId: number
  asOf: string
  ledgerHead: string | null
  state: string
  votes: number
  /** Compressed: a BoardDocument, and a BoardDetail. */
  report: Uint8Array
  detail: Uint8Array
}

/** Computes the board of a slice from everything that is stored. Give it a transaction of one moment. */
export async function computeBoard(db: Database, dataFolder: string, slice: Slice): Promise<ComputedBoard> {
  const moment = await momentToCompute(db)
  const { id, rules } = await findRules(db)
  const { document, detail, hash } = await makeBoard(db, dataFolder, slice, rules, moment)
  return {
    hash, slice, methodVersion, rulesId: id, lastVoteId: moment.lastVoteId, asOf: moment.asOf, ledgerHead: moment.ledgerHead, state: moment.state,
    votes: document.report.votes.used, report: compressed(document), detail: compressed(detail),
  }
}

/** The board of a slice by given rules, from the votes and facts up to then: nothing else goes into it. */
export async function makeBoard(
  db: Database, dataFolder: string, slice: Slice, rules: VoteRules, upTo: UpTo,
): Promise<{ document: BoardDocument; detail: BoardDetail; hash: string }> {
  const found = await readVotes(db, slice, rules, upTo)
  const { votes } = found
  if (slice.style) votes.style = await readStyle(db, dataFolder, found)
  const counts = { read: found.read, used: votes.length, rejected: Array.from(found.setAside, ([reason, count]) => ({ reason, count })) }
  const leaning = await leaningOnAll(db, found, slice, rules, upTo)
  const { options, votesHash, report: { pairs = [], differences, differencesApart, ...report } } = leaning
    ? { ...leaning, report: { ...leaning.report, votes: counts } } : ratedAlone(slice, found, counts)
  const hash = boardHashOf(slice, rules, options, votesHash)
  const document: BoardDocument = {
    slice, methodVersion, votesHash, report: { ...report, hash }, modelIds: report.models.map(({ model }) => found.modelIds[votes.models.indexOf(model)]!),
    read: found.read, setAside: Array.from(found.setAside, ([rule, count]) => ({ rule: rule as RuleName, count })),
    ...(slice.until !== undefined && { undated: found.undated }),
    prompts: votes.promptCount ?? 0, voters: votes.voterCount ?? 0, ...daysOf(found.day), dated: datedOf(found.day),
    categories: countedCategories(found), criteria: mostFirst(found.criteria).map(([criterion, count]) => ({ criterion, votes: count })),
    speeds: await readSpeeds(db, found.modelIds), winners: await readWinners(db, found), history: leaning ? [] : historyOf(found, options),
  }
  return { document, detail: { pairs, differences, differencesApart }, hash }
}

/** Ratings, with the options and the votes (by their hash) that they are made of. */
interface Rated {
  options: BoardOptions
  votesHash: string
  report: Omit<RateReport, 'categories' | 'hash'>
}

function ratedAlone(slice: Slice, found: SliceVotes, counts: VoteCounts): Rated {
  const options = optionsOf(slice, found)
  return { options, votesHash: votesHashOf(found.votes), report: rate(found.votes, { ...options, pairs: true }, counts) }
}

/**
 * A category with few votes a model, drawn towards all categories: then all of their votes are what the board is made of.
 * Undefined where its own votes say enough, where somebody asked for terms that so few votes do not tell, or where not even
 * the votes of all categories connect enough of them.
 */
async function leaningOnAll(db: Database, found: SliceVotes, slice: Slice, rules: VoteRules, upTo: UpTo): Promise<Rated | undefined> {
  if (slice.category === undefined || slice.method !== 'bt' || slice.style || found.votes.length === 0) return undefined
  if (!isSparse(cellsOf(found.votes, slice.ties))) return undefined
  const { votes } = await readVotes(db, { ...slice, category: undefined }, rules, upTo)
  const options: BoardOptions = { ...optionsOf(slice, found), side: false, by: 'category' }
  const report = rate(votes, { ...options, pairs: true }).categories?.find(({ category }) => category === slice.category)?.report
  return report?.shrinkage && { options, votesHash: votesHashOf(votes), report }
}

/**
 * How the votes of a slice are rated. Errors are clustered by prompt wherever prompts repeat (RATINGS, 0.3); a term for the
 * left side is fitted where every vote tells the sides, and the sides were not always the same.
 */
export function optionsOf(slice: Slice, { votes, sidesKnown }: SliceVotes): BoardOptions {
  const { prior, se } = defaultRateOptions
  return {
    method: slice.method, ties: slice.ties, style: slice.style, prior, se,
    cluster: hasRepeatedPrompts(votes.prompt, votes.promptCount) ? 'prompt' : 'none',
    side: slice.method === 'bt' && sidesKnown && votes.length >= leastVotesForSide && sideBalance(votes) >= leastSideBalance,
  }
}

function daysOf(days: Int32Array): { firstDay: string | null; lastDay: string | null } {
  const known = days.filter((day) => day >= 0).sort()
  return known.length === 0 ? { firstDay: null, lastDay: null } : { firstDay: dateOf(known[0]!), lastDay: dateOf(known.at(-1)!) }
}

function hasRepeatedPrompts(prompt: Int32Array | undefined, count = 0): boolean {
  return prompt !== undefined && prompt.reduce((known, one) => known + (one >= 0 ? 1 : 0), 0) > count
}

function countedCategories({ votes: { category, categories = [] } }: SliceVotes): BoardDocument['categories'] {
  const counts = new Map<string, number>()
  for (const one of category ?? []) if (one >= 0) counts.set(categories[one]!, (counts.get(categories[one]!) ?? 0) + 1)
  return mostFirst(counts).map(([name, count]) => ({ category: name, votes: count }))
}

function mostFirst(counts: Map<string, number>): Array<[string, number]> {
  return [...counts].sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1))
}

function datedOf(day: Int32Array): { votes: number; days: number } {
  const dated = day.filter((one) => one >= 0)
  return { votes: dated.length, days: new Set(dated).size }
}
