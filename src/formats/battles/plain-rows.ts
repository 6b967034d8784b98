import { noVerdict, outcomeOfBytes, unknownLabel } from './outcome-labels.ts'
import { numberIn } from './numbers.ts'
import { reasons, type Rejections } from './rejections.ts'
import type { Layout } from './roles.ts'
import { absent, other, type RowFields } from './row-fields.ts'
import { styleOfMetadata } from './style-metadata.ts'
import { isBlank } from './text-bytes.ts'
import type { VoteColumns } from './vote-columns.ts'

/** Turns the fields of plain rows into votes, or counts why they are none. */
export class PlainRows {
  readonly #layout: Layout
  readonly #columns: VoteColumns
  readonly #rejections: Rejections

  constructor(layout: Layout, columns: VoteColumns, rejections: Rejections) {
    this.#layout = layout
    this.#columns = columns
    this.#rejections = rejections
  }

  take(row: RowFields, line: number): void {
    const left = firstName(row, this.#layout.left)
    const right = firstName(row, this.#layout.right)
    if (left < 0 || right < 0 || row.type[left] === other || row.type[right] === other) {
      return this.#rejections.add(reasons.noName, line)
    }
    if (areEqual(row, left, right)) return this.#rejections.add(reasons.selfPlay, line, { found: textOf(row, left) })
    const winner = firstOf(row, this.#layout.winner)
    if (winner < 0) return this.#rejections.add(reasons.noWinner, line)
    const outcome = outcomeOfBytes(row.bytes, row.start[winner]!, row.end[winner]!)
    if (outcome === unknownLabel) return this.#rejections.add(reasons.unknownWinner, line, { found: textOf(row, winner) })
    if (outcome === noVerdict) return this.#rejections.add(reasons.noVerdict, line, { found: textOf(row, winner) })
    const { models } = this.#columns
    this.#columns.add(
      models.numberOf(row.bytes, row.start[left]!, row.end[left]!), models.numberOf(row.bytes, row.start[right]!, row.end[right]!),
      outcome,
    )
    this.#describe(row)
  }

  #describe(row: RowFields): void {
    const layout = this.#layout
    const columns = this.#columns
    const prompt = firstOf(row, layout.prompt)
    const voter = firstOf(row, layout.voter)
    const category = firstOf(row, layout.category)
    if (prompt >= 0) columns.setPrompt(row.bytes, row.start[prompt]!, row.end[prompt]!)
    if (voter >= 0) columns.setVoter(row.bytes, row.start[voter]!, row.end[voter]!)
    if (category >= 0 && row.type[category] !== other) columns.setCategory(row.bytes, row.start[category]!, row.end[category]!)
    if (layout.style.length > 0) this.#takeStyle(row)
    if (layout.metadata !== undefined && row.type[layout.metadata] === other) this.#takeMetadata(row, layout.metadata)
  }

  #takeStyle(row: RowFields): void {
    for (const { feature, left, right } of this.#layout.style) this.#columns.setStyle(feature, countIn(row, left), countIn(row, right))
  }

  #takeMetadata(row: RowFields, field: number): void {
    for (const [feature, left, right] of styleOfMetadata(textOf(row, field))) this.#columns.setStyle(feature, left, right)
  }
}

/** The first of these fields that holds something, or -1. An empty text holds nothing. */
function firstOf(row: RowFields, fields: number[]): number {
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]!
    if (row.type[field] !== absent && row.end[field]! > row.start[field]!) return field
  }
  return -1
}

/** The first of these fields that may name a model, or -1: white space alone does not. */
function firstName(row: RowFields, fields: number[]): number {
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]!
    if (row.type[field] !== absent && !isBlank(row.bytes, row.start[field]!, row.end[field]!)) return field
  }
  return -1
}

function areEqual({ bytes, start, end }: RowFields, one: number, another: number): boolean {
  const length = end[one]! - start[one]!
  if (length !== end[another]! - start[another]!) return false
  for (let index = 0; index < length; index++) if (bytes[start[one]! + index] !== bytes[start[another]! + index]) return false
  return true
}

function textOf({ bytes, start, end }: RowFields, field: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start[field]!, end[field]! - start[field]!).toString('utf8')
}

/** A count of style; NaN where there is none. */
function countIn(row: RowFields, field: number): number {
  if (row.type[field] === absent || row.type[field] === other) return NaN
  const count = numberIn(row.bytes, row.start[field]!, row.end[field]!)
  return count >= 0 && count < Infinity ? count : NaN
}
