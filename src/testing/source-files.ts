import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportedRecord, ImportedRow } from '../core/imports/records.ts'
import type { Format, SourceFile, SourceTree } from '../formats/format.ts'
import { openSource } from '../formats/sources/open.ts'
import { treeOf } from '../formats/sources/files.ts'

/** A file that lies in memory. */
export function memoryFile(path: string, content: string | Uint8Array): SourceFile {
  const bytes = Buffer.from(content)
  return {
    path,
    size: bytes.length,
    head: new TextDecoder().decode(bytes.subarray(0, 64 * 1024), { stream: true }),
    async* open() {
      yield bytes
    },
  }
}

/** The tree of these files: path → content. */
export function memoryTree(files: Record<string, string | Uint8Array>): SourceTree {
  return treeOf(Object.entries(files).map(([path, content]) => memoryFile(path, content)))
}

/** Values as JSON lines. */
export function jsonLines(...values: unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

/** All rows that a format reads from those files of a tree that are its own, in the order of an import. */
export async function readTree(format: Format, tree: SourceTree): Promise<ImportedRow[]> {
  const own = tree.files.filter((file) => format.detect(file, tree) === 'rows')
  const order = (file: SourceFile) => format.order?.(file) ?? 1
  const rows: ImportedRow[] = []
  for (const file of own.toSorted((a, b) => order(a) - order(b))) rows.push(...await readFileRows(format, file, tree))
  return rows
}

export async function readFileRows(format: Format, file: SourceFile, tree: SourceTree): Promise<ImportedRow[]> {
  return Array.fromAsync(format.read(file, tree))
}

/** The rows of a lone file. */
export async function readLone(format: Format, path: string, content: string): Promise<ImportedRow[]> {
  const tree = memoryTree({ [path]: content })
  return readFileRows(format, tree.files[0]!, tree)
}

export type RecordOf<Kind extends ImportedRecord['kind']> = Extract<ImportedRecord, { kind: Kind }>

/** The records of one kind among rows, without those that were rejected. */
export function recordsOf<Kind extends ImportedRecord['kind']>(rows: ImportedRow[], kind: Kind): RecordOf<Kind>[] {
  const records = rows.flatMap((row) => ('records' in row ? row.records : []))
  return records.filter((record): record is RecordOf<Kind> => record.kind === kind)
}

/** The reasons why rows were rejected. */
export function reasonsOf(rows: ImportedRow[]): string[] {
  return rows.flatMap((row) => ('rejected' in row ? [row.rejected] : []))
}

/** How often each value occurs: `{ left: 3, tie: 1 }`. */
export function tally(values: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

const dataFolder = process.env.DIPTYCH_TEST_DATA ?? join(import.meta.dirname, '../../../shared/data')

/** Where the real data of this name lies. */
export function dataPath(name: string): string {
  return join(dataFolder, name)
}

/** Why a test on the real data called `name` is skipped, or false where the data is there: for the option `skip`. */
export function withoutData(name: string): string | false {
  return existsSync(dataPath(name)) ? false : `the real data ${name} is not here`
}

/** Opens real data as an import would, and closes it after `use`. */
export async function withData<T>(name: string, use: (tree: SourceTree) => Promise<T>): Promise<T> {
  const source = await openSource(dataPath(name))
  try {
    return await use(source.tree)
  } finally {
    await source.dispose()
  }
}
