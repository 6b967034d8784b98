import type { Kysely } from 'kysely'
import { chainLooseVotes } from '../ledger.ts'
import { createAll } from './table-builder.ts'
import type { TableDescriptions } from './table-builder.ts'

const tables: TableDescriptions = {
  response_changes: {
    id: true,
    columns: { response_id: 'integer>responses' },
  },
}

/** Nothing asks for votes or duels by these, and each vote would write a page of each. */
const unasked = [
  'votes_by_left_model_id', 'votes_by_right_model_id', 'votes_by_challenge_id', 'votes_by_left_response_id', 'votes_by_right_response_id',
  'duels_by_left_response_id', 'duels_by_right_response_id',
]

/** What duels are drawn from is followed by changes; how a pair was voted is found at once; older votes are chained. */
export async function addLedger(db: Kysely<any>): Promise<void> {
  await createAll(db, tables, [])
  for (const index of unasked) await db.schema.dropIndex(index).execute()
  await db.schema.createIndex('votes_by_pair').on('votes').columns(['left_model_id', 'right_model_id', 'challenge_id']).execute()
  await chainLooseVotes(db, new Date())
}
