const firstYear = 2000
const endYear = 2100

/**
 * The moment a source names by a Unix time in seconds (or, where the number is too large for that, milliseconds), as
 * ISO 8601 in UTC; undefined where it is not a time of this century.
 */
export function timeOfEpoch(epoch: number | null | undefined): string | undefined {
  if (epoch === null || epoch === undefined) return undefined
  const date = new Date(Math.abs(epoch) < 1e11 ? epoch * 1000 : epoch)
  const year = date.getUTCFullYear()
  return year >= firstYear && year < endYear ? date.toISOString() : undefined
}
