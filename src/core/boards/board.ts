import type { Differences, RatedPair, RateOptions, RateReport } from '../ratings/report.ts'
import type { RuleName } from '../votes/rules.ts'
import type { Slice } from './slice.ts'

/** A computed leaderboard as it is kept: a pure function of the votes of a slice, the rules and the method. */
export interface BoardDocument {
  slice: Slice
  methodVersion: string
  /** SHA-256 of the votes that count, as store/boards/hash.ts writes them down. */
  votesHash: string
  /** Pairs are in the detail. */
  report: RateReport
  /** Row ids of the models of the report, in its order. */
  modelIds: number[]
  /** Votes of the slice before rules, and how many each rule set aside. */
  read: number
  setAside: Array<{ rule: RuleName; count: number }>
  /** Of a past day: votes that would count but carry no date, and so are left out. */
  undated?: number
  /** Different prompts and voters, as far as they are known. */
  prompts: number
  voters: number
  /** Days of the first and last vote, as far as they are known. */
  firstDay: string | null
  lastDay: string | null
  /** Votes that count of which the day is known, and on how many days those were cast. Older boards do not tell. */
  dated?: { votes: number; days: number }
  /** What the votes that count are about, most votes first. */
  categories: Array<{ category: string; votes: number }>
  criteria: Array<{ criterion: string; votes: number }>
  /** How fast each model answered, where that is known. */
  speeds: ModelSpeed[]
  /** The answers that won most, by public id. */
  winners: WinningAnswer[]
  /** How the ratings came about: those of the votes whose day is known, up to some of the days. */
  history: HistoryPoint[]
}

/** What only some pages need of a board: every pair. */
export interface BoardDetail {
  pairs: RatedPair[]
  /** Of the largest part, and of the others. */
  differences?: Differences
  differencesApart?: Differences[]
}

export interface ModelSpeed {
  model: string
  /** Answers whose duration is known, and how long they took on average. */
  answers: number
  seconds: number
  /** Output tokens a second, where those are known too. */
  tokensPerSecond: number | null
}

export interface WinningAnswer {
  response: string
  model: string
  wins: number
  games: number
}

/** Ratings of the votes up to the end of a day. */
export interface HistoryPoint {
  day: string
  votes: number
  models: Array<{ model: string; rating: number; lo: number; hi: number }>
}

/** What a slice and its votes make of the options of a rating. */
export type BoardOptions = Pick<RateOptions, 'method' | 'ties' | 'prior' | 'se' | 'cluster' | 'style' | 'side' | 'by'>
