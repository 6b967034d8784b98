import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'
import { createAll } from './table-builder.ts'
import type { IndexDescription, TableDescriptions } from './table-builder.ts'

const tables: TableDescriptions = {
  duels: {
    id: true,
    columns: {
      public_id: 'text=', challenge_id: 'integer>challenges', left_response_id: 'integer>responses',
      right_response_id: 'integer>responses', left_model_id: 'integer>models', right_model_id: 'integer>models',
      pool: 'text', state: 'text', ended: 'text?', voter: 'text', asked: 'json', reason: 'text', probability: 'real',
      seed: 'text', drawn_at: 'text', expires_at: 'text', voted_at: 'text?', revealed_at: 'text?',
    },
  },
  vote_withdrawals: {
    primaryKey: ['vote_id'],
    columns: { vote_id: 'integer>votes', at: 'text', ledger_id: 'integer' },
  },
  vote_checks: {
    primaryKey: ['vote_id', 'name', 'version'],
    columns: { vote_id: 'integer>votes', name: 'text', version: 'integer', outcome: 'text', detail: 'json?', at: 'text' },
  },
  ledger: {
    id: true,
    columns: { kind: 'text', votes: 'integer', payload: 'text', previous: 'text', hash: 'text=', at: 'text' },
  },
  vote_rules: {
    id: true,
    columns: { rules: 'json', note: 'text', at: 'text' },
  },
  boards: {
    id: true,
    columns: {
      hash: 'text=', slice_key: 'text', slice: 'json', rules_id: 'integer>vote_rules', method_version: 'text',
      votes: 'integer', last_vote_id: 'integer', as_of: 'text', ledger_head: 'text?', report: 'bytes', computed_at: 'text',
    },
  },
  secrets: {
    primaryKey: ['name'],
    columns: { name: 'text', value: 'text' },
  },
}

const indices: IndexDescription[] = [
  ['duels', 'voter', 'challenge_id'],
  ['duels', 'state', 'expires_at'],
  ['duels', 'left_response_id'],
  ['duels', 'right_response_id'],
  ['boards', 'slice_key', 'id'],
]

/** Sealed duels, votes on them, facts about votes, the ledger that chains them, and boards. */
export async function addDuels(db: Kysely<any>): Promise<void> {
  await createAll(db, tables, indices)
  const types = columnTypesOf(db)
  await db.schema.alterTable('responses').addColumn('sealed', types.boolean, (column) => column.notNull().defaultTo(sql`false`)).execute()
  await db.schema.alterTable('votes').addColumn('duel_id', types.integer, (column) => column.references('duels.id')).execute()
  await db.schema.alterTable('votes').addColumn('pool', types.text).execute()
  await db.schema.alterTable('votes').addColumn('strength', types.text).execute()
  await db.schema.alterTable('votes').addColumn('ledger_id', types.integer).execute()
  await db.schema.createIndex('votes_one_per_duel').on('votes').column('duel_id').unique().execute()
  await db.schema.createIndex('votes_by_judge').on('votes').columns(['judge', 'challenge_id']).execute()
  await db.schema.createIndex('votes_by_ledger_id').on('votes').column('ledger_id').execute()
  await indexOpenResponses(db)
}

/** Each of these also tells whether an answer is sealed, so that lists and counts of open ones need only the index. */
const responseIndices = {
  responses_by_model_id_challenge_id: { name: 'responses_by_model', columns: ['model_id', 'challenge_id'] },
  responses_by_challenge_id_model_id: { name: 'responses_by_challenge', columns: ['challenge_id', 'model_id'] },
  responses_by_collection_id_model_id: { name: 'responses_by_collection', columns: ['collection_id', 'model_id'] },
  responses_by_body: { name: 'responses_by_body', columns: ['body_id', 'model_id', 'challenge_id'] },
}

async function indexOpenResponses(db: Kysely<any>): Promise<void> {
  for (const [earlier, { name, columns }] of Object.entries(responseIndices)) {
    await db.schema.dropIndex(earlier).execute()
    await db.schema.createIndex(name).on('responses').columns([...columns, 'sealed']).execute()
  }
  // The newest open answers, however many sealed ones came after them.
  await sql`create index responses_open on responses (id) where sealed = false`.execute(db)
}
