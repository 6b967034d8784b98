import { sql, type Selectable } from 'kysely'
import type { Database } from './database.ts'
import { isOpen } from './sealed.ts'
import type { ResponseTable } from './tables.ts'

/** An answer as one of several to the same question: what can be laid beside the others, without its bytes. */
export type SampleRow = Pick<Selectable<ResponseTable>, 'id' | 'public_id' | 'model_id' | 'collection_id' | 'turn' | 'sample' | 'answered_at' | 'settings' | 'output_tokens' | 'duration_ms' | 'cost_usd'> & {
  collection_name: string
  /** As JSON; null where the source says none. */
  provider: string | null
  sha256: string | null
  words: number | null
  size: number | null
}

const provenance = sql`cast(responses.provenance as text)`

/** PostgreSQL takes no JSON apart that has an escaped NUL anywhere: of such a source nothing is taken, on either database. */
const saidProvider = sql<string | null>`case when replace(${provenance}, ${'\\u0000'}, '') = ${provenance} then cast(responses.provenance -> 'provider' as text) end`

function sampleRows(db: Database) {
  return db.selectFrom('responses').innerJoin('collections', 'collections.id', 'responses.collection_id').leftJoin('bodies', 'bodies.id', 'responses.body_id')
    .select([
      'responses.id', 'responses.public_id', 'responses.model_id', 'responses.collection_id', 'responses.turn', 'responses.sample', 'responses.answered_at',
      'responses.settings', 'responses.output_tokens', 'responses.duration_ms', 'responses.cost_usd', 'collections.name as collection_name', saidProvider.as('provider'),
      'bodies.sha256', 'bodies.words', 'bodies.size',
    ]).where(isOpen).orderBy('responses.id')
}

/** Everything that a model answered to a challenge. */
export async function samplesOf(db: Database, modelId: number, challengeId: number, limit: number): Promise<SampleRow[]> {
  return sampleRows(db).where('responses.model_id', '=', modelId).where('responses.challenge_id', '=', challengeId).limit(limit).execute()
}

/** The answers to a challenge of those models that gave several. */
export async function severalSamples(db: Database, challengeId: number, limit: number): Promise<SampleRow[]> {
  const several = db.selectFrom('responses').select('model_id').where('challenge_id', '=', challengeId).where('turn', '=', 1).where(isOpen)
    .groupBy('model_id').having(({ fn }) => fn.countAll(), '>', 1)
  return sampleRows(db).where('responses.challenge_id', '=', challengeId).where('responses.model_id', 'in', several).limit(limit).execute()
}
