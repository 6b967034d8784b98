import type { JudgeKind } from '../../core/votes/vote.ts'
import type { Votes } from '../../core/ratings/votes.ts'
import { grown, SparseColumn } from './growing.ts'
import { IdentityColumn } from './identities.ts'
import { NameTable } from './names.ts'

const firstCapacity = 1024
const mostModels = 2_000
const mostCategories = 1_000

export const judgeKinds = ['unknown', 'human', 'model'] as const satisfies JudgeKind[]

/** Votes as columns while they are being read. A row is added, and then described by what its source says of it. */
export class VoteColumns {
  length = 0
  readonly models = new NameTable('models', mostModels)
  readonly categories = new NameTable('categories', mostCategories)
  #left = new Int32Array(0)
  #right = new Int32Array(0)
  #outcome = new Uint8Array(0)
  readonly #share = new SparseColumn(Float64Array, NaN)
  readonly #weight = new SparseColumn(Float64Array, 1)
  readonly #prompt = new IdentityColumn()
  readonly #voter = new IdentityColumn()
  readonly #category = new SparseColumn(Int32Array, -1)
  /** A place in `judgeKinds`. */
  readonly #kind = new SparseColumn(Int32Array, 0)
  readonly #style = new Map<string, { left: SparseColumn<Float64Array>; right: SparseColumn<Float64Array> }>()

  /** Says that about so many more rows will come. What is made room for and not used costs nothing. */
  expect(rows: number): void {
    const capacity = this.length + rows
    if (capacity > this.#left.length) this.#grow(capacity)
    for (const column of [this.#share, this.#weight, this.#prompt, this.#voter, this.#category, this.#kind]) column.expect(capacity)
  }

  /** Adds a vote between models by their numbers; `outcome` is a code of `outcomes`. The setters below speak of this row. */
  add(left: number, right: number, outcome: number): void {
    const row = this.length
    if (row === this.#left.length) this.#grow(Math.max(firstCapacity, row * 2))
    this.#left[row] = left
    this.#right[row] = right
    this.#outcome[row] = outcome
    this.length = row + 1
  }

  /** The same between models by their names. */
  addNamed(left: Buffer, right: Buffer, outcome: number): void {
    this.add(this.models.numberOf(left, 0, left.length), this.models.numberOf(right, 0, right.length), outcome)
  }

  #grow(capacity: number): void {
    this.#left = grown(this.#left, capacity)
    this.#right = grown(this.#right, capacity)
    this.#outcome = grown(this.#outcome, capacity)
  }

  setPrompt(bytes: Uint8Array, start: number, end: number): void {
    this.#prompt.set(this.length - 1, bytes, start, end)
  }

  setVoter(bytes: Uint8Array, start: number, end: number): void {
    this.#voter.set(this.length - 1, bytes, start, end)
  }

  setCategory(bytes: Uint8Array, start: number, end: number): void {
    this.#category.set(this.length - 1, this.categories.numberOf(bytes, start, end))
  }

  /** Share of the left answer, 0 to 1. */
  setShare(share: number): void {
    this.#share.set(this.length - 1, share)
  }

  setWeight(weight: number): void {
    this.#weight.set(this.length - 1, weight)
  }

  setKind(kind: JudgeKind): void {
    this.#kind.set(this.length - 1, judgeKinds.indexOf(kind))
  }

  setStyle(feature: string, left: number, right: number): void {
    let column = this.#style.get(feature)
    if (!column) {
      const make = () => new SparseColumn(Float64Array, NaN, this.#left.length)
      this.#style.set(feature, column = { left: make(), right: make() })
    }
    column.left.set(this.length - 1, left)
    column.right.set(this.length - 1, right)
  }

  /** Who judged, row by row; undefined where no source says. */
  kinds(): Int32Array | undefined {
    return this.#kind.finish(this.length)
  }

  finish(): Votes {
    const { length } = this
    const [prompt, voter, category] = [this.#prompt, this.#voter, this.#category].map((column) => column.finish(length))
    const [share, weight] = [this.#share, this.#weight].map((column) => column.finish(length))
    const style = [...this.#style]
    return {
      length, models: this.models.names,
      left: this.#left.subarray(0, length), right: this.#right.subarray(0, length), outcome: this.#outcome.subarray(0, length),
      ...(share && { share }), ...(weight && { weight }),
      ...(prompt && { prompt, promptCount: this.#prompt.count }), ...(voter && { voter, voterCount: this.#voter.count }),
      ...(category && { category, categories: this.categories.names }),
      ...(style.length > 0 && {
        style: {
          features: style.map(([feature]) => feature),
          left: style.map(([, { left }]) => left.finish(length)!), right: style.map(([, { right }]) => right.finish(length)!),
        },
      }),
    }
  }
}
