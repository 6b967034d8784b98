/** A share with its 95 % interval; all of it null where nothing was counted. */
export interface Share {
  share: number | null
  lo: number | null
  hi: number | null
}

/** 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054

/** The score interval of a share (Wilson, 1927): honest for few counts and for shares near 0 and 1. */
export function wilson(count: number, total: number): Share {
  if (total <= 0) return { share: null, lo: null, hi: null }
  const share = count / total
  const middle = share + (z * z) / (2 * total)
  const width = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))
  const scale = 1 + (z * z) / total
  return { share, lo: count === 0 ? 0 : (middle - width) / scale, hi: count === total ? 1 : (middle + width) / scale }
}
