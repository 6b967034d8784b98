import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { isTextual } from '../../core/responses/output-type.ts'
import type { OutputType } from '../../core/responses/output-type.ts'
import { countWords } from '../../core/text/measure.ts'
import type { Database } from '../database.ts'
import { isOneOf } from '../dialect.ts'
import { insertNew } from '../rows.ts'

/** Bytes ready to be stored. */
export interface Body {
  sha256: string
  bytes: Uint8Array
  words: number | null
  /** The answer as text, where it is one. */
  text: string | null
  /** Its bytes go to the blob store. */
  isBlob: boolean
}

/** Pictures, sounds and films larger than this lie outside the database, which stays quick to copy and to check. */
const largestInDatabase = 256 * 1024

export function prepareBody(content: string | Uint8Array, outputType: OutputType): Body {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const text = !isTextual(outputType) ? null : typeof content === 'string' ? content : Buffer.from(content).toString()
  return {
    sha256: hash('sha256', bytes),
    bytes,
    words: text === null ? null : countWords(text),
    text,
    isBlob: text === null && bytes.length > largestInDatabase,
  }
}

export interface StoredBodies {
  ids: Map<string, number>
  /** Those that were not there before. */
  added: Array<{ id: number; body: Body }>
}

/** Stores each text once and answers the ids by hash. Blobs must have been put before. */
export async function storeBodies(db: Database, bodies: Body[]): Promise<StoredBodies> {
  const byHash = new Map(bodies.map((body) => [body.sha256, body]))
  const rows = Array.from(byHash.values(), ({ sha256, bytes, words, isBlob }) => [sha256, bytes.length, isBlob ? null : bytes, words])
  const into = { table: 'bodies', columns: ['sha256', 'size', 'bytes', 'words'], returning: 'id, sha256' } as const
  // Nearly all are new, so they are not looked up first.
  const added = await insertNew<{ id: number; sha256: string }>(db, into, rows)
  const ids = new Map(added.map(({ id, sha256 }) => [sha256, id]))
  for (const [sha256, id] of await findBodies(db, [...byHash.keys()].filter((hash) => !ids.has(hash)))) ids.set(sha256, id)
  return { ids, added: added.map(({ id, sha256 }) => ({ id, body: byHash.get(sha256)! })) }
}

async function findBodies(db: Database, hashes: string[]): Promise<Map<string, number>> {
  if (hashes.length === 0) return new Map()
  const rows = await db.selectFrom('bodies').select(['id', 'sha256']).where(isOneOf(db, sql.ref('sha256'), hashes)).execute()
  return new Map(rows.map(({ id, sha256 }) => [sha256, id]))
}
