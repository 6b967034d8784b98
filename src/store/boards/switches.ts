import type { Database } from '../database.ts'

/** Whether a vote or a challenge has this category or language. */
export async function isAmong(db: Database, column: 'category' | 'language', value: string): Promise<boolean> {
  return (await db.selectFrom('votes').select('id').where(column, '=', value).limit(1).executeTakeFirst()) !== undefined
    || (await db.selectFrom('challenges').select('id').where(column, '=', value).limit(1).executeTakeFirst()) !== undefined
}

export async function hasCollection(db: Database, slug: string): Promise<boolean> {
  return (await db.selectFrom('collections').select('id').where('slug', '=', slug).executeTakeFirst()) !== undefined
}
