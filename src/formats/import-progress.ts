import type { ImportProgress } from '../core/imports/report.ts'
import type { SourceFile } from './format.ts'

const intervalMs = 250

/** Counts bytes of all files, and rows, and tells of them four times a second. */
export class ProgressMeter {
  readonly #tell: (progress: ImportProgress) => void
  readonly #startMs = performance.now()
  readonly #bytesTotal: number
  #lastMs = -Infinity
  #rows = 0
  #file = ''
  /** Of the files before the one that is followed. */
  #bytesBefore = 0
  #bytesRead = 0
  #bytesOfFile = 0

  constructor(files: SourceFile[], tell: (progress: ImportProgress) => void) {
    this.#bytesTotal = files.reduce((total, file) => total + sizeOf(file), 0)
    this.#tell = tell
  }

  /** The same file, counting its bytes as they are read. A file that is read twice is counted once. */
  follow(name: string, file: SourceFile): SourceFile {
    this.#endFile()
    this.#file = name
    this.#bytesOfFile = sizeOf(file)
    const count = (position: number) => this.#countBytes(position)
    const isPacked = file.packedSize !== undefined
    return {
      path: file.path,
      size: file.size,
      get head() { return file.head },
      async* open() {
        let position = 0
        for await (const chunk of file.open(isPacked ? count : undefined)) {
          position += chunk.length
          if (!isPacked) count(position)
          yield chunk
        }
      },
    }
  }

  countRow(): void {
    this.#rows++
    this.#tellSometimes()
  }

  /** Tells the last state, whenever the one before was told. */
  finish(): void {
    this.#endFile()
    this.#lastMs = -Infinity
    this.#tellSometimes()
  }

  /** A file may be left before its end; it is done all the same. */
  #endFile(): void {
    this.#bytesBefore += this.#bytesOfFile
    this.#bytesRead = 0
    this.#bytesOfFile = 0
  }

  #countBytes(position: number): void {
    this.#bytesRead = Math.min(this.#bytesOfFile, Math.max(this.#bytesRead, position))
    this.#tellSometimes()
  }

  #tellSometimes(): void {
    const now = performance.now()
    if (now - this.#lastMs < intervalMs) return
    this.#lastMs = now
    const seconds = (now - this.#startMs) / 1000
    this.#tell({
      file: this.#file,
      bytesRead: this.#bytesBefore + this.#bytesRead,
      bytesTotal: this.#bytesTotal,
      rows: this.#rows,
      rowsPerSecond: seconds > 0 ? Math.round(this.#rows / seconds) : 0,
    })
  }
}

function sizeOf({ size, packedSize }: SourceFile): number {
  return packedSize ?? size ?? 0
}
