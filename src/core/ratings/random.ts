/** Numbers from 0 to below 1. */
export type Random = () => number

/**
 * Reproducible chance: the same seed gives the same numbers everywhere. sfc32 of PractRand (Doty-Humphrey, 2010), seeded
 * as its author does: a counter of 1 and twelve rounds thrown away.
 */
export function randomOf(seed: number): Random {
  let [a, b, c, counter] = [0, seed | 0, Math.floor(seed / 2 ** 32) | 0, 1]
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 12; round++) next()
  return next
}

/** Fills `numbers` with draws of the standard normal distribution, two at a time (Marsaglia's polar method, 1964). */
export function fillNormal(numbers: Float64Array, random: Random): void {
  for (let at = 0; at < numbers.length; at += 2) {
    let x = 0
    let y = 0
    let square = 0
    do {
      x = 2 * random() - 1
      y = 2 * random() - 1
      square = x * x + y * y
    } while (square >= 1 || square === 0)
    const factor = Math.sqrt((-2 * Math.log(square)) / square)
    numbers[at] = x * factor
    if (at + 1 < numbers.length) numbers[at + 1] = y * factor
  }
}
