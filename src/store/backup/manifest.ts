import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { migrations } from '../migrations/migrate.ts'

export const manifestFile = 'manifest.json'

/** What a backup may hold; nothing else of an archive is ever written. */
export const backupPath = /^(?:manifest\.json|tables\/[a-z_]{1,60}\.jsonl|blobs\/[0-9a-f]{64})$/

const Manifest = z.object({
  program: z.literal('diptych'),
  format: z.literal(1),
  /** How many migrations the database had seen. */
  migrations: z.number().int().min(1),
  createdAt: z.string(),
  tables: z.array(z.object({ name: z.string().regex(/^[a-z_]{1,60}$/), rows: z.number().int().min(0) })),
  files: z.array(z.object({ path: z.string().regex(backupPath), size: z.number().int().min(0), sha256: z.string() })),
})

/** What a backup holds. It is written last: a backup without one is not finished. */
export type Manifest = z.infer<typeof Manifest>

/** Reads the manifest of an unpacked backup and compares every file with it. Throws DomainError `invalid`. */
export async function verifyBackup(folder: string): Promise<Manifest> {
  const manifest = parseManifest(await readFile(join(folder, manifestFile), 'utf8').catch(() => ''))
  for (const { path, size, sha256 } of manifest.files) {
    const found = await fingerprintOf(join(folder, path)).catch(() => undefined)
    if (!found) throw new DomainError('invalid', `The backup lacks ${path}. Nothing was changed; use another backup.`)
    if (found.size === size && found.sha256 === sha256) continue
    throw new DomainError('invalid', `${path} is damaged: it is not what was backed up. Nothing was changed; use another backup.`)
  }
  return manifest
}

function parseManifest(text: string): Manifest {
  const parsed = Manifest.safeParse(readJson(text))
  if (!parsed.success) throw new DomainError('invalid', 'This is no finished backup of Diptych: its manifest.json is missing or not ours.')
  if (parsed.data.migrations <= migrations.length) return parsed.data
  throw new DomainError('invalid', 'This backup was made by a newer Diptych. Restore it with that version.')
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Size and SHA-256 of a file. */
export async function fingerprintOf(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { size: (await stat(path)).size, sha256: hash.digest('hex') }
}
