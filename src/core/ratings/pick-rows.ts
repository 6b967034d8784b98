import type { Votes } from './votes.ts'

/** Some of the votes, in the order of `rows`, with all their columns. Models, prompts and voters keep their numbers. */
export function pickRows(votes: Votes, rows: Int32Array): Votes {
  const { prompt, voter, category, share, weight, at, style } = votes
  const whole = (column: Int32Array) => rows.map((row) => column[row]!)
  const real = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!)
  return {
    ...votes, length: rows.length, left: whole(votes.left), right: whole(votes.right), outcome: Uint8Array.from(rows, (row) => votes.outcome[row]!),
    ...(share && { share: real(share) }), ...(weight && { weight: real(weight) }), ...(prompt && { prompt: whole(prompt) }),
    ...(voter && { voter: whole(voter) }), ...(category && { category: whole(category) }), ...(at && { at: real(at) }),
    ...(style && { style: { ...style, left: style.left.map(real), right: style.right.map(real) } }),
  }
}
