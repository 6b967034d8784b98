import type { Kysely } from 'kysely'
import { createAll } from './table-builder.ts'

/** Sessions of the Prompt Lab; their columns and questions are those of a run. */
export async function addLab(db: Kysely<any>): Promise<void> {
  await createAll(db, {
    lab_sessions: {
      id: true,
      columns: {
        run_id: 'integer>runs', public_id: 'text=', owner: 'text', title: 'text?', template: 'text', variables: 'json', system: 'text?',
        blind: 'boolean', revealed_at: 'text?', shared: 'boolean', rounds: 'json', saved_challenge_id: 'integer?>challenges', saved_at: 'text?', created_at: 'text',
      },
    },
  }, [['lab_sessions', 'owner', 'id'], ['lab_sessions', 'run_id'], ['run_cells', 'run_id', 'run_model_id', 'sample']])
}
