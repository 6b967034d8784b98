import type { Cells } from '../../src/core/ratings/cells.ts'

/**
 * Bradley and Terry's ratings by the oldest way there is, which shares nothing with ours: p_i ← (W_i + c) / (Σ n_ij / (p_i + p_j) +
 * 2 c / (p_i + 1)), over and over (Zermelo, 1929; Hunter, 2004), with `prior` half-wins and half-losses each against strength 1.
 * On the scale of ratings, with mean 1000. Slow where few votes tie models together.
 */
export function slowRatings({ modelCount, length, i, j, games, score }: Cells, prior: number): Float64Array {
  const wins = new Float64Array(modelCount).fill(prior)
  for (let cell = 0; cell < length; cell++) {
    wins[i[cell]!]! += score[cell]!
    wins[j[cell]!]! += games[cell]! - score[cell]!
  }
  let strength = new Float64Array(modelCount).fill(1)
  for (let round = 0; round < 3_000_000; round++) {
    const met = strength.map((one) => (2 * prior) / (one + 1))
    for (let cell = 0; cell < length; cell++) {
      const share = games[cell]! / (strength[i[cell]!]! + strength[j[cell]!]!)
      met[i[cell]!]! += share
      met[j[cell]!]! += share
    }
    const next = wins.map((won, model) => won / met[model]!)
    const change = next.reduce((most, one, model) => Math.max(most, Math.abs(Math.log(one / strength[model]!))), 0)
    strength = next
    // What is left after a round may be thousands of times what a round changes.
    if (change < 1e-13) break
  }
  const logs = strength.map(Math.log)
  const mean = logs.reduce((sum, one) => sum + one, 0) / modelCount
  return logs.map((one) => 1000 + (400 / Math.LN10) * (one - mean))
}
