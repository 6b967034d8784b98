const marks: Array<[mediaType: string, bytes: string, offset?: number]> = [
  ['image/png', '\x89PNG\r\n\x1a\n'], ['image/jpeg', '\xff\xd8\xff'], ['image/gif', 'GIF8'], ['image/webp', 'WEBP', 8], ['image/avif', 'ftypavif', 4],
  ['image/bmp', 'BM'], ['audio/wav', 'WAVE', 8], ['audio/mpeg', 'ID3'], ['audio/flac', 'fLaC'], ['audio/ogg', 'OggS'], ['audio/mp4', 'ftypM4A', 4],
  ['audio/webm', '\x1a\x45\xdf\xa3'],
]

/** What the bytes of a picture or a sound are, by their first ones; undefined where they are neither. */
export function sniffMediaType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512)).toString('latin1')
  const mark = marks.find(([, mark, offset = 0]) => head.startsWith(mark, offset))
  if (mark) return mark[0]
  // A frame of MPEG audio begins with eleven ones (ISO 11172-3 §2.4.1.3); layer bits 00 would be AAC (ADTS).
  if (bytes[0] === 0xff && (bytes[1]! & 0xe0) === 0xe0) return (bytes[1]! & 0x06) === 0 ? 'audio/aac' : 'audio/mpeg'
  return /^\s*(<\?xml[^>]*>\s*)?<svg[\s>]/.test(head) ? 'image/svg+xml' : undefined
}
