import { sql } from 'kysely'
import { methodVersion } from '../../core/boards/method.ts'
import { voterEvidenceVersion } from '../../core/votes/checks/voter-evidence.ts'
import type { Database } from '../database.ts'

/** How far to read: votes and withdrawals up to this entry of the ledger, checks up to this time. */
export interface UpTo {
  ledgerId: number
  asOf: string
}

/** Everything that is known, whether or not it has settled. */
export const everything: UpTo = { ledgerId: Number.MAX_SAFE_INTEGER, asOf: '9999' }

/** What a computation of one moment takes in. Ledger and rules are null where there are none yet. */
export interface Moment extends UpTo {
  ledgerHead: string | null
  lastVoteId: number
  /** Equal texts mean that nothing has changed that a board is made from. */
  state: string
}

/**
 * Of what boards tell beside their ratings, and of which votes they read. After a change of it each is computed again, and keeps
 * its hash where its votes and numbers are the same.
 */
const readingVersion = 2

/** Facts of the last moments are left for the next computation: one may be on its way that is dated a little earlier. */
const settlingMs = 100

/** The moment to compute: everything that has settled. A vote has once its checks have. Give it a transaction, and read with it. */
export async function momentToCompute(db: Database): Promise<Moment> {
  // The clock is read before the transaction begins to see: however long the answer then takes, what was seen has settled.
  const before = Date.now()
  const latest = await latestCheck(db)
  // A check dated in the future, by a clock that is wrong, is taken as it is: waiting for that time would take for ever.
  const asOf = latest !== null && latest > new Date().toISOString() ? latest : new Date(before - settlingMs).toISOString()
  const head = await db.selectFrom('ledger').select(['id', 'hash']).where('id', '<', await firstUnsettled(db, asOf)).orderBy('id', 'desc').limit(1).executeTakeFirst()
  const ledgerId = head?.id ?? 0
  const last = await db.selectFrom('votes').select('id').where(sql<boolean>`+votes.ledger_id <= ${ledgerId}`).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return { ledgerId, ledgerHead: head?.hash ?? null, lastVoteId: last?.id ?? 0, asOf, state: await stateOf(db, { ledgerId, asOf }) }
}

/** In how many milliseconds everything has settled that is there now. */
export async function settlesInMs(db: Database): Promise<number> {
  const latest = await latestCheck(db)
  const ageMs = latest === null ? Infinity : Date.now() - Date.parse(latest)
  return ageMs < 0 ? 0 : Math.max(0, settlingMs - ageMs)
}

async function latestCheck(db: Database): Promise<string | null> {
  const { latest } = await db.selectFrom('vote_checks').select(({ fn }) => fn.max('at').as('latest')).executeTakeFirstOrThrow()
  return latest
}

/** The first entry with a vote whose checks are later than this: those that were made as it was cast have its time. */
async function firstUnsettled(db: Database, asOf: string): Promise<number> {
  const { first } = await db.selectFrom('vote_checks').innerJoin('votes', 'votes.id', 'vote_checks.vote_id')
    .select(({ fn }) => fn.min('votes.ledger_id').as('first'))
    .where('vote_checks.at', '>', asOf).whereRef('vote_checks.at', '=', 'votes.created_at').executeTakeFirstOrThrow()
  return first ?? everything.ledgerId
}

/**
 * The state of everything that boards are made from: votes and withdrawals (the ledger), rules, checks, finished imports
 * (which may have told a model's creator or a challenge's category), the method and the reading. Costs a few lookups, however many votes there are.
 */
export async function stateOf(db: Database, { ledgerId, asOf } = everything): Promise<string> {
  const { rows } = await sql<Record<'ledger' | 'rules' | 'checks', number | null> & Record<'imported' | 'checked', string | null>>`
    select (select max(id) from ledger where id <= ${ledgerId}) as ledger, (select max(id) from vote_rules) as rules, (select max(finished_at) from imports) as imported,
      (select max(at) from vote_checks where at <= ${asOf}) as checked,
      (select count(*) from vote_checks where at = (select max(at) from vote_checks where at <= ${asOf})) as checks`.execute(db)
  const { ledger, rules, imported, checked, checks } = rows[0]!
  return [`${methodVersion}.${readingVersion}`, ledger ?? 0, rules ?? 0, imported ?? '', checked ?? '', checks ?? 0].join(' ')
}

/** The state of what voters are judged by: votes and withdrawals. Facts about votes come with them. */
export async function voterStateOf(db: Database): Promise<string> {
  const { last } = await db.selectFrom('ledger').select(({ fn }) => fn.max('id').as('last')).executeTakeFirstOrThrow()
  return `${voterEvidenceVersion} ${last ?? 0}`
}
