import { exportRows, type ExportOptions } from '../../formats/export.ts'
import { openBlobs } from '../../media/blobs.ts'
import { inTransaction } from '../../store/database.ts'
import { exportKinds, exportRecords, type ExportKind } from '../../store/exporting.ts'
import type { Services } from '../operation.ts'

export { exportKinds }

export interface ExportChoice {
  kind: ExportKind
  format: ExportOptions['format']
  collection?: string
  guardFormulas?: boolean
  /** With answers that nobody may browse yet: a copy for this team's own use. */
  sealed?: boolean
}

const rowKinds = { models: 'model', challenges: 'challenge', responses: 'response', votes: 'vote' } as const

/** Writes everything of a kind, as it is at one moment, piece by piece in Diptych's own JSON lines or CSV. */
export async function exportTo({ kind, format, collection, guardFormulas, sealed }: ExportChoice, { store }: Services, write: (piece: string) => Promise<void>): Promise<void> {
  const reader = store.openReader()
  try {
    await inTransaction(reader, async (db) => {
      const rows = exportRecords(db, { kind, readBlob: openBlobs(store.blobsFolder).get, collection, sealed })
      for await (const piece of exportRows(rows, { format, kind: rowKinds[kind], guardFormulas })) await write(piece)
    }, store.kind === 'postgres' ? 'repeatable read' : undefined)
  } finally {
    await reader.destroy()
  }
}
