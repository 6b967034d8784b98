import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { styleCountsOf, styleFeatures } from '../../core/ratings/style-features.ts'
import type { StyleColumns } from '../../core/ratings/votes.ts'
import type { Database } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import { makeFolder } from '../folder.ts'
import type { SliceVotes } from './read-votes.ts'

/** Raise it when style-features.ts counts otherwise: what was counted before is then not looked at. */
const countingVersion = 1

const rowsAtOnce = 500
const textsAtOnce = 100

/**
 * Style of both answers of each vote, where their texts are stored; NaN where they are not. Each text is counted once and
 * remembered in a file below the data folder: a cache of this machine, which may be deleted at any time.
 */
export async function readStyle(db: Database, dataFolder: string, { leftResponse, rightResponse }: SliceVotes): Promise<StyleColumns> {
  const cache = openCache(dataFolder)
  try {
    const counts = await countsOfResponses(db, cache, [...new Set([...leftResponse, ...rightResponse])].filter((id) => id >= 0))
    const columnsOf = (responses: Int32Array) => styleFeatures.map((_, feature) => Float64Array.from(responses, (id) => counts.get(id)?.[feature] ?? NaN))
    return { features: [...styleFeatures], left: columnsOf(leftResponse), right: columnsOf(rightResponse) }
  } finally {
    cache.close()
  }
}

/** Counts in the order of `styleFeatures`, by response. */
async function countsOfResponses(db: Database, cache: StyleCache, ids: number[]): Promise<Map<number, Uint32Array>> {
  const counts = new Map<number, Uint32Array>()
  for (let at = 0; at < ids.length; at += rowsAtOnce) {
    const rows = await db.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'responses.body_id')
      .select(['responses.id', 'bodies.id as body_id', 'bodies.sha256'])
      .where(isOneOfIds(db, sql.ref('responses.id'), ids.slice(at, at + rowsAtOnce)))
      // Only texts have words, and what has no bytes here lies in the blob store.
      .where('bodies.words', 'is not', null).where('bodies.bytes', 'is not', null).execute()
    const known = new Map(rows.map(({ sha256, body_id }) => [body_id, cache.get(sha256)]))
    const missing = [...new Map(rows.filter(({ body_id }) => !known.get(body_id)).map(({ body_id, sha256 }) => [body_id, sha256]))]
    for (const [bodyId, found] of await countTexts(db, cache, missing)) known.set(bodyId, found)
    for (const { id, body_id } of rows) counts.set(id, known.get(body_id)!)
  }
  return counts
}

async function countTexts(db: Database, cache: StyleCache, bodies: Array<[id: number, sha256: string]>): Promise<Map<number, Uint32Array>> {
  const counted = new Map<number, Uint32Array>()
  const hashes = new Map(bodies)
  for (let at = 0; at < bodies.length; at += textsAtOnce) {
    const ids = bodies.slice(at, at + textsAtOnce).map(([id]) => id)
    const rows = await db.selectFrom('bodies').select(['id', 'bytes']).where(isOneOfIds(db, sql.ref('id'), ids)).execute()
    for (const { id, bytes } of rows) counted.set(id, countsOf(bytes!))
    cache.add(rows.map(({ id }) => [hashes.get(id)!, counted.get(id)!]))
  }
  return counted
}

function countsOf(bytes: Uint8Array): Uint32Array {
  const counts = styleCountsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
  return Uint32Array.from(styleFeatures, (feature) => counts[feature])
}

interface StyleCache {
  get(sha256: string): Uint32Array | undefined
  add(counts: Array<[sha256: string, counts: Uint32Array]>): void
  close(): void
}

function openCache(dataFolder: string): StyleCache {
  const folder = join(dataFolder, 'cache')
  makeFolder(folder)
  const db = new DatabaseSync(join(folder, 'style.sqlite'))
  // A lost cache costs only time: no waiting for the disk.
  db.exec('pragma busy_timeout = 200; pragma journal_mode = wal; pragma synchronous = off')
  const table = `style_${countingVersion}`
  db.exec(`create table if not exists ${table} (sha256 blob primary key, ${styleFeatures.map((name) => `${name} integer not null`).join(', ')}) without rowid`)
  const read = db.prepare(`select ${styleFeatures.join(', ')} from ${table} where sha256 = ?`)
  const write = db.prepare(`insert or ignore into ${table} values (?, ${styleFeatures.map(() => '?').join(', ')})`)
  return {
    get(sha256) {
      const row = read.get(Buffer.from(sha256, 'hex')) as Record<string, number> | undefined
      return row && Uint32Array.from(styleFeatures, (feature) => row[feature]!)
    },
    add(counts) {
      try {
        db.exec('begin')
        for (const [sha256, values] of counts) write.run(Buffer.from(sha256, 'hex'), ...values)
        db.exec('commit')
      } catch {
        // A full disk or a busy file: these texts are counted again next time.
        if (db.isTransaction) db.exec('rollback')
      }
    },
    close: () => db.close(),
  }
}
