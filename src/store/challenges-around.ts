import { sql } from 'kysely'
import type { Database } from './database.ts'
import { isOpen } from './sealed.ts'

/** As much of a prompt as likeness looks at. */
const lookedAt = 600

/**
 * Answered challenges of the same category as this one, or, where its category is unknown, from the same source: those
 * that arrived nearest to it, with the beginning of their prompts.
 */
export async function kindredChallenges(
  db: Database, { id, category, collection_id: collection }: { id: number; category: string | null; collection_id: number | null }, limit: number,
): Promise<Array<{ id: number; title: string; prompt: string }>> {
  const query = db.selectFrom('challenges').select(['id', 'title', sql<string>`substr(cast(turns as text), 1, ${sql.lit(lookedAt)})`.as('prompt')])
    .where('id', '!=', id)
    .where(({ exists, selectFrom }) => exists(selectFrom('responses').select('responses.id').whereRef('responses.challenge_id', '=', 'challenges.id').where(isOpen)))
    .orderBy(sql`abs(id - ${sql.lit(id)})`).limit(limit)
  return (category === null ? query.where('category', 'is', null).where('collection_id', '=', collection) : query.where('category', '=', category)).execute()
}

/** The challenges that arrived just before and just after this one. */
export async function challengesBeside(db: Database, id: number) {
  const beside = (side: '<' | '>') => db.selectFrom('challenges').select(['slug', 'title'])
    .where('id', side, id).orderBy('id', side === '<' ? 'desc' : 'asc').limit(1).executeTakeFirst()
  const [previous, next] = await Promise.all([beside('<'), beside('>')])
  return { previous: previous ?? null, next: next ?? null }
}
