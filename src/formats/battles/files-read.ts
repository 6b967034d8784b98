import { createHash, hash } from 'node:crypto'
import type { SourceFile } from '../format.ts'

/** A file whose rows were read, and how many these were. */
export interface FileRead {
  name: string
  rows: number
}

interface Known extends FileRead {
  file: SourceFile
  sha256?: string
}

/** The files that were read so far, to find one again by its bytes, whatever its name. They are opened again for that. */
export class FilesRead {
  readonly #byHead = new Map<string, Known[]>()

  add(file: SourceFile, { name, rows }: FileRead): void {
    const head = hash('sha256', file.head)
    this.#byHead.set(head, [...this.#byHead.get(head) ?? [], { name, rows, file }])
  }

  /** The file before with the same bytes. Whole files are hashed only where their beginnings are the same. */
  async sameAs(file: SourceFile): Promise<FileRead | undefined> {
    const near = this.#byHead.get(hash('sha256', file.head))?.filter((known) => mayBeAsLong(known.file, file)) ?? []
    if (near.length === 0) return undefined
    const sha256 = await sha256Of(file)
    for (const known of near) if ((known.sha256 ??= await sha256Of(known.file)) === sha256) return known
    return undefined
  }
}

function mayBeAsLong({ size: one }: SourceFile, { size: other }: SourceFile): boolean {
  return one === undefined || other === undefined || one === other
}

async function sha256Of(file: SourceFile): Promise<string> {
  const whole = createHash('sha256')
  for await (const chunk of file.open()) whole.update(chunk)
  return whole.digest('hex')
}
