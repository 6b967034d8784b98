import type { Database } from '../database.ts'

export interface NamedModel {
  slug: string
  /** Slug. */
  creator: string | null
  openWeights: boolean | null
}

/** What boards filter models by, of all models. */
export async function readModelNames(db: Database): Promise<Map<number, NamedModel>> {
  const rows = await db.selectFrom('models').leftJoin('creators', 'creators.id', 'models.creator_id')
    .select(['models.id', 'models.slug', 'models.open_weights', 'creators.slug as creator']).execute()
  return new Map(rows.map(({ id, slug, creator, open_weights }) => [id, { slug, creator, openWeights: open_weights }]))
}
