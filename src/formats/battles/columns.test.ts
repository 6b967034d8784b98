import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { SparseColumn } from './growing.ts'
import { IdentityColumn } from './identities.ts'
import { NameTable } from './names.ts'
import { numberIn } from './numbers.ts'
import { bytesOf, textOf } from './text-bytes.ts'

test('names are numbered as a Map would number them, however many there are', () => {
  const [table, map, chance] = [new NameTable('names', 9_000), new Map<string, number>(), new Chance(2)]
  for (let round = 0; round < 20_000; round++) {
    const name = chance.pick(['', 'model-', '漢']) + chance.below(2_900)
    if (!map.has(name)) map.set(name, map.size)
    const bytes = Buffer.from(`x${name}y`)
    assert.equal(table.numberOf(bytes, 1, bytes.length - 1), map.get(name))
  }
  assert.deepEqual(table.names, [...map.keys()])
})

test('more names than can be rated are refused', () => {
  const table = new NameTable('models', 2)
  for (const name of ['a', 'b', 'a']) table.numberOf(Buffer.from(name), 0, 1)
  assert.throws(() => table.numberOf(Buffer.from('c'), 0, 1), { kind: 'too-large', message: 'There are more than 2 models: are these votes?' })
})

test('prompts are numbered as a Map would number them, and rows without one have none', () => {
  const [column, map, chance] = [new IdentityColumn(), new Map<string, number>(), new Chance(3)]
  const expected: number[] = []
  for (let row = 0; row < 120_000; row++) {
    if (chance.below(10) === 0) {
      expected.push(-1)
      continue
    }
    const prompt = 'p'.repeat(chance.below(9)) + chance.below(90_000)
    if (!map.has(prompt)) map.set(prompt, map.size)
    expected.push(map.get(prompt)!)
    const bytes = Buffer.from(prompt)
    column.set(row, bytes, 0, bytes.length)
  }
  assert.equal(column.count, map.size)
  assert.deepEqual(Array.from(column.finish(expected.length)!), expected)
})

test('a column that nothing was written to is none, and gaps are empty', () => {
  const column = new SparseColumn(Float64Array, NaN)
  assert.equal(column.finish(3), undefined)
  column.set(2, 5)
  column.set(5_000, 6)
  const finished = column.finish(6_000)!
  assert.equal(finished.length, 6_000)
  assert.deepEqual([0, 2, 4_999, 5_000, 5_999].map((row) => finished[row]), [NaN, 5, NaN, 6, NaN])
})

test('texts come back from their bytes exactly, half characters too', () => {
  for (const text of ['', 'a', 'é', '漢字🙂', '\ud83d', 'x\ude42y\ud83d', '\ufffd', '\ud7ff\ue000', '\ud83d\ude42\ud83d']) {
    const bytes = bytesOf(text)
    assert.equal(textOf(Buffer.concat([Buffer.of(1), bytes]), 1, bytes.length + 1), text)
  }
  assert.notDeepEqual(bytesOf('\ud83d'), bytesOf('\ufffd'))
})

test('numbers are read as Number reads them', () => {
  const chance = new Chance(4)
  const written = Array.from({ length: 3_000 }, () => chance.pick([
    String(chance.next() * 10 ** chance.below(20)), (chance.next() * 1e10).toFixed(chance.below(12)), String(chance.below(1e9)), (chance.next() * 1e25).toFixed(0),
  ]))
  for (const text of [...written, '0', '-0', '-1.5', '1e3', '1E-7', '', ' ', '.', '.5', '5.', '1.2.3', 'x', '9007199254740993', '0.1', '1714000000.123456', '00012', '+1', ' 7 ', '1'.repeat(40)]) {
    const bytes = Buffer.from(`,${text},`)
    assert.equal(numberIn(bytes, 1, bytes.length - 1), text.trim() === '' ? NaN : Number(text), text)
  }
})
