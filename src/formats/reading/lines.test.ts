import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance, inPieces } from '../../testing/chance.ts'
import { memoryFile } from '../../testing/source-files.ts'
import { readLines } from './lines.ts'

async function linesOf(content: string | Uint8Array, maxBytes?: number) {
  return Array.fromAsync(readLines(memoryFile('x', content), maxBytes === undefined ? {} : { maxBytes }))
}

test('lines are numbered from 1, with LF or CRLF, with or without a last line end', async () => {
  const expected = [{ line: 1, text: 'a' }, { line: 2, text: '' }, { line: 3, text: 'b c' }]
  for (const content of ['a\n\nb c', 'a\n\nb c\n', 'a\r\n\r\nb c\r\n', 'a\n\r\nb c\r\n']) {
    assert.deepEqual(await linesOf(content), expected, JSON.stringify(content))
  }
})

test('an empty file has no lines, and a byte order mark is no text', async () => {
  assert.deepEqual(await linesOf(''), [])
  assert.deepEqual(await linesOf('\ufeff'), [])
  assert.deepEqual(await linesOf('\ufeffa'), [{ line: 1, text: 'a' }])
  assert.deepEqual(await linesOf('a\ufeff'), [{ line: 1, text: 'a\ufeff' }])
})

test('a carriage return inside a line stays', async () => {
  assert.deepEqual(await linesOf('a\rb\n'), [{ line: 1, text: 'a\rb' }])
})

test('a line over the cap is named and the lines around it are read', async () => {
  assert.deepEqual(await linesOf('aaaa\nbbbbb\ncc\n', 4), [
    { line: 1, text: 'aaaa' }, { line: 2, tooLong: true }, { line: 3, text: 'cc' },
  ])
})

test('wherever the bytes are cut, the lines are the same', async () => {
  const chance = new Chance(1)
  for (let round = 0; round < 200; round++) {
    const parts = chance.list(30, () => chance.pick(['\n', '\r\n', '\r', 'é', '漢', '🙂', 'word ', '\ufeff', '']))
    const bytes = Buffer.from(parts.join(''))
    const whole = await linesOf(bytes)
    assert.deepEqual(await Array.fromAsync(readLines(inPieces(bytes, chance, 4))), whole, JSON.stringify(parts.join('')))
    const split = bytes.toString().replace(/^\ufeff/, '').split('\n')
    if (split.at(-1) === '') split.pop()
    assert.deepEqual(whole, split.map((text, index) => ({ line: index + 1, text: text.replace(/\r$/, '') })))
  }
})
