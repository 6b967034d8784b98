const quote = 0x22
const backslash = 0x5c

/** Where a walk over the bytes of one JSON value stands, so that it can go on in the next chunk. */
export interface Walk {
  depth: number
  deepest: number
  inString: boolean
  escaped: boolean
}

export function startWalk(): Walk {
  return { depth: 0, deepest: 0, inString: false, escaped: false }
}

/**
 * Where the value that starts at `from` ends in this chunk (exclusive); undefined where it goes on in the next one.
 * A value without a first byte (a comma or a closing bracket stands there) ends at once.
 */
export function endOfValue(chunk: Buffer, from: number, walk: Walk): number | undefined {
  for (let i = from; i < chunk.length; i++) {
    if (walk.inString) {
      const end = endOfString(chunk, i, walk)
      if (end === undefined) return undefined
      if (walk.depth === 0) return end
      i = end - 1
      continue
    }
    const byte = chunk[i]!
    if (byte === quote) walk.inString = true
    else if (byte === 0x7b || byte === 0x5b) walk.deepest = Math.max(walk.deepest, ++walk.depth)
    else if (byte === 0x7d || byte === 0x5d) {
      if (walk.depth === 0) return i
      if (--walk.depth === 0) return i + 1
    } else if (walk.depth === 0 && endsScalar(byte)) return i
  }
  return undefined
}

/** Where the string that is open at `from` ends (behind its quote). Searching for quotes is much faster than a loop. */
function endOfString(chunk: Buffer, from: number, walk: Walk): number | undefined {
  const start = walk.escaped ? from + 1 : from
  walk.escaped = false
  for (let at = chunk.indexOf(quote, start); at >= 0; at = chunk.indexOf(quote, at + 1)) {
    if (isEscaped(chunk, at, start)) continue
    walk.inString = false
    return at + 1
  }
  walk.escaped = isEscaped(chunk, chunk.length, start)
  return undefined
}

/** Whether an odd number of backslashes stands right before `at`. */
function isEscaped(chunk: Buffer, at: number, start: number): boolean {
  let before = at
  while (before > start && chunk[before - 1] === backslash) before--
  return (at - before) % 2 === 1
}

function endsScalar(byte: number): boolean {
  return byte === 0x2c || byte === 0x3a || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
