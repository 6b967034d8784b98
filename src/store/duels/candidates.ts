import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { CandidateGroup, DrawModel } from '../../core/duels/pool.ts'
import type { Pool } from '../../core/duels/duel.ts'
import type { OutputType } from '../../core/responses/output-type.ts'
import type { Database, Store } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import { prepared } from '../prepared.ts'
import { CandidateGroups } from './candidate-groups.ts'

/** What can be shown side by side. Films are too long for a duel. */
const shownTypes: OutputType[] = ['text', 'code', 'json', 'csv', 'html', 'svg', 'image', 'audio']

/** SHA-256 of nothing. An answer of no bytes leaves nothing to judge. */
const emptyBody = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Answers read at once: other requests get their turn in between. */
const batchLength = 5_000

export interface CandidateFilter {
  pool: Pool
  challengeId?: number
  category?: string
}

/**
 * The answers that duels are drawn from, kept in memory: reading 164,212 of them for each draw would take half a second.
 * Before each draw it takes in what any process has added or changed since.
 */
export class Candidates {
  #groups = new CandidateGroups()
  #found = new Map<string, CandidateGroup[]>()
  #models: DrawModel[] = []
  #modelPlaces = new Map<number, number>()
  /** Bodies that a reader cannot tell from another, which stands for them. */
  #sameText = new Map<number, number>()
  #seen = nothingSeen()
  #following = Promise.resolve()

  /** Takes in what is new. Two who ask at once do not do it twice. */
  follow(db: Database): Promise<void> {
    const next = this.#following.then(() => this.#follow(db)).catch((error: unknown) => {
      // Half of what was new may have been taken in.
      this.forget()
      throw error
    })
    this.#following = next.catch(() => {})
    return next
  }

  /** Begins anew: something that was taken in is no longer so. */
  forget(): void {
    this.#groups = new CandidateGroups()
    this.#found.clear()
    this.#models = []
    this.#modelPlaces = new Map()
    this.#sameText = new Map()
    this.#seen = nothingSeen()
  }

  /** Two bodies are the same text for a reader, and do not meet. Found when a pair is drawn: to compare all texts would mean to read them all. */
  joinTexts(one: number, other: number): void {
    const [kept, joined] = [this.#textOf(one), this.#textOf(other)]
    for (const [body, text] of this.#sameText) if (text === joined) this.#sameText.set(body, kept)
    this.#sameText.set(joined, kept)
    this.#groups.replaceBody(joined, kept)
    this.#groups.renewChanged()
    this.#found.clear()
  }

  #textOf(body: number): number {
    return this.#sameText.get(body) ?? body
  }

  get models(): readonly DrawModel[] {
    return this.#models
  }

  /** The groups that pass the filter, in an order that depends on nothing else; the same list until something changes. */
  async groups(db: Database, { pool, challengeId, category }: CandidateFilter): Promise<CandidateGroup[]> {
    if (challengeId !== undefined) return this.#groups.find(pool, new Set([challengeId]))
    const key = JSON.stringify([pool, category])
    const found = this.#found.get(key) ?? this.#groups.find(pool, category === undefined ? undefined : await challengesIn(db, category))
    this.#found.set(key, found)
    return found
  }

  async #follow(db: Database): Promise<void> {
    const newest = await newestOf(db)
    // Restored, or deleted by hand: ids went back.
    if (newest.responses < this.#seen.responses || newest.models < this.#seen.models) this.forget()
    const seen = this.#seen
    // A base model may have been named by any import.
    if (newest.models > seen.models || newest.imports > seen.imports) await this.#readModels(db)
    if (newest.changes > seen.changes) await this.#readChanges(db)
    if (newest.responses > seen.responses) await this.#readNew(db)
    if (newest.duels > seen.duels) await this.#countGames(db)
    // Whatever can change who is in a list, or in a category.
    if (newest.responses !== seen.responses || newest.changes !== seen.changes || newest.models !== seen.models || newest.imports !== seen.imports) this.#found.clear()
    this.#seen = newest
  }

  async #readModels(db: Database): Promise<void> {
    const rows = await db.selectFrom('models').select(['id', 'base_id']).orderBy('id').execute()
    const bases = new Map(rows.map(({ id, base_id }) => [id, base_id]))
    let isOtherBase = false
    for (const { id } of rows) {
      const base = rootOf(id, bases)
      const place = this.#modelPlaces.get(id)
      if (place === undefined) this.#modelPlaces.set(id, this.#models.push({ id, base, games: 0 }) - 1)
      else if (this.#models[place]!.base !== base) {
        this.#models[place] = { ...this.#models[place]!, base }
        isOtherBase = true
      }
    }
    if (isOtherBase) this.#groups.renew()
  }

  async #readNew(db: Database): Promise<void> {
    const none = await db.selectFrom('bodies').select('id').where('sha256', '=', emptyBody).executeTakeFirst()
    for (let after = this.#seen.responses; ;) {
      const rows = await responseRows(db).where('id', '>', after).orderBy('id').limit(batchLength).execute()
      this.#add(rows, none?.id)
      if (rows.length < batchLength) break
      after = rows.at(-1)!.id
      await setImmediate()
    }
    this.#groups.renewChanged()
  }

  async #readChanges(db: Database): Promise<void> {
    const { changes, responses } = this.#seen
    const rows = await db.selectFrom('response_changes').select('response_id').distinct().where('id', '>', changes).execute()
    const ids = rows.map(({ response_id }) => response_id).filter((id) => id <= responses)
    const none = await db.selectFrom('bodies').select('id').where('sha256', '=', emptyBody).executeTakeFirst()
    for (const id of ids) this.#groups.remove(id)
    this.#add(await responseRows(db).where(isOneOfIds(db, sql.ref('id'), ids)).orderBy('id').execute(), none?.id)
    this.#groups.renewChanged()
  }

  #add(rows: ResponseRow[], emptyBodyId: number | undefined): void {
    for (const { id, challenge_id, model_id, body_id, output_type, sealed, turn } of rows) {
      if (turn !== 1 || body_id === null || body_id === emptyBodyId || !shownTypes.includes(output_type)) continue
      this.#groups.add({ pool: sealed ? 'sealed' : 'open', challenge: challenge_id, outputType: output_type }, id, this.#modelPlaces.get(model_id)!, this.#textOf(body_id))
    }
  }

  async #countGames(db: Database): Promise<void> {
    for (const count of [countLeft, countRight]) {
      for (const { model, games } of await count(db, { after: this.#seen.duels })) {
        const place = this.#modelPlaces.get(model)
        if (place !== undefined) this.#models[place]!.games += games
      }
    }
  }
}

const countGames = (side: 'left_model_id' | 'right_model_id') => prepared((db, { after }: { after: number }) =>
  db.selectFrom('duels').select(({ fn, ref }) => [ref(side).as('model'), fn.countAll<number>().as('games')]).where('id', '>', after).groupBy(side))
const [countLeft, countRight] = [countGames('left_model_id'), countGames('right_model_id')]

const known = new WeakMap<Database, Candidates>()

/** The candidates of a store, one set for each process. */
export function candidatesOf({ write }: Pick<Store, 'write'>): Candidates {
  const candidates = known.get(write) ?? new Candidates()
  known.set(write, candidates)
  return candidates
}

function nothingSeen() {
  return { responses: 0, changes: 0, models: 0, imports: 0, duels: 0 }
}

/** The newest row of each table that a draw depends on: look-ups at the ends of five indices. */
async function newestOf(db: Database): Promise<ReturnType<typeof nothingSeen>> {
  return (await newestRows(db, {}))[0]!
}

const newestRows = prepared((db) => {
  const newest = (table: string) => sql<number>`coalesce((select max(id) from ${sql.table(table)}), 0)`
  return db.selectNoFrom([
    newest('responses').as('responses'), newest('response_changes').as('changes'), newest('models').as('models'),
    newest('imports').as('imports'), newest('duels').as('duels'),
  ])
})

function responseRows(db: Database) {
  return db.selectFrom('responses').select(['id', 'challenge_id', 'model_id', 'body_id', 'output_type', 'sealed', 'turn'])
}

type ResponseRow = Awaited<ReturnType<ReturnType<typeof responseRows>['execute']>>[number]

async function challengesIn(db: Database, category: string): Promise<Set<number>> {
  const rows = await db.selectFrom('challenges').select('id').where('category', '=', category).execute()
  return new Set(rows.map(({ id }) => id))
}

/** Longest chain of variants of variants; two models that name each other as their base are no endless one. */
const longestChain = 10

function rootOf(id: number, bases: Map<number, number | null>): number {
  let root = id
  for (let step = 0; step < longestChain; step++) {
    const base = bases.get(root)
    if (base === null || base === undefined || base === id) break
    root = base
  }
  return root
}
