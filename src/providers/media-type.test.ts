import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sniffMediaType } from './media-type.ts'

const files: Array<[bytes: string, mediaType: string | undefined]> = [
  ['\x89PNG\r\n\x1a\n…', 'image/png'], ['\xff\xd8\xff\xe0', 'image/jpeg'], ['GIF89a', 'image/gif'], ['RIFF....WEBPVP8 ', 'image/webp'], ['....ftypavif', 'image/avif'],
  ['RIFF....WAVEfmt ', 'audio/wav'], ['ID3\x04', 'audio/mpeg'], ['\xff\xfb\x90\x00', 'audio/mpeg'], ['\xff\xf1\x50\x80', 'audio/aac'], ['OggS', 'audio/ogg'], ['fLaC', 'audio/flac'],
  ['<svg xmlns="…">', 'image/svg+xml'], ['<?xml version="1.0"?>\n<svg>', 'image/svg+xml'], ['<html><svg>', undefined], ['', undefined], ['{"a":1}', undefined],
]
for (const [bytes, mediaType] of files) test(`${JSON.stringify(bytes)} is ${mediaType}`, () => assert.equal(sniffMediaType(Buffer.from(bytes, 'latin1')), mediaType))
