import { sql } from 'kysely'
import type { ModelSpeed } from '../../core/boards/board.ts'
import type { Database } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import { isOpen } from '../sealed.ts'

/** How fast these models answered, from the open answers whose duration is known. */
export async function readSpeeds(db: Database, modelIds: number[]): Promise<ModelSpeed[]> {
  const rows = await db.selectFrom('responses').innerJoin('models', 'models.id', 'responses.model_id')
    .select(({ fn }) => [
      'models.slug as model', fn.countAll<number>().as('answers'), fn.avg<number>('duration_ms').as('ms'),
      sql<number | null>`sum(case when responses.output_tokens > 0 then responses.output_tokens end)`.as('tokens'),
      sql<number | null>`sum(case when responses.output_tokens > 0 then duration_ms end)`.as('tokens_ms'),
    ])
    .where('duration_ms', '>', 0).where(isOpen).where(isOneOfIds(db, sql.ref('models.id'), modelIds))
    .groupBy('models.slug').orderBy('models.slug').execute()
  return rows.map(({ model, answers, ms, tokens, tokens_ms }) => ({
    model, answers, seconds: ms / 1000, tokensPerSecond: tokens && tokens_ms ? tokens / (tokens_ms / 1000) : null,
  }))
}
