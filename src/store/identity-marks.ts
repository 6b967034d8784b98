import { sql } from 'kysely'
import { compileNames, findIdentityLeaks, type IdentityNames } from '../core/duels/identity-leak.ts'
import { isTextual, type OutputType } from '../core/responses/output-type.ts'
import type { LeakMark } from '../core/votes/checks/identity-leak.ts'
import { openBlobs } from '../media/blobs.ts'
import type { Database, Store } from './database.ts'
import { BoundedMap } from './importing/bounded-map.ts'

/** An answer as far as it is needed to look for its author in it. */
export interface MarkedAnswer {
  sha256: string
  outputType: OutputType
  /** Where they are at hand; otherwise they are read. */
  bytes?: Uint8Array | null
}

/** For so long names are taken as they were: a model that an import adds is known a moment later. */
const namesHoldMs = 2_000

/** So many answers are remembered: a few bytes each. */
const mostRemembered = 200_000

/**
 * Whether answers may reveal their author. Looking through one takes a tenth of a millisecond, and each body is looked
 * through once, until a model or a maker gets a new name.
 */
export class IdentityMarks {
  readonly #blobsFolder: string
  #marks = new BoundedMap<string, LeakMark>(mostRemembered)
  #names: { version: string; compiled: IdentityNames; lookAgainMs: number } | undefined

  constructor(blobsFolder: string) {
    this.#blobsFolder = blobsFolder
  }

  /** The mark of each answer, in their order. */
  async of(db: Database, answers: MarkedAnswer[]): Promise<LeakMark[]> {
    const names = await this.#namesNow(db)
    const marks: LeakMark[] = []
    for (const answer of answers) marks.push(await this.#mark(db, answer, names))
    return marks
  }

  async #mark(db: Database, answer: MarkedAnswer, names: IdentityNames): Promise<LeakMark> {
    const key = `${answer.outputType} ${answer.sha256}`
    const known = this.#marks.get(key)
    if (known !== undefined) return known
    const bytes = answer.bytes ?? await this.#read(db, answer)
    const mark = bytes ? markOf(bytes, answer.outputType, names) : null
    if (bytes) this.#marks.set(key, mark)
    return mark
  }

  async #read(db: Database, { sha256 }: MarkedAnswer): Promise<Uint8Array | undefined> {
    const row = await db.selectFrom('bodies').select('bytes').where('sha256', '=', sha256).executeTakeFirst()
    return row?.bytes ?? openBlobs(this.#blobsFolder).get(sha256)
  }

  async #namesNow(db: Database): Promise<IdentityNames> {
    if (this.#names && performance.now() < this.#names.lookAgainMs) return this.#names.compiled
    const version = await versionOfNames(db)
    if (this.#names?.version !== version) this.#marks = new BoundedMap(mostRemembered)
    const compiled = this.#names?.version === version ? this.#names.compiled : await readNames(db)
    this.#names = { version, compiled, lookAgainMs: performance.now() + namesHoldMs }
    return compiled
  }
}

/** Of a picture, what it shows is not looked at: without a mark in its bytes nobody knows. */
function markOf(bytes: Uint8Array, outputType: OutputType, names: IdentityNames): LeakMark {
  const isText = isTextual(outputType)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { leaks, kind } = findIdentityLeaks(buffer.toString(isText ? 'utf8' : 'latin1'), names, outputType)
  return leaks || isText ? { leaks, kind } : null
}

/** Equal while no name has come or gone. A spelling that a person gives to another model changes no name. */
async function versionOfNames(db: Database): Promise<string> {
  const { rows } = await sql<Record<'models' | 'creators' | 'aliases', number | null>>`
    select (select max(id) from models) as models, (select max(id) from creators) as creators, (select count(*) from model_aliases) as aliases`.execute(db)
  const { models, creators, aliases } = rows[0]!
  return [models, creators, aliases].join(' ')
}

async function readNames(db: Database): Promise<IdentityNames> {
  const models = await db.selectFrom('models').select(['slug', 'name']).execute()
  const aliases = await db.selectFrom('model_aliases').select('written').execute()
  const creators = await db.selectFrom('creators').select(['slug', 'name']).execute()
  return compileNames({
    models: [...models.flatMap(({ slug, name }) => [slug, name]), ...aliases.map(({ written }) => written)],
    creators: creators.flatMap(({ slug, name }) => [slug, name]),
  })
}

const known = new WeakMap<object, IdentityMarks>()

/** The marks of a store, one set for each process. */
export function identityMarksOf({ write, blobsFolder }: Pick<Store, 'write' | 'blobsFolder'>): IdentityMarks {
  const marks = known.get(write) ?? new IdentityMarks(blobsFolder)
  known.set(write, marks)
  return marks
}
