import { setImmediate } from 'node:timers/promises'
import type {
  CollectionFacts, ImportedRecord, ImportedResponse, ImportedRow, ImportedVote, Position,
} from '../core/imports/records.ts'
import type { FactDifference } from '../core/imports/report.ts'
import type { RowOutcome, RowWriter } from '../core/imports/sink.ts'
import { responsePublicId } from './importing/identity.ts'
import { inTransaction } from './database.ts'
import type { Database } from './database.ts'
import { lockForImport } from './dialect.ts'
import { ChallengeRegister } from './importing/challenges.ts'
import { ModelRegister } from './importing/models.ts'
import type { Described } from './importing/models.ts'
import { isMissing, prepareRow, responsesOf } from './importing/prepare.ts'
import type { PreparedRow } from './importing/prepare.ts'
import { storeResponses } from './importing/responses.ts'
import type { PlannedResponse } from './importing/responses.ts'
import { storeVotes } from './importing/votes.ts'
import type { PlannedVote } from './importing/votes.ts'
import { writeBodyWords } from './full-text.ts'
import { indexChallenges, indexCreators, indexModels } from './search-index.ts'
import type { ModelAliasTable } from './tables.ts'

export interface ImportOptions {
  collection: CollectionFacts
  now: () => Date
  /** Keeps bytes outside the database: `blobs.put`. */
  putBlob: (sha256: string, bytes: Uint8Array) => Promise<void>
  /** Who says what the spellings of this import mean. */
  aliasOrigin?: ModelAliasTable['origin']
  /** Keeps the answers off public pages until a duel over them was revealed. */
  sealed?: boolean
}

export interface ImportWriter extends RowWriter {
  collectionId: number
  /**
   * Writes a batch in one transaction: when it answers, all of it is stored, and after a crash all or nothing of it is.
   * Throws only where nothing could be written at all (a full disk); then the batch may be written again.
   */
  write(rows: Array<ImportedRow | PreparedRow>): Promise<RowOutcome[]>
}

/** Opens a collection for import, creating it where it is new. Importing a row twice adds nothing. */
export async function createImportWriter(db: Database, options: ImportOptions): Promise<ImportWriter> {
  const { now, putBlob, aliasOrigin = 'import', sealed = false } = options
  const collection = await findCollection(db, options.collection, now().toISOString())
  const models = new ModelRegister(aliasOrigin)
  const challenges = new ChallengeRegister(collection.id)
  let slots = await hasSlots(db, collection.id)

  async function write(rows: Array<ImportedRow | PreparedRow>): Promise<RowOutcome[]> {
    const prepared = rows.map((row) => ('bodies' in row ? row : prepareRow(row)))
    for (const { bodies } of prepared) {
      for (const { isBlob, sha256, bytes } of bodies.values()) if (isBlob) await putBlob(sha256, bytes)
    }
    slots ||= prepared.some(({ records }) => records.flatMap(responsesOf).some(({ body }) => isMissing(body)))
    // On SQLite nothing else here waits, and batch after batch would let no request of this process through.
    await setImmediate()
    const batch = { collection, at: now().toISOString(), slots, sealed, models, challenges }
    try {
      return await inTransaction(db, (transaction) => writeBatch(transaction, prepared, batch))
    } catch (error) {
      models.forget()
      challenges.forget()
      throw error
    }
  }
  return { collectionId: collection.id, write }
}

interface Collection {
  id: number
  slug: string
}

async function findCollection(db: Database, { slug, name, url, licence }: CollectionFacts, at: string): Promise<Collection> {
  await db.insertInto('collections').values({ slug, name, url: url ?? null, licence: licence ?? null, created_at: at })
    .onConflict((conflict) => conflict.doNothing()).execute()
  return db.selectFrom('collections').select(['id', 'slug']).where('slug', '=', slug).executeTakeFirstOrThrow()
}

async function hasSlots(db: Database, collectionId: number): Promise<boolean> {
  const found = await db.selectFrom('responses').select('id').where('collection_id', '=', collectionId)
    .where('missing', 'is not', null).limit(1).executeTakeFirst()
  return found !== undefined
}

interface Batch {
  collection: Collection
  at: string
  slots: boolean
  sealed: boolean
  models: ModelRegister
  challenges: ChallengeRegister
}

/** What a row wants to store, once its models and challenges are known. */
interface PlannedRow {
  at: Position
  rejected: string | undefined
  /** It has added a model, a challenge, or a fact about one. */
  added: boolean
  /** What it says of a model or a challenge that is known otherwise. */
  differing: FactDifference[]
  responses: PlannedResponse[]
  votes: PlannedVote[]
}

async function writeBatch(db: Database, rows: PreparedRow[], batch: Batch): Promise<RowOutcome[]> {
  await lockForImport(db)
  const planned: PlannedRow[] = []
  for (const row of rows) planned.push(await planRow(db, row, batch))
  await batch.models.linkBases(db)
  const place = { collectionId: batch.collection.id, at: batch.at, slots: batch.slots, sealed: batch.sealed }
  const responses = await storeResponses(db, planned.flatMap((row) => row.responses), place)
  await indexModels(db, batch.models.takeChanged())
  await indexCreators(db, batch.models.takeChangedCreators())
  await indexChallenges(db, batch.challenges.takeChanged())
  await writeBodyWords(db, responses.newBodies.flatMap(({ id, body }) => (body.text === null ? [] : [{ id, text: body.text }])))
  const votes = await storeVotes(db, planned.flatMap((row) => row.votes), responses.ids, place)
  return planned.map(({ at, rejected, added, differing, ...row }) => {
    if (rejected !== undefined) return { at, outcome: 'rejected', reason: rejected }
    // A later row with the same answer or vote finds it taken: `delete` answers true once.
    const addedResponses = row.responses.filter(({ publicId }) => responses.added.delete(publicId)).length
    const addedVotes = row.votes.filter(({ record }) => votes.delete(record.key)).length
    return { at, outcome: added || addedResponses + addedVotes > 0 ? 'imported' : 'duplicate', ...(differing.length > 0 && { differing }) }
  })
}

async function planRow(db: Database, row: PreparedRow, batch: Batch): Promise<PlannedRow> {
  const { at, records } = row
  const planned: PlannedRow = { at, rejected: row.rejected ?? await unknownKey(db, records, batch), added: false, differing: [], responses: [], votes: [] }
  if (planned.rejected !== undefined) return planned
  for (const record of records.toSorted((a, b) => order[a.kind] - order[b.kind])) {
    if (record.kind === 'model') takeIn(planned, await batch.models.describe(db, record, batch.at))
    if (record.kind === 'challenge') takeIn(planned, await batch.challenges.describe(db, record, batch.at))
    if (record.kind === 'response') await planResponse(db, record, row, planned, batch)
    if (record.kind === 'vote') await planVote(db, record, row, planned, batch)
  }
  return planned
}

function takeIn(planned: PlannedRow, { added, differing }: Described): void {
  planned.added ||= added
  planned.differing.push(...differing)
}

/** What others refer to goes first. */
const order = { model: 0, challenge: 1, response: 2, vote: 3 }

/** Says which challenge a row speaks of that nobody has described. Asked before the row changes anything. */
async function unknownKey(db: Database, records: ImportedRecord[], { challenges }: Batch): Promise<string | undefined> {
  const own = new Set(records.map((record) => (record.kind === 'challenge' ? record.key : undefined)))
  const references = records.flatMap((record) => [
    ...(record.kind === 'vote' && record.challenge ? [record.challenge] : []),
    ...responsesOf(record).map(({ challenge }) => challenge),
  ])
  for (const reference of references) {
    if ('turns' in reference || own.has(reference.key) || await challenges.knowsKey(db, reference.key)) continue
    return `No challenge is known by the key “${reference.key}”. Import its questions first.`
  }
}

async function planResponse(
  db: Database, record: ImportedResponse, row: PreparedRow, planned: PlannedRow, { models, challenges, collection, at }: Batch,
): Promise<string> {
  const model = await models.find(db, record.model, at)
  const challenge = await challenges.find(db, record.challenge, at)
  const { turn = 1, sample = 1 } = record
  const body = row.bodies.get(record) ?? record.body as { missing: string }
  const publicId = record.id ?? responsePublicId({
    collection: collection.slug, model: record.model, challenge: challenge.identity, turn, sample,
    body: 'missing' in body ? { missing: body.missing } : { sha256: body.sha256 },
  })
  planned.added ||= model.added || challenge.added
  planned.responses.push({ record, publicId, modelId: model.id, challengeId: challenge.id, turn, sample, body })
  return publicId
}

async function planVote(
  db: Database, record: ImportedVote, row: PreparedRow, planned: PlannedRow, batch: Batch,
): Promise<void> {
  const { left, right } = record
  const leftModel = await batch.models.find(db, left.model, batch.at)
  const rightModel = await batch.models.find(db, right.model, batch.at)
  const challenge = record.challenge && await batch.challenges.find(db, record.challenge, batch.at)
  planned.added ||= leftModel.added || rightModel.added || (challenge?.added ?? false)
  planned.votes.push({
    record,
    challengeId: challenge?.id ?? null,
    leftModelId: leftModel.id,
    rightModelId: rightModel.id,
    left: left.response && await planResponse(db, left.response, row, planned, batch),
    right: right.response && await planResponse(db, right.response, row, planned, batch),
  })
}
