import type { ChallengeTable } from '../tables.ts'
import type { Database } from '../database.ts'
import type { Selectable } from 'kysely'
import { prepared } from '../prepared.ts'

export type AskedChallenge = Pick<Selectable<ChallengeTable>, 'id' | 'slug' | 'system' | 'turns' | 'output_type' | 'prompt_hash'>

export async function readAskedChallenge(db: Database, id: number): Promise<AskedChallenge> {
  return db.selectFrom('challenges').select(['id', 'slug', 'system', 'turns', 'output_type', 'prompt_hash']).where('id', '=', id).executeTakeFirstOrThrow()
}

/** What this cell's earlier turns were answered with, in order: of each turn the answer that is the cell's. */
export async function answersSoFar(db: Database, cellId: number, turn: number): Promise<string[]> {
  if (turn === 1) return []
  const rows = await db.selectFrom('attempts').innerJoin('bodies', 'bodies.id', 'attempts.body_id').select(['attempts.turn', 'bodies.bytes'])
    .where('attempts.cell_id', '=', cellId).where('attempts.response_id', 'is not', null).where('attempts.turn', '<', turn).orderBy('attempts.turn').execute()
  // A picture or a sound is nothing that a conversation could be told.
  return rows.map(({ bytes }) => (bytes ? Buffer.from(bytes).toString() : ''))
}

/** The collection that answers asked for here belong to. */
export const runCollection = { slug: 'runs', name: 'Asked here' } as const

export async function ensureRunCollection(db: Database, at: string): Promise<number> {
  const [known] = await runCollectionRow(db, { slug: runCollection.slug })
  if (known) return known.id
  await db.insertInto('collections').values({ ...runCollection, url: null, licence: null, created_at: at }).onConflict((conflict) => conflict.doNothing()).execute()
  return (await findRunCollection(db))!
}

export async function findRunCollection(db: Database): Promise<number | undefined> {
  return (await runCollectionRow(db, { slug: runCollection.slug }))[0]?.id
}

const runCollectionRow = prepared((db: Database, { slug }: { slug: string }) => db.selectFrom('collections').select('id').where('slug', '=', slug))
