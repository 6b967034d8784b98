import { hash } from 'node:crypto'
import { access, constants, statfs } from 'node:fs/promises'
import { isTextual } from '../core/responses/output-type.ts'
import { termsOf } from '../core/text/terms.ts'
import { openBlobs } from '../media/blobs.ts'
import type { Database, Store } from './database.ts'
import { brokenReferences, damageOf } from './dialect.ts'
import { findHead } from './ledger.ts'
import { verifyStoredLedger, type LedgerFault } from './ledger/verify.ts'
import { appliedMigrations, migrations } from './migrations/migrate.ts'
import { search } from './search.ts'
import { isOpen } from './sealed.ts'
import { isDamage } from './trouble.ts'

/** What one check found. What could not be looked at is unknown, which is not the same as failed. */
export interface Finding {
  check: string
  state: 'pass' | 'fail' | 'unknown'
  detail: string
  /** What to do where it did not pass. */
  advice?: string
}

export interface Examination {
  /** Compares every stored answer with its hash, instead of the newest thousand. */
  everything?: boolean
}

type Check = (store: Store, examination: Examination) => Promise<Omit<Finding, 'check'>>

const restoreAdvice = 'Restore the newest backup that passes, or import the sources again.'

/** Examines the stored data without changing it. A check that throws is unknown, with what was thrown as its detail. */
export async function examineStore(store: Store, examination: Examination = {}): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [check, run] of Object.entries(checks)) {
    const finding = await run(store, examination).catch(whyUnknown)
    findings.push({ check, ...finding })
  }
  return findings
}

function whyUnknown(error: unknown): Omit<Finding, 'check'> {
  const detail = error instanceof Error ? error.message : String(error)
  return { state: 'unknown', detail, advice: isDamage(error) ? restoreAdvice : 'Remove the cause that the detail names, then run this again.' }
}

const checks: Record<string, Check> = {
  'data folder': checkFolder,
  'free space': checkSpace,
  'table versions': checkMigrations,
  'database file': checkFile,
  references: checkReferences,
  'answers and their hashes': checkBodies,
  'blobs and their hashes': checkBlobs,
  'answers that nothing refers to': checkOrphans,
  'search index': checkSearch,
  'ledger of votes': checkLedger,
}

async function checkFolder({ folder }: Store) {
  await access(folder, constants.R_OK | constants.W_OK)
  return pass(`${folder} can be read and written.`)
}

/** Enough for the write-ahead log of a large import. */
const leastFreeBytes = 1024 ** 3

async function checkSpace({ folder }: Store) {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB are free.`
  return free >= leastFreeBytes ? pass(detail) : fail(detail, 'Free some space: with a full disk nothing new is stored, though nothing stored is lost.')
}

async function checkMigrations({ read }: Store) {
  const applied = await appliedMigrations(read)
  const detail = `${applied} of ${migrations.length} migrations are done.`
  return applied === migrations.length ? pass(detail) : fail(detail, 'Start Diptych once: it brings the tables up to date.')
}

async function checkFile(store: Store) {
  if (store.kind === 'postgres') {
    return { state: 'unknown' as const, detail: 'PostgreSQL looks after its own files.', advice: 'Where damage is suspected, run pg_amcheck on the server.' }
  }
  const damage = await damageIn(store, 'main')
  return damage.length === 0 ? pass('Every page and index agrees.') : fail(damage.slice(0, 5).join('; '), restoreAdvice)
}

const reindexAdvice = 'Make the index anew: ./bin/diptych reindex'

async function checkIndexFile(store: Store): Promise<Omit<Finding, 'check'> | undefined> {
  if (store.kind === 'postgres') return undefined
  const damage = await damageIn(store, 'search')
  return damage.length === 0 ? undefined : fail(damage.slice(0, 5).join('; '), reindexAdvice)
}

/** On a fresh connection: one that remembers a search index from before it was made anew would call the new one damaged. */
async function damageIn(store: Store, file: 'main' | 'search'): Promise<string[]> {
  const reader = store.openReader()
  try {
    return await damageOf(reader, file)
  } catch (error) {
    // Damage may be such that it cannot even be listed.
    if (isDamage(error)) return [(error as Error).message]
    throw error
  } finally {
    await reader.destroy()
  }
}

async function checkReferences({ read }: Store) {
  const broken = await brokenReferences(read)
  if (broken.length === 0) return pass('Every row that is referred to is there.')
  return fail(`${broken.length} rows refer to missing ones, the first in ${broken[0]}.`, restoreAdvice)
}

const sampleLength = 1_000
const batchLength = 200

async function checkBodies({ read }: Store, { everything }: Examination) {
  const wrong: string[] = []
  let checked = 0
  for await (const { sha256, size, bytes } of newestBodies(read, everything ? Infinity : sampleLength)) {
    checked += 1
    if (bytes!.length !== size || hash('sha256', bytes!) !== sha256) wrong.push(sha256)
  }
  const detail = `${checked} stored texts were compared with their hashes`
  return wrong.length === 0 ? pass(`${detail}.`) : fail(`${detail}; ${wrong.length} differ, the first is ${wrong[0]}.`, restoreAdvice)
}

async function* newestBodies(db: Database, limit: number) {
  let before = Number.MAX_SAFE_INTEGER
  for (let left = limit; left > 0; left -= batchLength) {
    const rows = await db.selectFrom('bodies').select(['id', 'sha256', 'size', 'bytes']).where('id', '<', before)
      .where('bytes', 'is not', null).orderBy('id', 'desc').limit(Math.min(batchLength, left)).execute()
    yield* rows
    if (rows.length === 0) return
    before = rows.at(-1)!.id
  }
}

async function checkBlobs({ read, blobsFolder }: Store, { everything }: Examination) {
  const blobs = openBlobs(blobsFolder)
  const rows = await read.selectFrom('bodies').select(['sha256', 'size']).where('bytes', 'is', null).orderBy('id', 'desc').execute()
  const wrong: string[] = []
  for (const [index, { sha256, size }] of rows.entries()) {
    const isRead = everything || index < batchLength
    const bytes = isRead ? await blobs.get(sha256) : undefined
    const isRight = isRead ? bytes !== undefined && hash('sha256', bytes) === sha256 : await blobs.size(sha256) === size
    if (!isRight) wrong.push(sha256)
  }
  const detail = `${rows.length} pictures, sounds and films were looked for`
  if (wrong.length === 0) return pass(`${detail}.`)
  return fail(`${detail}; ${wrong.length} are missing or damaged, the first is ${wrong[0]}.`, `${restoreAdvice} Missing ones are put back by importing their source again.`)
}

/** What a model wrote in a run or in the Lab is kept with the attempt, also where no answer was made of it. */
async function checkOrphans({ read }: Store) {
  const { count } = await read.selectFrom('bodies').select(({ fn }) => fn.countAll<number>().as('count'))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('responses').select('id').whereRef('body_id', '=', 'bodies.id'))))
    .where('id', 'not in', read.selectFrom('attempts').select('body_id').where('body_id', 'is not', null).$narrowType<{ body_id: number }>())
    .executeTakeFirstOrThrow()
  if (count === 0) return pass('Every stored text belongs to an answer or to an attempt of a run.')
  return fail(`${count} stored texts belong to no answer and to no attempt of a run. They take space and harm nothing.`, 'Back up and restore into an empty data folder if the space matters.')
}

/** Whether the newest answer with a word in it is found by its first words. */
async function checkSearch(store: Store) {
  return await checkIndexFile(store) ?? checkNewestAnswer(store)
}

async function checkNewestAnswer({ read }: Store) {
  const rows = await read.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'body_id').innerJoin('models', 'models.id', 'model_id')
    .select(['output_type', 'bytes', 'public_id', 'models.slug as model']).where(isOpen).orderBy('responses.id', 'desc').limit(batchLength).execute()
  for (const { output_type, bytes, public_id, model } of rows) {
    const words = bytes && isTextual(output_type) ? termsOf(Buffer.from(bytes).toString('utf8', 0, 500)).slice(0, 3) : []
    if (words.length === 0) continue
    const { results } = await search(read, { query: `${words.join(' ')} `, kinds: ['response'], limit: 1 })
    return results.length > 0 ? pass('The newest answer is found.') : fail(`Answer ${public_id} of ${model} is not found by its own words.`, reindexAdvice)
  }
  return pass('There is no text to be found.')
}

/** Entries that are recomputed unless all are asked for. */
const newestEntries = 100

async function checkLedger(store: Store, { everything }: Examination) {
  const head = await findHead(store.read)
  const report = await verifyStoredLedger(store, { after: everything || !head ? 0 : Math.max(0, head.id - newestEntries) })
  const detail = `${report.votes} votes were compared with the ledger`
  if (report.faultCount === 0) return pass(`${detail}.`)
  const [{ entry, problem }] = report.faults as [LedgerFault]
  return fail(`${detail}; ${report.faultCount} faults, the first ${entry === null ? 'is' : `at entry ${entry} is`}: ${problem}`, `Votes were changed past Diptych. ${restoreAdvice}`)
}

function pass(detail: string) {
  return { state: 'pass' as const, detail }
}

function fail(detail: string, advice: string) {
  return { state: 'fail' as const, detail, advice }
}
