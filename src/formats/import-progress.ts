import type { ImportProgress } from '../core/imports/report.ts'
import type { SourceFile } from './format.ts'

const intervalMs = 250

/** Counts bytes and rows and tells of them four times a second. */
export class ProgressMeter {
  readonly #tell: (progress: ImportProgress) => void
  readonly #startMs = performance.now()
  #lastMs = -Infinity
  #rows = 0
  #file = ''
  #bytesRead = 0
  #bytesTotal: number | undefined

  constructor(tell: (progress: ImportProgress) => void) {
    this.#tell = tell
  }

  /** The same file, counting its bytes as they are read. A file that is read twice is counted once. */
  follow(name: string, file: SourceFile): SourceFile {
    this.#file = name
    this.#bytesRead = 0
    this.#bytesTotal = file.size
    const count = (position: number) => this.#countBytes(position)
    return {
      path: file.path,
      size: file.size,
      get head() { return file.head },
      async* open() {
        let position = 0
        for await (const chunk of file.open()) {
          position += chunk.length
          count(position)
          yield chunk
        }
      },
    }
  }

  countRows(rows: number): void {
    this.#rows += rows
    this.#tellSometimes()
  }

  /** Tells the last state, whenever the one before was told. */
  finish(): void {
    this.#lastMs = -Infinity
    this.#tellSometimes()
  }

  #countBytes(position: number): void {
    this.#bytesRead = Math.max(this.#bytesRead, position)
    this.#tellSometimes()
  }

  #tellSometimes(): void {
    const now = performance.now()
    if (now - this.#lastMs < intervalMs) return
    this.#lastMs = now
    const seconds = (now - this.#startMs) / 1000
    this.#tell({
      file: this.#file,
      bytesRead: this.#bytesRead,
      ...(this.#bytesTotal === undefined ? {} : { bytesTotal: this.#bytesTotal }),
      rows: this.#rows,
      rowsPerSecond: seconds > 0 ? Math.round(this.#rows / seconds) : 0,
    })
  }
}
