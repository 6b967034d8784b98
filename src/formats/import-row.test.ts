import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { importRow } from './import-row.ts'

const Row = z.object({
  winner: z.enum(['a', 'b']),
  name: z.string().min(1),
  id: z.union([z.string(), z.number()]),
  count: z.number().min(1).nullish(),
  turns: z.array(z.object({ content: z.string() })),
})
const whole = { winner: 'a', name: 'm-1', id: 7, count: 1, turns: [{ content: 'x' }] }
const rejectionOf = async (value: unknown) => {
  const row = await importRow({ line: 3, value }, Row, () => ({ records: [] }))
  return 'rejected' in row ? row.rejected : undefined
}

const reasons: Array<[value: unknown, reason: string]> = [
  [{ ...whole, winner: 'draw' }, 'winner: expected one of "a"|"b", found "draw"'],
  [{ ...whole, winner: undefined }, 'winner is missing'],
  [{ ...whole, name: 5 }, 'name: expected string, found 5'],
  [{ ...whole, name: '' }, 'name is empty'],
  [{ ...whole, count: 0 }, 'count: Too small: expected number to be >=1, found 0'],
  [{ ...whole, id: null }, 'id: unknown form, found null'],
  [{ ...whole, turns: [{ content: 'x' }, { content: ['y'] }] }, 'turns.1.content: expected string, found a list'],
  [{ winner: 'draw', id: 1, turns: {} },
    'winner: expected one of "a"|"b", found "draw"; name is missing; turns: expected array, found an object'],
  ['text', 'the row: expected object, found "text"'],
  [{ ...whole, winner: 'x'.repeat(90) }, `winner: expected one of "a"|"b", found "${'x'.repeat(60)}"…`],
]
for (const [value, reason] of reasons) {
  test(`a row that does not fit is rejected with field and finding: ${reason.slice(0, 60)}`, async () => {
    assert.equal(await rejectionOf(value), reason)
  })
}

test('a row that its reader could not parse keeps its place and the reader’s reason', async () => {
  const row = await importRow({ index: 4, error: 'not valid JSON' }, Row, () => assert.fail('nothing to read'))
  assert.deepEqual(row, { at: { index: 4 }, rejected: 'not valid JSON' })
})

test('fields the schema does not name are lost, unless they say nothing', async () => {
  const value = { ...whole, extra: 1, no: false, empty: {}, none: null, blank: '', list: [], toString: 'x' }
  const row = await importRow({ line: 1, value }, Row, () => ({ records: [], lost: ['turns.tokens'] }))
  assert.deepEqual(row, { at: { line: 1 }, records: [], lost: ['extra', 'no', 'toString', 'turns.tokens'] })
})

test('a row of which nothing is lost says nothing of it', async () => {
  assert.deepEqual(
    await importRow({ line: 1, value: whole }, Row, () => ({ records: [] })), { at: { line: 1 }, records: [] },
  )
})
