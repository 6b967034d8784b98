/**
 * Texts as bytes and back, exactly: UTF-8, and for half a character (an unpaired surrogate, which JSON can write as
 * \\ud800) the three bytes that UTF-8 would give it if it could. So two broken texts stay two. This is WTF-8
 * (simonsapin.github.io/wtf-8), and no UTF-8 holds these bytes.
 */
export function bytesOf(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text)
  return Buffer.concat(Array.from(text, (character) => {
    const unit = character.charCodeAt(0)
    if (character.length > 1 || !isSurrogate(unit)) return Buffer.from(character)
    return Buffer.of(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f))
  }))
}

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  const own = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
  if (!hasSurrogates(own)) return own.toString('utf8')
  let text = ''
  for (let at = 0; at < own.length;) {
    const from = at
    while (at < own.length && !isSurrogateAt(own, at)) at++
    text += own.toString('utf8', from, at)
    if (at === own.length) break
    text += String.fromCharCode(0xd000 | ((own[at + 1]! & 0x3f) << 6) | (own[at + 2]! & 0x3f))
    at += 3
  }
  return text
}

/** Bytes with which white space begins in UTF-8. */
const startsBlank = Uint8Array.from({ length: 256 }, (_, byte) => ([0x20, 0xc2, 0xe1, 0xe2, 0xe3, 0xef].includes(byte) || (byte >= 0x09 && byte <= 0x0d) ? 1 : 0))

/** Whether nothing but white space stands there: that names nothing, as if nothing stood there. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return true
  return startsBlank[bytes[start]!] === 1 && textOf(bytes, start, end).trim() === ''
}

function hasSurrogates(bytes: Buffer): boolean {
  return bytes.includes(0xed) && bytes.some((_, at) => isSurrogateAt(bytes, at))
}

function isSurrogateAt(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xed && bytes[at + 1]! >= 0xa0
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
