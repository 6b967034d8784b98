/** Answers numbers from 0 to below 1, each once. */
export type Dice = () => number

/**
 * Dice that fall the same way for the same seed (32 hexadecimal digits), so that a draw can be repeated.
 * sfc32 of PractRand (Chris Doty-Humphrey, 2010); two outputs make one number of 53 bits.
 */
export function diceFrom(seed: string): Dice {
  let [a, b, c, counter] = [0, 8, 16, 24].map((at) => Number.parseInt(seed.slice(at, at + 8), 16) | 0) as [number, number, number, number]
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum | 0
    return sum >>> 0
  }
  for (let round = 0; round < 15; round++) next()
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53
}
