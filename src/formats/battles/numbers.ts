const [dot, zero, nine] = [0x2e, 0x30, 0x39]

/** Up to here every whole number has a double of its own. */
const largestExact = 2 ** 53
const powersOfTen = Float64Array.from({ length: 23 }, (_, power) => 10 ** power)

/**
 * The number that is written in these bytes, as Number() reads it; NaN where they hold none. Plain decimals are read
 * digit by digit: digits that are an exact double, over an exact power of ten, give the nearest double (Clinger 1990).
 */
export function numberIn(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0
  let decimals = -1
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= zero && byte <= nine) {
      digits = digits * 10 + byte - zero
      if (decimals >= 0) decimals++
    } else if (byte === dot && decimals < 0) decimals = 0
    else return parsed(bytes, start, end)
  }
  const isExact = digits < largestExact && decimals <= 22 && end > start && bytes[end - 1] !== dot
  if (!isExact) return parsed(bytes, start, end)
  return decimals > 0 ? digits / powersOfTen[decimals]! : digits
}

function parsed(bytes: Uint8Array, start: number, end: number): number {
  const written = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1').trim()
  return written === '' ? NaN : Number(written)
}
