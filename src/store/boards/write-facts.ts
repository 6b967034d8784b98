import { setImmediate } from 'node:timers/promises'
import { checkOutcomes } from '../../core/votes/check.ts'
import type { CheckName } from '../../core/votes/rules.ts'
import { inTransaction, type Database } from '../database.ts'
import { writeFacts, type Fact } from '../vote-checks.ts'

/** Facts about votes in columns, as one thread hands them to another: a million are some ten megabytes. */
export interface FactColumns {
  name: CheckName
  voteId: Int32Array
  version: Int32Array
  /** Index among the outcomes there are. */
  outcome: Uint8Array
  /** Index among the details, which are JSON; -1 for none. */
  detail: Int32Array
  details: string[]
}

/** Whoever votes meanwhile waits for no more than this many rows. */
const batchLength = 500

/** Writes facts down, some at a time, and answers whether all were. What a process that ends has not written is found again. */
export async function writeFactColumns(write: Database, facts: FactColumns, isEnding: () => boolean): Promise<boolean> {
  for (let from = 0; from < facts.voteId.length; from += batchLength) {
    if (isEnding()) return false
    const batch = factsBetween(facts, from, Math.min(facts.voteId.length, from + batchLength))
    // The time is that of the commit, or nearly: boards take in what is older than a moment.
    await inTransaction(write, (tx) => writeFacts(tx, batch, new Date().toISOString()))
    await setImmediate()
  }
  return true
}

function factsBetween({ name, voteId, version, outcome, detail, details }: FactColumns, from: number, to: number): Fact[] {
  return Array.from({ length: to - from }, (_, index) => {
    const row = from + index
    return {
      voteId: voteId[row]!, name, version: version[row]!, outcome: checkOutcomes[outcome[row]!]!,
      detail: detail[row]! < 0 ? null : JSON.parse(details[detail[row]!]!) as Record<string, unknown>,
    }
  })
}
