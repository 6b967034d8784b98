import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvHeader, firstJsonFields, isJsonArray } from './first-row.ts'

const fieldsOf = (head: string) => Object.fromEntries(firstJsonFields(head))

test('the fields of the first object are those of the first line, or of the first element of an array', () => {
  assert.deepEqual(fieldsOf('{"a": 1, "b": {"c": [2]}}\n{"z": 3}\n'), { a: 1, b: { c: [2] } })
  assert.deepEqual(fieldsOf('\n [ {"a" : "x\\"}{" , "b":null},\n{"z":3}]'), { a: 'x"}{', b: null })
  assert.deepEqual(fieldsOf('{}\n{"z":3}'), {})
})

test('a field whose value the head does not hold to its end is there, without a value', () => {
  assert.deepEqual(fieldsOf('{"a": 1, "b": "a long te'), { a: 1, b: undefined })
  assert.deepEqual(fieldsOf('{"a": 1, "b": [{"c": "'), { a: 1, b: undefined })
  assert.deepEqual(fieldsOf('{"a": 1, "b'), { a: 1 })
})

const others = [
  '', '   ', 'id,name\n1,x', '100644 blob b61da3eacaf7 name.jsonl', '"text"', '[1, 2]', '{"a", "b"}', '{a: 1}',
]
for (const head of others) {
  test(`what is no object has no fields: ${JSON.stringify(head)}`, () => {
    assert.equal(firstJsonFields(head).size, 0)
  })
}

test('a header is the first line of a CSV file, with its quotes taken off', () => {
  assert.deepEqual(csvHeader('id,"model ""a""",b\r\n1,2,3'), ['id', 'model "a"', 'b'])
  assert.deepEqual(csvHeader('"broken'), [])
})

test('a file is an array where its first sign is a bracket', () => {
  assert.equal(isJsonArray('\n  [{"a":1}]'), true)
  assert.equal(isJsonArray('{"a":[1]}'), false)
})
