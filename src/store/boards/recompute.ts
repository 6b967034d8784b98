import { methodVersion } from '../../core/boards/method.ts'
import type { Slice } from '../../core/boards/slice.ts'
import type { VoteRules } from '../../core/votes/rules.ts'
import type { Database } from '../database.ts'
import { makeBoard } from './compute.ts'
import { findBoard, readBoard } from './stored.ts'

/** A stored board beside what comes out when it is computed again from the stored votes. */
export interface Recomputed {
  hash: string
  computedAt: string
  /** The method it was computed by then, and the one it was computed by now. */
  methodThen: string
  methodNow: string
  hashNow: string
  isEqual: boolean
  /** Whether the votes that count are the same, whatever the method. */
  isOfEqualVotes: boolean
  votesThen: number
  votesNow: number
  /** Largest difference of a rating, in points; null where a model has a rating only then or only now. */
  largestDifference: number | null
}

/** Computes a stored board anew, from the votes and facts up to then and by the rules of then. */
export async function recomputeBoard(db: Database, dataFolder: string, hash: string): Promise<Recomputed | undefined> {
  const row = await findBoard(db, { hash })
  const board = row && await readBoard(db, row.id)
  if (!board) return undefined
  const { rules } = await db.selectFrom('vote_rules').select('rules').where('id', '=', board.rules_id).executeTakeFirstOrThrow()
  const entry = board.ledger_head === null ? undefined : await db.selectFrom('ledger').select('id').where('hash', '=', board.ledger_head).executeTakeFirst()
  // An entry that is gone was taken out of the ledger, and its votes with it: then nothing up to it can be computed.
  const upTo = { ledgerId: entry?.id ?? 0, asOf: board.as_of }
  const now = await makeBoard(db, dataFolder, board.slice as unknown as Slice, rules as VoteRules, upTo)
  return {
    hash, computedAt: board.computed_at, methodThen: board.method_version, methodNow: methodVersion, hashNow: now.hash, isEqual: now.hash === hash,
    isOfEqualVotes: now.document.votesHash === board.document.votesHash, votesThen: board.votes, votesNow: now.document.report.votes.used,
    largestDifference: largestDifference(ratingsOf(board.document.report.models), ratingsOf(now.document.report.models)),
  }
}

function ratingsOf(models: Array<{ model: string; rating: number | null }>): Map<string, number | null> {
  return new Map(models.map(({ model, rating }) => [model, rating]))
}

function largestDifference(then: Map<string, number | null>, now: Map<string, number | null>): number | null {
  if (then.size !== now.size) return null
  let largest = 0
  for (const [model, rating] of then) {
    const other = now.get(model)
    if (other === undefined || (other === null) !== (rating === null)) return null
    if (rating !== null && other !== null) largest = Math.max(largest, Math.abs(rating - other))
  }
  return largest
}
