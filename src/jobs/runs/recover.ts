import { listJournals, readJournal, removeJournal, setJournalAside } from '../../media/streams/journal.ts'
import type { Store } from '../../store/database.ts'
import { inTransaction } from '../../store/database.ts'
import type { ClaimableCell, ClaimedCell } from '../../store/runs/claim.ts'
import { givenUp, holders, takeOver, type AbandonedAttempt } from '../../store/runs/leases.ts'
import type { FileLimits } from '../../store/runs/limits.ts'
import { isGone } from './owner.ts'
import type { AskedChallenges } from './question.ts'
import { Receiver } from './receive.ts'
import { settle, settleUnstored } from './settle.ts'

export interface Heir {
  owner: string
  leaseMs: number
  now(): Date
  journals: string
  limitsInFile: FileLimits
  challenges: AskedChallenges
  /** What asks a cell's model, where that is still configured. */
  describe(cell: ClaimableCell): Promise<{ software: string; baseUrl: string | undefined }>
  /** Goes on with a conversation whose turn had arrived whole. */
  goOn(cell: ClaimedCell): void
  /** One attempt that cannot be settled keeps nobody from the others. */
  onError(error: unknown): void
}

/**
 * Takes over the cells of workers that are gone. An answer that had arrived whole is stored and not asked again; one that
 * broke off is kept as partial, and its cell is asked anew. Answers how many cells came free or were filled.
 */
export async function recoverAbandoned(store: Store, heir: Heir): Promise<number> {
  let recovered = 0
  for (const dead of await holders(store.read)) {
    const now = heir.now()
    const gone = isGone(dead.owner) === true
    if (!gone && dead.leaseUntil > now.toISOString()) continue
    const left = { owner: dead.owner, ...(!gone && { leaseEndedBefore: now.toISOString() }) }
    const until = new Date(now.getTime() + heir.leaseMs)
    const abandoned = await inTransaction(store.write, (tx) => takeOver(tx, left, { owner: heir.owner, leaseUntil: until }))
    for (const one of abandoned) await settleAbandoned(store, heir, one).catch(heir.onError)
    recovered += abandoned.length
  }
  return recovered
}

/**
 * Looks through journals that were left on this machine. Where another machine gave up an attempt whose journal it could
 * not see, what had arrived here is added to it. A journal that has nothing more to tell goes.
 */
export async function recoverJournals(store: Store, heir: Heir): Promise<void> {
  const journals = listJournals(heir.journals)
  if (journals.length === 0) return
  const { open, givenUp: incomplete } = await givenUp(store.read, journals)
  for (const one of incomplete) await settleAbandoned(store, heir, one).catch(heir.onError)
  const kept = new Set([...open, ...incomplete.map(({ attempt }) => attempt.public_id)])
  for (const journal of journals) if (!kept.has(journal)) removeJournal(heir.journals, journal)
}

async function settleAbandoned(store: Store, heir: Heir, { attempt, cell }: AbandonedAttempt): Promise<void> {
  const receiver = new Receiver()
  for (const { event, afterMs } of readJournal(heir.journals, attempt.public_id) ?? []) receiver.take(event, afterMs)
  const challenge = cell.challenge_id === null ? undefined : await heir.challenges.get(store.read, cell.challenge_id)
  const asked = {
    cell, attempt: { id: attempt.id, publicId: attempt.public_id, number: attempt.number }, challenge,
    receiver, wasSent: true, durationMs: undefined, ...await heir.describe(cell),
  }
  const settlerNow = () => ({ owner: heir.owner, now: heir.now(), chance: Math.random, limitsInFile: heir.limitsInFile })
  try {
    const { nextTurn } = await settle(store, asked, settlerNow())
    removeJournal(heir.journals, attempt.public_id)
    if (nextTurn) heir.goOn(nextTurn.cell)
  } catch (error) {
    if (!receiver.hasContent) throw error
    await settleUnstored(store, asked, settlerNow())
    setJournalAside(heir.journals, attempt.public_id)
    throw error
  }
}
