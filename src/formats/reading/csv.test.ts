import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { Chance, inPieces } from '../../testing/chance.ts'
import { memoryFile } from '../../testing/source-files.ts'
import { readCsv, type CsvOptions } from './csv.ts'

async function rowsOf(content: string | Uint8Array, options: CsvOptions = {}) {
  return Array.fromAsync(readCsv(memoryFile('x.csv', content), options))
}

function record(fields: Record<string, string>): Record<string, string> {
  return Object.assign(Object.create(null), fields)
}

test('records come with the line they start on, although fields hold line ends', async () => {
  assert.deepEqual(await rowsOf('\ufeffa,b\r\n1,"x\r\ny"\r\n\r\n"2","say ""hi"""\n3,\n'), [
    { line: 2, record: record({ a: '1', b: 'x\r\ny' }) },
    { line: 5, record: record({ a: '2', b: 'say "hi"' }) },
    { line: 6, record: record({ a: '3', b: '' }) },
  ])
})

test('a column called __proto__ is a column', async () => {
  const [row] = await rowsOf('__proto__,toString\nx,y\n')
  assert.ok(row && 'record' in row)
  assert.equal(row.record.__proto__, 'x')
  assert.equal(row.record.toString, 'y')
  assert.equal(Object.getPrototypeOf(row.record), null)
  assert.equal(({} as Record<string, unknown>).x, undefined)
})

test('a broken record is reported with its line and the next ones are read', async () => {
  const rows = await rowsOf('a,b\n1,5" disk\n2,"x"y\n3\n4,5,6\n7,8\n')
  assert.deepEqual(rows, [
    { line: 2, error: 'the quotes of field 2 are broken' },
    { line: 3, error: 'the quotes of field 2 are broken' },
    { line: 4, error: '1 fields where the header has 2' },
    { line: 5, error: '3 fields where the header has 2' },
    { line: 6, record: record({ a: '7', b: '8' }) },
  ])
})

test('quotes that never close are one broken record', async () => {
  assert.deepEqual(await rowsOf('a,b\n1,2\n3,"x\n4,5\n'), [
    { line: 2, record: record({ a: '1', b: '2' }) },
    { line: 3, error: 'the quotes of field 2 are broken' },
  ])
})

test('a header with the same name twice is refused, and a file without a header has no rows', async () => {
  await assert.rejects(rowsOf('a,a\n1,2\n'), { kind: 'invalid', message: 'The header of this CSV file has "a" twice.' })
  assert.deepEqual(await rowsOf(''), [])
  assert.deepEqual(await rowsOf('a,b\n'), [])
})

test('another delimiter and a cap on records can be given', async () => {
  assert.deepEqual(await rowsOf('a;b\n1,5;2\n', { delimiter: ';' }), [{ line: 2, record: record({ a: '1,5', b: '2' }) }])
  assert.deepEqual(await rowsOf('a\nxxxxx\ny\n', { maxBytes: 3 }), [
    { line: 2, error: 'this record is too long' }, { line: 3, record: record({ a: 'y' }) },
  ])
})

const cells = ['', 'a', ' b ', 'x,y', '"', '""', 'line\nend', 'line\r\nend', '漢🙂', '\u2028', '0', "'", 'quo"te']

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

test('wherever the bytes are cut, the records are those of csv-parse', async () => {
  const chance = new Chance(4)
  for (let round = 0; round < 300; round++) {
    const table = [['a', 'b', 'c'], ...chance.list(8, () => [chance.pick(cells), chance.pick(cells), `${chance.pick(cells)}.`])]
    const end = chance.pick(['\n', '\r\n'])
    const text = table.map((row) => row.map(quoted).join(',')).join(end) + chance.pick(['', end])
    const read = await Array.fromAsync(readCsv(inPieces(Buffer.from(text), chance, 4)))
    const expected = parse<Record<string, string>>(text, { columns: true, record_delimiter: end })
    assert.deepEqual(read.map((row) => ('record' in row ? { ...row.record } : row)), expected.map((row) => ({ ...row })))
    assert.deepEqual(read.map(({ line }) => line), startingLines(text, table.slice(1)))
  }
})

/** Where each record starts, counted by looking for its text. */
function startingLines(text: string, rows: string[][]): number[] {
  let at = text.indexOf('\n') + 1
  return rows.map((row) => {
    const line = text.slice(0, at).split('\n').length
    at += row.map(quoted).join(',').length
    at = text.indexOf('\n', at) + 1
    return line
  })
}

test('random bytes never crash or hang the reader', async () => {
  const chance = new Chance(5)
  for (let round = 0; round < 300; round++) {
    const noise = Buffer.from(chance.list(60, () => chance.pick([0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xc3, 0xff, 0])))
    const bytes = Buffer.concat([Buffer.from('a,b\n'), noise])
    const whole = await rowsOf(bytes)
    assert.deepEqual(await Array.fromAsync(readCsv(inPieces(bytes, chance, 3))), whole)
  }
})
