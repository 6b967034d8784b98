import { join } from 'node:path'
import { catalogueCollection, houseCollection, readCatalogue, readHouse } from '../../formats/content.ts'
import type { CollectionFacts, ImportedRow } from '../../core/imports/records.ts'
import { openBlobs } from '../../media/blobs.ts'
import type { Store } from '../../store/database.ts'
import { createImportWriter } from '../../store/import.ts'
import { hasCatalogue, hasChallengesOf } from '../../store/imports.ts'

const contentFolder = join(import.meta.dirname, '..', '..', '..', 'content')

/** Loads the catalogue, our challenges and the house authors' answers, unless they were loaded before. */
export async function loadDemo(store: Store, now: () => Date): Promise<void> {
  await loadCatalogue(store, now)
  if (await hasChallengesOf(store.read, houseCollection.slug)) return
  await writeAll(store, houseCollection, await readHouse(contentFolder), now)
}

/**
 * Loads the catalogue with its spellings, unless it was loaded before. An import asks for it first: names of models are
 * matched to what is known when they are met.
 */
export async function loadCatalogue(store: Store, now: () => Date): Promise<void> {
  if (await hasCatalogue(store.read)) return
  await writeAll(store, catalogueCollection, await readCatalogue(contentFolder), now)
}

async function writeAll(store: Store, collection: CollectionFacts, rows: ImportedRow[], now: () => Date): Promise<void> {
  const writer = await createImportWriter(store.write, { collection, now, putBlob: openBlobs(store.blobsFolder).put, aliasOrigin: 'catalogue' })
  for (const outcome of await writer.write(rows)) {
    if (outcome.outcome === 'rejected') throw new Error(`The shipped content has a row that cannot be stored: ${outcome.reason}`)
  }
}
