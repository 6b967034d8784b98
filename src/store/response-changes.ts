import type { Database } from './database.ts'

/** Tells what draws duels, in every process, that these responses are no longer what they were when they were stored. */
export async function noteChanges(transaction: Database, responseIds: number[]): Promise<void> {
  if (responseIds.length === 0) return
  await transaction.insertInto('response_changes').values(responseIds.map((id) => ({ response_id: id }))).execute()
}
