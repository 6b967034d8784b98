import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { createAll } from './table-builder.ts'
import type { IndexDescription, TableDescriptions } from './table-builder.ts'

const tables: TableDescriptions = {
  providers: {
    id: true,
    columns: {
      slug: 'text=', kind: 'text', base_url: 'text?', sealed_key: 'text?', allow_private: 'boolean', limits: 'json',
      created_at: 'text', changed_at: 'text',
    },
  },
  runs: {
    id: true,
    columns: {
      public_id: 'text=', kind: 'text', name: 'text?', state: 'text', asked: 'json', own_worker: 'boolean', concurrency: 'integer',
      samples: 'integer', cells: 'integer', budget_usd: 'real?', budget_tokens: 'integer?', spent_usd: 'real', spent_tokens: 'integer',
      unpriced: 'integer', caller: 'text', created_at: 'text', started_at: 'text?', finished_at: 'text?',
    },
  },
  run_models: {
    id: true,
    unique: [['run_id', 'position']],
    columns: {
      run_id: 'integer>runs', position: 'integer', model_id: 'integer>models', provider: 'text', connection: 'json?', name: 'text',
      settings: 'json', price: 'json?', limits: 'json',
    },
  },
  run_cells: {
    id: true,
    unique: [['run_id', 'run_model_id', 'challenge_id', 'sample']],
    columns: {
      run_id: 'integer>runs', run_model_id: 'integer>run_models', challenge_id: 'integer?>challenges', sample: 'integer', provider: 'text',
      state: 'text', turn: 'integer', tries: 'integer', not_before: 'text?', owner: 'text?', lease_until: 'text?',
      reserved_usd: 'real', reserved_tokens: 'integer', question: 'json?', problem: 'text?', message: 'text?',
    },
  },
  attempts: {
    id: true,
    columns: {
      public_id: 'text=', run_id: 'integer>runs', cell_id: 'integer>run_cells', provider: 'text', turn: 'integer', number: 'integer', state: 'text',
      owner: 'text', asked_at: 'text', ended_at: 'text?', problem: 'text?', message: 'text?', status: 'integer?', request_id: 'text?',
      served_model: 'text?', finish_reason: 'text?', ttft_ms: 'real?', duration_ms: 'real?', usage: 'json?', tokens: 'integer', cost_usd: 'real?',
      warnings: 'json?', body_id: 'integer?>bodies', reasoning: 'text?', response_id: 'integer?>responses',
    },
  },
}

const indices: IndexDescription[] = [
  ['run_cells', 'run_id', 'provider', 'state', 'not_before', 'id'],
  ['run_cells', 'challenge_id', 'sample'],
  ['attempts', 'cell_id'],
  ['attempts', 'provider', 'asked_at'],
  ['attempts', 'response_id'],
  ['runs', 'kind', 'id'],
]

/** Providers, runs, and every time that a model was asked. */
export async function addRuns(db: Kysely<any>): Promise<void> {
  await createAll(db, tables, indices)
  await sql`create index run_cells_held on run_cells (provider, run_id) where state = 'held'`.execute(db)
  await sql`create index run_cells_open on run_cells (run_id) where state in ('waiting', 'held')`.execute(db)
  await sql`create index runs_open on runs (id) where state = 'running'`.execute(db)
}
