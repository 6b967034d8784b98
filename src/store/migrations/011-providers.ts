import type { Kysely } from 'kysely'
import { createAll } from './table-builder.ts'

/** What a provider said when it was last tried, and how much visitors have asked on this installation's account. */
export async function addProviderTests(db: Kysely<any>): Promise<void> {
  await createAll(db, {
    provider_tests: {
      primaryKey: ['provider'],
      columns: { provider: 'text', at: 'text', problem: 'text?', message: 'text?', models: 'integer?', duration_ms: 'integer' },
    },
    visitor_asks: {
      primaryKey: ['day', 'who'],
      columns: { day: 'text', who: 'text', asks: 'integer' },
    },
  }, [])
}
