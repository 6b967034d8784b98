import { catalogueCollection, houseCollection, readCatalogue, readHouse } from '../../formats/content.ts'
import type { CollectionFacts, ImportedRow } from '../../core/imports/records.ts'
import { openBlobs } from '../../media/blobs.ts'
import type { Store } from '../../store/database.ts'
import { createImportWriter } from '../../store/import.ts'

/** Loads the catalogue, our challenges and the house authors' answers. Loading them twice adds nothing. */
export async function loadDemo(store: Store, contentFolder: string, now: () => Date): Promise<void> {
  await writeAll(store, catalogueCollection, await readCatalogue(contentFolder), now)
  await writeAll(store, houseCollection, await readHouse(contentFolder), now)
}

async function writeAll(store: Store, collection: CollectionFacts, rows: ImportedRow[], now: () => Date): Promise<void> {
  const writer = await createImportWriter(store.write, { collection, now, putBlob: openBlobs(store.blobsFolder).put, aliasOrigin: 'catalogue' })
  for (const outcome of await writer.write(rows)) {
    if (outcome.outcome === 'rejected') throw new Error(`The shipped content has a row that cannot be stored: ${outcome.reason}`)
  }
}
