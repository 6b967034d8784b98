import { sql } from 'kysely'
import type { Slice } from '../../core/boards/slice.ts'
import { outcomes, type Outcome, type Votes } from '../../core/ratings/votes.ts'
import { lastDayOf } from '../../core/text/source-date.ts'
import { saidOf, criteriaNamed } from '../../core/votes/said.ts'
import type { RuleName, VoteRules } from '../../core/votes/rules.ts'
import type { Database } from '../database.ts'
import { Column, ints, bytes, floats, Numbering } from './columns.ts'
import { FactReader, rowsPerRead } from './facts.ts'
import { readModelNames, type NamedModel } from './model-names.ts'
import type { UpTo } from './state.ts'

/** The votes of a slice that count, and what was seen on the way. */
export interface SliceVotes {
  votes: Votes
  /** Row id of each vote. */
  id: Int32Array
  /** Who the voters are, as `votes.voter` numbers them: the row id of the collection, which judging models have none of, a space, and the name in it. */
  voters: string[]
  /** Votes of the slice, and how many of them each rule set aside. */
  read: number
  setAside: Map<RuleName, number>
  /** With `until`: votes that would count but carry no date, so that nobody knows whether they were cast by then. */
  undated: number
  /** The answers a vote was about, by row id; -1 where the source does not say. */
  leftResponse: Int32Array
  rightResponse: Int32Array
  /** Row ids of the models, as `votes.models` numbers them, and of the challenges, as `votes.prompt` does. */
  modelIds: number[]
  challengeIds: number[]
  /** Days since 1970 on which a vote was cast, UTC; -1 where nobody knows. */
  day: Int32Array
  /** Whether of every vote it is known which answer was on which side. */
  sidesKnown: boolean
  /** How many of the votes that count speak of each criterion. */
  criteria: Map<string, number>
}

/** The votes of one voter, above a row id. */
export interface OneVoter {
  voter: string
  after: number
}

/**
 * Reads the votes of a slice as columns, in the order in which they were stored; with `only`, those that one voter cast here.
 * Give it a transaction.
 */
export async function readVotes(db: Database, slice: Slice, rules: VoteRules, upTo: UpTo, only?: OneVoter): Promise<SliceVotes> {
  const models = await readModelNames(db)
  const facts = new FactReader(db, rules, upTo)
  const builder = new VotesBuilder(slice, models)
  for (let after = only?.after ?? 0; ;) {
    const rows = await selectVotes(db, slice, upTo, only).where('votes.id', '>', after).orderBy('votes.id').limit(rowsPerRead).execute()
    if (rows.length === 0) return builder.build()
    const last = rows.at(-1)!.id
    const setAside = await facts.between(after, last)
    for (const row of rows) builder.add(row, setAside)
    after = last
  }
}

type VoteRow = Awaited<ReturnType<ReturnType<typeof selectVotes>['execute']>>[number]

function selectVotes(db: Database, slice: Slice, { ledgerId }: UpTo, only?: OneVoter) {
  const category = sql<string | null>`coalesce(votes.category, challenges.category)`
  let query = db.selectFrom('votes').leftJoin('challenges', 'challenges.id', 'votes.challenge_id')
    .select([
      'votes.id', 'votes.collection_id', 'votes.challenge_id', 'votes.left_model_id', 'votes.right_model_id', 'votes.left_response_id',
      'votes.right_response_id', 'votes.verdict', 'votes.probability_right', 'votes.blind', 'votes.sides_known', 'votes.judge', 'votes.judge_kind', 'votes.criteria',
      category.as('category'), castAt.as('cast_at'),
    ])
    // The plus keeps the index of entries out of it: rows come in order of their ids.
    .where(sql<boolean>`+votes.ledger_id <= ${ledgerId}`)
  if (only) query = query.where('votes.judge', '=', only.voter).where('votes.source', '=', 'arena')
  if (slice.judges !== 'all') query = query.where('votes.judge_kind', '=', slice.judges)
  if (slice.blindOnly) query = query.where('votes.blind', '=', true)
  if (slice.category !== undefined) query = query.where(category, '=', slice.category)
  if (slice.criterion !== undefined) query = query.where('votes.criteria', 'is not', null)
  if (slice.pool !== undefined) query = query.where('votes.pool', '=', slice.pool)
  if (slice.language !== undefined) query = query.where(sql`coalesce(votes.language, challenges.language)`, '=', slice.language)
  if (slice.collection !== undefined) query = query.where('votes.collection_id', '=', db.selectFrom('collections').select('id').where('slug', '=', slice.collection))
  return query
}

/** When a vote was cast. An imported vote whose source does not say was cast at no known time. */
export const castAt = sql<string | null>`coalesce(votes.voted_at, case when votes.source = 'arena' then votes.created_at end)`

class VotesBuilder {
  readonly #slice: Slice
  readonly #models: Map<number, NamedModel>
  readonly #creators: Set<string> | undefined
  readonly #numbers = {
    model: new Numbering<number>(), prompt: new Numbering<number>(), voter: new Numbering<string>(), category: new Numbering<string>(),
  }
  readonly #columns = {
    id: ints(), left: ints(), right: ints(), outcome: bytes(), share: floats(), prompt: ints(), voter: ints(), category: ints(),
    leftResponse: ints(), rightResponse: ints(), day: ints(),
  } satisfies Record<string, Column<any>>
  readonly #setAside = new Map<RuleName, number>()
  readonly #criteria = new Map<string, number>()
  #read = 0
  #undated = 0
  #length = 0
  #sidesKnown = true

  constructor(slice: Slice, models: Map<number, NamedModel>) {
    this.#slice = slice
    this.#models = models
    this.#creators = slice.creators && new Set(slice.creators)
  }

  add(row: VoteRow, setAsideBy: (row: VoteRow) => RuleName | undefined): void {
    const { criterion, until } = this.#slice
    const verdict = criterion === undefined ? row.verdict : saidOf(row.criteria, criterion)
    if (verdict === undefined || !this.#isOf(row.left_model_id) || !this.#isOf(row.right_model_id)) return
    const day = until === undefined || row.cast_at === null ? undefined : lastDayOf(row.cast_at)
    if (until !== undefined && day !== undefined && day > until) return
    const rule = setAsideBy(row)
    if (until !== undefined && day === undefined) {
      if (!rule) this.#undated += 1
      return
    }
    this.#read += 1
    if (rule) count(this.#setAside, rule)
    else this.#take(row, verdict as Outcome)
  }

  #isOf(modelId: number): boolean {
    const { openWeights } = this.#slice
    if (!this.#creators && openWeights === undefined) return true
    const model = this.#models.get(modelId)!
    return (!this.#creators || (model.creator !== null && this.#creators.has(model.creator)))
      && (openWeights === undefined || model.openWeights === openWeights)
  }

  #take(row: VoteRow, verdict: Outcome): void {
    const { id, left, right, outcome, share, prompt, voter, category, leftResponse, rightResponse, day } = this.#columns
    const numbers = this.#numbers
    id.push(row.id)
    left.push(numbers.model.of(row.left_model_id))
    right.push(numbers.model.of(row.right_model_id))
    outcome.push(outcomes.indexOf(verdict))
    // A judge's probability is of the whole; it says nothing of a criterion.
    share.push(row.probability_right === null || this.#slice.criterion !== undefined ? null : 1 - row.probability_right)
    prompt.push(numbers.prompt.of(row.challenge_id))
    voter.push(numbers.voter.of(voterOf(row)))
    category.push(numbers.category.of(row.category))
    leftResponse.push(row.left_response_id)
    rightResponse.push(row.right_response_id)
    if (row.criteria) for (const name of criteriaNamed(row.criteria)) count(this.#criteria, name)
    day.push(dayOf(row.cast_at))
    this.#sidesKnown &&= row.sides_known
    this.#length += 1
  }

  build(): SliceVotes {
    const { columns, numbers } = { columns: this.#columns, numbers: this.#numbers }
    const [share, prompt, voter, category] = [columns.share.take(), columns.prompt.take(), columns.voter.take(), columns.category.take()]
    const votes: Votes = {
      length: this.#length,
      models: numbers.model.things.map((id) => this.#models.get(id)!.slug),
      left: columns.left.all(), right: columns.right.all(), outcome: columns.outcome.all(),
      ...(share && { share }),
      ...(prompt && { prompt, promptCount: numbers.prompt.count }),
      ...(voter && { voter, voterCount: numbers.voter.count }),
      ...(category && { category, categories: numbers.category.things }),
    }
    return {
      votes, id: columns.id.all(), voters: numbers.voter.things, read: this.#read, setAside: this.#setAside, undated: this.#undated, criteria: this.#criteria,
      leftResponse: columns.leftResponse.all(), rightResponse: columns.rightResponse.all(),
      modelIds: numbers.model.things, challengeIds: numbers.prompt.things, day: columns.day.all(), sidesKnown: this.#sidesKnown,
    }
  }
}

/** A pseudonym belongs to its collection: two of them may each have a first worker. A judging model is the same everywhere. */
function voterOf({ judge, judge_kind, collection_id }: VoteRow): string | null {
  if (judge === null) return null
  return `${judge_kind === 'model' ? '' : collection_id} ${judge}`
}

const msOfDay = 86_400_000

/** Days since 1970; null where the source is less exact than a day. */
function dayOf(time: string | null): number | null {
  const ms = time === null || time.length < 10 ? NaN : Date.parse(time)
  return Number.isNaN(ms) ? null : Math.floor(ms / msOfDay)
}

/** `2026-01-31` */
export function dateOf(day: number): string {
  return new Date(day * msOfDay).toISOString().slice(0, 10)
}

function count<T>(counts: Map<T, number>, key: T): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
