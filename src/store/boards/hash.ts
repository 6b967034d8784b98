import { createHash, hash } from 'node:crypto'
import type { BoardOptions } from '../../core/boards/board.ts'
import { methodVersion } from '../../core/boards/method.ts'
import { sliceKey, type Slice } from '../../core/boards/slice.ts'
import type { Votes } from '../../core/ratings/votes.ts'
import { isInForce, ruleNames, type VoteRules } from '../../core/votes/rules.ts'

/**
 * SHA-256 (hexadecimal) of votes as columns; docs/boards.md describes it. The slugs of the models and the categories come
 * first, as JSON and in the order in which the votes name them; then each column that there is, as its name, a line feed,
 * and its numbers in little-endian order: whole numbers in four bytes (the outcome in one), others as IEEE doubles.
 */
export function votesHashOf(votes: Votes): string {
  const sha256 = createHash('sha256')
  sha256.update(JSON.stringify([votes.length, votes.models, votes.categories ?? []]))
  const { left, right, outcome, share, weight, prompt, voter, category, style } = votes
  const columns: Record<string, Int32Array | Uint8Array | Float64Array | undefined> = { left, right, outcome, share, weight, prompt, voter, category }
  for (const [index, feature] of style?.features.entries() ?? []) {
    columns[`${feature} left`] = style!.left[index]!
    columns[`${feature} right`] = style!.right[index]!
  }
  for (const [name, column] of Object.entries(columns)) {
    if (column) sha256.update(`\n${name}\n`).update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  }
  return sha256.digest('hex')
}

/** The name of a board: SHA-256 (hexadecimal) of the method's version, slice, rules in force, options and votes, as JSON. */
export function boardHashOf(slice: Slice, rules: VoteRules, options: BoardOptions, votesHash: string): string {
  return hash('sha256', JSON.stringify(['board-1', methodVersion, sliceKey(slice), rulesInForce(rules), sorted(options), votesHash]))
}

/** The names of all rules that are in force. */
export function rulesInForce(chosen: VoteRules): string[] {
  return ruleNames.filter((name) => isInForce(name, chosen))
}

function sorted(options: object): unknown[] {
  return Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))
}
