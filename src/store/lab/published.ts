import type { OutputType } from '../../core/responses/output-type.ts'
import type { Database } from '../database.ts'
import { indexChallenges } from '../search-index.ts'
import type { SessionRow } from './sessions.ts'

/** A session’s public challenge as it stands. */
export interface PublishedChallenge {
  id: number
  slug: string
  title: string
  category: string | null
  /** What kind of thing the session’s answers are public as. */
  outputType: OutputType
  /** How many questions it has. */
  turns: number
  /** The collection it came with. */
  collection: string | null
}

/** Undefined where a session is not public. */
export async function readPublished(db: Database, { saved_challenge_id: id, run_id: runId }: Pick<SessionRow, 'saved_challenge_id' | 'run_id'>): Promise<PublishedChallenge | undefined> {
  if (id === null) return undefined
  const row = await db.selectFrom('challenges').leftJoin('collections', 'collections.id', 'challenges.collection_id')
    .select(['challenges.slug', 'challenges.title', 'challenges.category', 'challenges.output_type', 'challenges.turns', 'collections.slug as collection'])
    .where('challenges.id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const answer = await db.selectFrom('attempts').innerJoin('responses', 'responses.id', 'attempts.response_id').select('responses.output_type')
    .where('attempts.run_id', '=', runId).limit(1).executeTakeFirst()
  return { id, slug: row.slug, title: row.title, category: row.category, outputType: answer?.output_type ?? row.output_type, turns: row.turns.length, collection: row.collection }
}

/** Gives a challenge another title, and, where one is named, another category or none. Its slug stays. */
export async function renameChallenge(transaction: Database, id: number, { title, category }: { title: string; category: string | null | undefined }): Promise<void> {
  await transaction.updateTable('challenges').set({ title, ...(category !== undefined && { category }) }).where('id', '=', id).execute()
  await indexChallenges(transaction, [id])
}

/** The prompts of the challenge that a key leads to, by their hash. */
export async function promptHashByKey(db: Database, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('challenge_keys').innerJoin('challenges', 'challenges.id', 'challenge_keys.challenge_id').select('prompt_hash').where('key', '=', key).executeTakeFirst()
  return row?.prompt_hash
}
