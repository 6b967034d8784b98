import type { FileRead } from './files-read.ts'

/** Why rows of battle files are not counted. */
export const reasons = {
  noJson: 'not valid JSON',
  noObject: 'not a JSON object',
  noUtf8: 'not valid UTF-8',
  tooLong: 'longer than 128 MiB',
  noName: 'a model has no name',
  selfPlay: 'self-play: both answers are by one model',
  noWinner: 'no winner',
  unknownWinner: 'unknown winner label',
  noVerdict: 'no verdict: the judge abstained, failed or contradicted itself',
  wrongCounts: 'counts that are no counts, or do not add up',
  brokenRecord: 'a broken CSV record',
  duplicate: 'the same vote a second time',
  sameFile: 'the same bytes as those of a file before',
  sameTotals: 'the same totals of a pair in another file',
  judgeAmongPeople: 'a model’s verdict among people’s votes (--voters all counts both)',
  notAsked: 'a voter of the other kind than --voters asks for',
  other: 'other reasons',
} as const

export interface Rejection {
  reason: string
  count: number
  /** Where the first ones stand, and what was found there. */
  examples: string[]
}

const mostExamples = 3
/** More reasons than these are counted together: a file may name as many as it has rows. */
const mostReasons = 40

/** Counts what was not counted, by reason. */
export class Rejections {
  readonly #byReason = new Map<string, Rejection>()
  /** The file that is being read, for examples. */
  file = ''

  add(reason: string, line: number | undefined, { count = 1, found }: { count?: number; found?: string } = {}): void {
    const rejection = this.#of(reason)
    rejection.count += count
    if (rejection.examples.length >= mostExamples || line === undefined) return
    rejection.examples.push(`${this.file}:${line}${found === undefined ? '' : ` ${shown(found)}`}`)
  }

  /** Counts all rows of the file that is being read: it is that file again. */
  addFile({ name, rows }: FileRead): void {
    const rejection = this.#of(reasons.sameFile)
    rejection.count += rows
    if (rejection.examples.length < mostExamples) rejection.examples.push(`${this.file} as ${name}`)
  }

  get total(): number {
    return this.list().reduce((sum, { count }) => sum + count, 0)
  }

  /** The most frequent reason first. */
  list(): Rejection[] {
    return [...this.#byReason.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
  }

  #of(reason: string): Rejection {
    const known = this.#byReason.get(reason)
    if (known) return known
    if (this.#byReason.size >= mostReasons && reason !== reasons.other) return this.#of(reasons.other)
    const rejection = { reason, count: 0, examples: [] }
    this.#byReason.set(reason, rejection)
    return rejection
  }
}

function shown(found: string): string {
  return JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found)
}
