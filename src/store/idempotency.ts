import type { Database } from './database.ts'

interface Place {
  caller: string
  operation: string
  key: string
}

/** The reply that was given to this caller for this operation and key, if any. */
export async function findReply(db: Database, place: Place): Promise<{ inputHash: string; output: unknown } | undefined> {
  const row = await db.selectFrom('idempotency_keys').select(['input_hash', 'output'])
    .where('caller', '=', place.caller).where('operation', '=', place.operation).where('key', '=', place.key)
    .executeTakeFirst()
  return row && { inputHash: row.input_hash, output: row.output }
}

/** Keeps a reply for repeated requests. Two at the same time: the second fails on the primary key and is rolled back. */
export async function saveReply(db: Database, reply: Place & { inputHash: string; output: unknown; at: Date }): Promise<void> {
  const { caller, operation, key, inputHash, output, at } = reply
  await db.insertInto('idempotency_keys')
    .values({ caller, operation, key, input_hash: inputHash, output, created_at: at.toISOString() })
    .execute()
}
