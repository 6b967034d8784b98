import { hash } from 'node:crypto'
import type { Selectable } from 'kysely'
import { canonicalBatch, canonicalEntry, canonicalWithdrawal, noEntry } from '../core/ledger/canonical.ts'
import type { LedgerEntry } from '../core/ledger/canonical.ts'
import type { Database } from './database.ts'
import { lockForLedger } from './dialect.ts'
import { voteHash, votesToChain } from './ledger/votes.ts'
import { prepared } from './prepared.ts'
import type { LedgerTable } from './tables.ts'

export type LedgerRow = Selectable<LedgerTable>

/** The newest entry. */
export async function findHead(db: Database): Promise<LedgerRow | undefined> {
  return db.selectFrom('ledger').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
}

/** How many entries and chained votes there are. */
export async function countLedger(db: Database): Promise<{ entries: number; votes: number }> {
  const row = await db.selectFrom('ledger').select(({ fn }) => [fn.countAll<number>().as('entries'), fn.sum<number | null>('votes').as('votes')])
    .where('kind', '=', 'votes').executeTakeFirstOrThrow()
  const withdrawals = await db.selectFrom('ledger').select(({ fn }) => fn.countAll<number>().as('entries')).where('kind', '=', 'withdrawal').executeTakeFirstOrThrow()
  return { entries: row.entries + withdrawals.entries, votes: row.votes ?? 0 }
}

/** Entries after the one with this id, oldest first. */
export async function listLedger(db: Database, { after, limit }: { after: number; limit: number }): Promise<LedgerRow[]> {
  return db.selectFrom('ledger').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute()
}

/** The place of the next entry: votes take its id before it is written. Nobody else can write one until the transaction ends. */
export async function openEntry(transaction: Database): Promise<Pick<LedgerEntry, 'id' | 'previous'>> {
  await lockForLedger(transaction)
  const [head] = await newestEntry(transaction, {})
  return { id: (head?.id ?? 0) + 1, previous: head?.hash ?? noEntry }
}

const newestEntry = prepared((db) => db.selectFrom('ledger').select(['id', 'hash']).orderBy('id', 'desc').limit(1))

/** Writes an entry into its place and answers its hash. */
export async function writeEntry(transaction: Database, entry: LedgerEntry): Promise<string> {
  const entryHash = sha256(canonicalEntry(entry))
  await newEntry(transaction, { ...entry, hash: entryHash })
  return entryHash
}

const newEntry = prepared((db, { id, kind, votes, payload, previous, hash, at }: LedgerEntry & { hash: string }) =>
  db.insertInto('ledger').values({ id, kind, votes, payload, previous, hash, at }))

/** Chains the votes that carry the id of the entry. */
export async function chainVotes(transaction: Database, place: Pick<LedgerEntry, 'id' | 'previous'>, at: string): Promise<string> {
  const hashes = await voteHashesOf(transaction, place.id)
  return writeEntry(transaction, { ...place, kind: 'votes', votes: hashes.length, payload: batchHash(hashes), at })
}

/** Chains that a voter took a vote back. */
export async function chainWithdrawal(transaction: Database, vote: { collection: string; key: string }, at: string): Promise<LedgerEntry & { hash: string }> {
  const place = await openEntry(transaction)
  const entry: LedgerEntry = { ...place, kind: 'withdrawal', votes: 1, payload: sha256(canonicalWithdrawal({ ...vote, at })), at }
  return { ...entry, hash: await writeEntry(transaction, entry) }
}

/** Chains votes that stand in no entry, one entry for each collection: those stored before there was a ledger. */
export async function chainLooseVotes(transaction: Database, now: Date): Promise<void> {
  const loose = await transaction.selectFrom('votes').select('collection_id').where('ledger_id', 'is', null)
    .groupBy('collection_id').orderBy('collection_id').execute()
  for (const { collection_id } of loose) {
    const place = await openEntry(transaction)
    await transaction.updateTable('votes').set({ ledger_id: place.id }).where('collection_id', '=', collection_id).where('ledger_id', 'is', null).execute()
    await chainVotes(transaction, place, now.toISOString())
  }
}

async function voteHashesOf(db: Database, ledgerId: number): Promise<string[]> {
  const hashes: string[] = []
  for (let after = 0; ;) {
    const rows = await votesToChain(db).where('votes.ledger_id', '=', ledgerId).where('votes.id', '>', after).orderBy('votes.id').limit(1_000).execute()
    for (const row of rows) hashes.push(voteHash(row))
    if (rows.length < 1_000) return hashes
    after = rows.at(-1)!.id
  }
}

export function batchHash(voteHashes: string[]): string {
  return sha256(canonicalBatch(voteHashes))
}

export function sha256(text: string): string {
  return hash('sha256', text)
}
