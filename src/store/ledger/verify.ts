import { canonicalEntry, canonicalWithdrawal, noEntry } from '../../core/ledger/canonical.ts'
import { inTransaction } from '../database.ts'
import type { Database, Store } from '../database.ts'
import { batchHash, listLedger, sha256, type LedgerRow } from '../ledger.ts'
import { voteHash, votesToChain } from './votes.ts'

export interface LedgerFault {
  /** The entry at fault; null for votes that stand in none. */
  entry: number | null
  problem: string
}

export interface LedgerReport {
  entries: number
  votes: number
  /** Hash of the newest entry as recomputed. */
  head: string
  /** The first faults. */
  faults: LedgerFault[]
  /** How many there are. */
  faultCount: number
}

const batchLength = 1_000
const mostFaults = 20

export interface LedgerQuestion {
  /** A head that somebody kept: it must still be in the chain, or else newer entries were cut off. */
  known?: string
  /** Only entries after this one; those up to it are taken as they are. */
  after?: number
}

/**
 * Recomputes the chain from the votes and compares: a vote that was removed, added or changed, an entry that was, and a
 * chain that is broken. Give a handle inside a transaction, so that all of it is of one moment.
 */
export async function verifyLedger(db: Database, { known, after = 0 }: LedgerQuestion = {}): Promise<LedgerReport> {
  const report: LedgerReport = { entries: after, votes: 0, head: await hashOfEntry(db, after), faults: [], faultCount: 0 }
  const fault = (entry: number | null, problem: string) => {
    report.faultCount += 1
    if (report.faults.length < mostFaults) report.faults.push({ entry, problem })
  }
  let isKnown = known === undefined || known === noEntry
  const votes = new VoteReader(db, after)
  for await (const entry of entriesAfter(db, after)) {
    if (entry.id !== report.entries + 1) fault(entry.id, `Entry ${report.entries + 1} is missing.`)
    else if (entry.previous !== report.head) fault(entry.id, 'It does not follow the entry before it.')
    if (entry.hash !== sha256(canonicalEntry(entry))) fault(entry.id, 'Its hash is not the hash of what it says.')
    const problem = entry.kind === 'votes' ? await voteProblem(entry, votes) : await withdrawalProblem(entry, db)
    if (problem) fault(entry.id, problem)
    report.entries = entry.id
    report.votes += entry.kind === 'votes' ? entry.votes : 0
    report.head = entry.hash
    isKnown ||= entry.hash === known
  }
  const loose = await countLoose(db)
  if (loose > 0) fault(null, `${loose} votes stand in no entry.`)
  const looseWithdrawals = await countLooseWithdrawals(db)
  if (looseWithdrawals > 0) fault(null, `${looseWithdrawals} votes were taken back without an entry.`)
  if (!isKnown) fault(null, 'The head that was kept is not in the chain: entries after it, or itself, were cut off or replaced.')
  return report
}

async function hashOfEntry(db: Database, id: number): Promise<string> {
  const entry = await db.selectFrom('ledger').select('hash').where('id', '=', id).executeTakeFirst()
  return entry?.hash ?? noEntry
}

async function* entriesAfter(db: Database, first: number): AsyncGenerator<LedgerRow> {
  for (let after = first; ;) {
    const rows = await listLedger(db, { after, limit: batchLength })
    yield* rows
    if (rows.length < batchLength) return
    after = rows.at(-1)!.id
  }
}

async function voteProblem(entry: LedgerRow, reader: VoteReader): Promise<string | undefined> {
  const hashes = await reader.takeUntil(entry.id)
  if (hashes.length < entry.votes) return `${entry.votes - hashes.length} of its ${entry.votes} votes are gone.`
  if (hashes.length > entry.votes) return `${hashes.length - entry.votes} votes were put under it.`
  if (batchHash(hashes) !== entry.payload) return 'A vote in it is not what it was.'
}

async function withdrawalProblem(entry: LedgerRow, db: Database): Promise<string | undefined> {
  const row = await db.selectFrom('vote_withdrawals').innerJoin('votes', 'votes.id', 'vote_withdrawals.vote_id').innerJoin('collections', 'collections.id', 'votes.collection_id')
    .select(['collections.slug as collection', 'votes.key', 'vote_withdrawals.at']).where('vote_withdrawals.ledger_id', '=', entry.id).executeTakeFirst()
  if (!row) return 'The withdrawal it stands for is gone.'
  if (sha256(canonicalWithdrawal(row)) !== entry.payload) return 'The withdrawal it stands for is not what it was.'
}

/** Hashes of votes by entry, read once from the first to the last. */
class VoteReader {
  readonly #db: Database
  #rows: Array<{ id: number; entry: number; hash: string }> = []
  #last: { entry: number; id: number }
  #isDone = false

  constructor(db: Database, after: number) {
    this.#db = db
    this.#last = { entry: after, id: Number.MAX_SAFE_INTEGER }
  }

  /** Hashes of the votes of this entry. Those of entries that are not there are passed over: they are counted as loose. */
  async takeUntil(entry: number): Promise<string[]> {
    const hashes: string[] = []
    for (;;) {
      if (this.#rows.length === 0 && !(await this.#read())) return hashes
      const place = this.#rows.findIndex((row) => row.entry > entry)
      const taken = this.#rows.splice(0, place < 0 ? this.#rows.length : place)
      hashes.push(...taken.filter((row) => row.entry === entry).map(({ hash }) => hash))
      if (place >= 0) return hashes
    }
  }

  async #read(): Promise<boolean> {
    if (this.#isDone) return false
    const { entry, id } = this.#last
    const rows = await votesToChain(this.#db)
      .where(({ or, and, eb }) => or([eb('votes.ledger_id', '>', entry), and([eb('votes.ledger_id', '=', entry), eb('votes.id', '>', id)])]))
      .orderBy('votes.ledger_id').orderBy('votes.id').limit(batchLength).execute()
    this.#isDone = rows.length < batchLength
    this.#rows = rows.map((row) => ({ id: row.id, entry: row.ledger_id!, hash: voteHash(row) }))
    if (rows.length > 0) this.#last = { entry: rows.at(-1)!.ledger_id!, id: rows.at(-1)!.id }
    return rows.length > 0
  }
}

async function countLoose(db: Database): Promise<number> {
  const { count } = await db.selectFrom('votes').leftJoin('ledger', 'ledger.id', 'votes.ledger_id').select(({ fn }) => fn.countAll<number>().as('count'))
    .where(({ or, eb }) => or([eb('ledger.id', 'is', null), eb('ledger.kind', '!=', 'votes')])).executeTakeFirstOrThrow()
  return count
}

async function countLooseWithdrawals(db: Database): Promise<number> {
  const { count } = await db.selectFrom('vote_withdrawals').leftJoin('ledger', 'ledger.id', 'vote_withdrawals.ledger_id').select(({ fn }) => fn.countAll<number>().as('count'))
    .where(({ or, eb }) => or([eb('ledger.id', 'is', null), eb('ledger.kind', '!=', 'withdrawal')])).executeTakeFirstOrThrow()
  return count
}

/** The same, of one moment, on a connection of its own. */
export async function verifyStoredLedger(store: Pick<Store, 'openReader'>, question?: LedgerQuestion): Promise<LedgerReport> {
  const reader = store.openReader()
  try {
    return await inTransaction(reader, (transaction) => verifyLedger(transaction, question), 'repeatable read')
  } finally {
    await reader.destroy()
  }
}
