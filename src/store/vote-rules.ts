import { changesOfRules, type VoteRules } from '../core/votes/rules.ts'
import type { Database } from './database.ts'
import { prepared } from './prepared.ts'

/** Which rules are in force: the newest row; the defaults, and no id, where nobody has chosen any. */
export async function findRules(db: Database): Promise<{ id: number | null; rules: VoteRules }> {
  const [row] = await newestRules(db, {})
  return row ? { id: row.id, rules: row.rules as VoteRules } : { id: null, rules: {} }
}

const newestRules = prepared((db) => db.selectFrom('vote_rules').select(['id', 'rules']).orderBy('id', 'desc').limit(1))

export interface ChosenRules {
  id: number
  at: string
  note: string
  rules: VoteRules
  /** What it changed; of the first choice, what it made other than the defaults are. */
  changes: ReturnType<typeof changesOfRules>
}

/** What was chosen before the choice with id `before`, newest first. */
export async function listRules(db: Database, { before, limit }: { before?: number; limit: number }): Promise<ChosenRules[]> {
  let query = db.selectFrom('vote_rules').select(['id', 'at', 'note', 'rules'])
  if (before !== undefined) query = query.where('id', '<', before)
  const rows = await query.orderBy('id', 'desc').limit(limit + 1).execute()
  return rows.slice(0, limit).map((row, index) => (
    { ...row, rules: row.rules as VoteRules, changes: changesOfRules((rows[index + 1]?.rules ?? {}) as VoteRules, row.rules as VoteRules) }))
}

/** Puts rules in force from now on. What was in force before stays written down. */
export async function appendRules(transaction: Database, { rules, note, at }: { rules: VoteRules; note: string; at: string }): Promise<number> {
  const added = await transaction.insertInto('vote_rules').values({ rules, note, at }).returning('id').executeTakeFirstOrThrow()
  return added.id
}

/** The id of the rules in force, after the defaults were written down where there were none. */
export async function ensureRules(transaction: Database, at: string): Promise<number> {
  const { id } = await findRules(transaction)
  if (id !== null) return id
  return appendRules(transaction, { rules: {}, note: 'The rules of a new installation.', at })
}
