import type { Insertable, Selectable } from 'kysely'
import type { Database } from './database.ts'
import type { ProviderTable, ProviderTestTable } from './tables.ts'

export type ProviderRow = Selectable<ProviderTable>
export type ProviderTest = Selectable<ProviderTestTable>

/** What was entered, by slug. */
export async function listProviderRows(db: Database): Promise<ProviderRow[]> {
  return db.selectFrom('providers').selectAll().orderBy('slug').execute()
}

export async function findProviderRow(db: Database, slug: string): Promise<ProviderRow | undefined> {
  return db.selectFrom('providers').selectAll().where('slug', '=', slug).executeTakeFirst()
}

/** Enters a provider, or changes the one with this slug. What it said before a change says nothing of it now. */
export async function saveProvider(db: Database, row: Insertable<ProviderTable>): Promise<void> {
  const { slug, created_at: _, ...changes } = row
  await db.insertInto('providers').values(row).onConflict((conflict) => conflict.column('slug').doUpdateSet(changes)).execute()
  await db.deleteFrom('provider_tests').where('provider', '=', slug).execute()
}

/** Answers whether there was such a provider. */
export async function deleteProvider(db: Database, slug: string): Promise<boolean> {
  await db.deleteFrom('provider_tests').where('provider', '=', slug).execute()
  return (await db.deleteFrom('providers').where('slug', '=', slug).returning('id').executeTakeFirst()) !== undefined
}

/** Keeps what became of trying a provider, in the place of the time before. */
export async function saveProviderTest(db: Database, { provider, ...test }: ProviderTest): Promise<void> {
  await db.insertInto('provider_tests').values({ provider, ...test }).onConflict((conflict) => conflict.column('provider').doUpdateSet(test)).execute()
}

/** What these providers offered when they were last tried. */
export async function offeredBefore(db: Database, slugs: string[]): Promise<Array<{ provider: string; name: string }>> {
  const tests = await lastProviderTests(db)
  return slugs.flatMap((provider) => (tests.get(provider)?.offered ?? []).map((name) => ({ provider, name })))
}

/** The last try of each provider, by slug. */
export async function lastProviderTests(db: Database): Promise<Map<string, ProviderTest>> {
  const tests = await db.selectFrom('provider_tests').selectAll().execute()
  return new Map(tests.map((test) => [test.provider, test]))
}
