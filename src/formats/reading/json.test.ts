import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance, inPieces } from '../../testing/chance.ts'
import { memoryFile } from '../../testing/source-files.ts'
import { readJson, readJsonArray, readJsonLines, type JsonArrayOptions } from './json.ts'

async function elementsOf(content: string | Uint8Array, options: JsonArrayOptions = {}) {
  return Array.fromAsync(readJsonArray(memoryFile('x.json', content), options))
}

async function valuesOf(content: string, options: JsonArrayOptions = {}) {
  return (await elementsOf(content, options)).map((element) => ('value' in element ? element.value : 'error'))
}

test('elements of every kind are read with their index', async () => {
  const values = [1, -2.5e3, 'a,]"}\\', '', null, true, false, [], {}, [[1], { a: ']' }], { 'k"ey': '\\' }, '\ud83d\ude42']
  for (const text of [JSON.stringify(values), JSON.stringify(values, undefined, 2), `\ufeff \n${JSON.stringify(values)}`]) {
    assert.deepEqual(await elementsOf(text), values.map((value, index) => ({ index, value })))
  }
  assert.deepEqual(await elementsOf(' [ ] '), [])
})

test('a broken element is reported and the rest is read', async () => {
  const table: Array<[string, unknown[]]> = [
    ['[{"a":1},{"a":oops},{"a":3}]', [{ a: 1 }, 'error', { a: 3 }]],
    ['[1,,2]', [1, 'error', 2]],
    ['[1,]', [1, 'error']],
    ['[{"a" 1}, 2]', ['error', 2]],
    ['["\\q", 2]', ['error', 2]],
    ['[nul, 2]', ['error', 2]],
  ]
  for (const [text, expected] of table) assert.deepEqual(await valuesOf(text), expected, text)
})

test('a file that breaks off says so and keeps what came before', async () => {
  for (const text of ['[{"a":1},{"b":', '[{"a":1},{"b":"x', '[{"a":1}', '[{"a":1},', '[{"a":1}, 2']) {
    const elements = await elementsOf(text)
    assert.deepEqual(elements[0], { index: 0, value: { a: 1 } }, text)
    const last = elements.at(-1)!
    assert.ok('error' in last && /the file ends/.test(last.error), text)
  }
})

test('something other than a comma between elements ends the reading with its reason', async () => {
  assert.deepEqual(await elementsOf('[1 2]'), [{ index: 0, value: 1 }, { index: 1, error: 'expected , or ] here, but found 2' }])
})

test('NaN and Infinity, as Python writes them, are nothing, and the words inside of texts stay', async () => {
  assert.deepEqual(await valuesOf('[{"p":NaN,"q":-Infinity,"r":Infinity,"s":"NaN, \\"NaN\\""}, NaN]'), [
    { p: null, q: null, r: null, s: 'NaN, "NaN"' }, null,
  ])
})

test('an array inside an object is found by its path, whatever stands before it', async () => {
  const text = JSON.stringify({ other: { results: [9] }, 'res"ults': [8], results: { a: '}]', results: [1, [2]] }, more: [7] })
  assert.deepEqual(await valuesOf(text, { path: ['results', 'results'] }), [1, [2]])
  assert.deepEqual(await valuesOf(text, { path: ['more'] }), [7])
})

test('without an array there is an error, or nothing where the array is optional', async () => {
  for (const text of ['{}', '', '7', '"[1]"', '{"results":{"results":{}}}', '{"results"', '{"a":1,,"results":[]}']) {
    await assert.rejects(elementsOf(text, { path: ['results', 'results'] }), { kind: 'invalid' }, text)
    assert.deepEqual(await elementsOf(text, { path: ['results', 'results'], optional: true }), [], text)
  }
})

test('an element over the cap is reported and skipped', async () => {
  assert.deepEqual(await elementsOf('["aaaaaaaa","b"]', { maxBytes: 5 }), [
    { index: 0, error: 'longer than 5 bytes' }, { index: 1, value: 'b' },
  ])
})

test('elements that are not UTF-8 or nested without end are refused', async () => {
  const latin = Buffer.concat([Buffer.from('["caf'), Buffer.from([0xe9]), Buffer.from('", "b"]')])
  assert.deepEqual(await elementsOf(latin), [{ index: 0, error: 'not valid UTF-8' }, { index: 1, value: 'b' }])
  const deep = `[${'['.repeat(100_000)}${']'.repeat(100_000)}, 1]`
  assert.deepEqual(await elementsOf(deep), [{ index: 0, error: 'nested deeper than 512 levels' }, { index: 1, value: 1 }])
})

function anyValue(chance: Chance, depth = 0): unknown {
  const scalars = [null, true, 0, -1.5, '', 'a"b', '\\', '\\"', '漢字🙂', '{[', ']}', ',', '\u2028', 'x'.repeat(40)]
  if (depth > 3 || chance.next() < 0.5) return chance.pick(scalars)
  if (chance.next() < 0.5) return chance.list(4, () => anyValue(chance, depth + 1))
  return Object.fromEntries(chance.list(4, () => [String(chance.pick(scalars)), anyValue(chance, depth + 1)]))
}

test('wherever the bytes are cut, the elements are those of JSON.parse', async () => {
  const chance = new Chance(2)
  for (let round = 0; round < 300; round++) {
    const values = chance.list(6, () => anyValue(chance))
    const bytes = Buffer.from(JSON.stringify(values, undefined, chance.below(3)))
    const read = await Array.fromAsync(readJsonArray(inPieces(bytes, chance, 5)))
    assert.deepEqual(read, JSON.parse(bytes.toString()).map((value: unknown, index: number) => ({ index, value })))
    const nested = Buffer.from(JSON.stringify({ a: anyValue(chance), b: { c: values } }))
    const found = await Array.fromAsync(readJsonArray(inPieces(nested, chance, 5), { path: ['b', 'c'] }))
    assert.deepEqual(found.length, values.length)
  }
})

test('damaged bytes never crash or hang the reader, however they are cut', async () => {
  const chance = new Chance(3)
  for (let round = 0; round < 400; round++) {
    const bytes = Buffer.from(JSON.stringify(chance.list(5, () => anyValue(chance))))
    for (let damage = 0; damage < 4 && bytes.length > 1; damage++) {
      bytes[1 + chance.below(bytes.length - 1)] = chance.pick([0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c, 0, 0xff, 0x0a])
    }
    const whole = await Array.fromAsync(readJsonArray(memoryFile('x', bytes)))
    assert.deepEqual(await Array.fromAsync(readJsonArray(inPieces(bytes, chance, 3))), whole)
    whole.forEach(({ index }, position) => assert.equal(index, position))
  }
})

test('JSON lines keep their line numbers past empty and broken lines', async () => {
  const rows = await Array.fromAsync(readJsonLines(memoryFile('x', '\ufeff{"a":1}\r\n\r\n  \nnope\n[2]')))
  assert.deepEqual(rows.map(({ line }) => line), [1, 4, 5])
  assert.deepEqual(rows[0], { line: 1, value: { a: 1 } })
  assert.ok('error' in rows[1]!)
  assert.deepEqual(rows[2], { line: 5, value: [2] })
})

test('a small JSON file is read whole, and a larger one or none is refused', async () => {
  assert.deepEqual(await readJson(memoryFile('x', '\ufeff{"a":[1]}'), 100), { a: [1] })
  await assert.rejects(readJson(memoryFile('x', '[1,2,3]'), 3), { kind: 'too-large' })
  await assert.rejects(readJson(memoryFile('x', '[1,'), 100), { kind: 'invalid' })
})
