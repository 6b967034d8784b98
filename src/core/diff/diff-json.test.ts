import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffJson, type JsonChange } from './diff-json.ts'

const cases: Array<[string, unknown, unknown, JsonChange[]]> = [
  ['equal values', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['an added key', {}, { a: 1 }, [{ path: '/a', kind: 'added', after: 1 }]],
  ['a removed key', { a: null }, {}, [{ path: '/a', kind: 'removed', before: null }]],
  ['a changed leaf', { a: { b: 1 } }, { a: { b: '1' } }, [{ path: '/a/b', kind: 'changed', before: 1, after: '1' }]],
  ['a longer list', [1], [1, 2], [{ path: '/1', kind: 'added', after: 2 }]],
  ['a list for an object', { a: [] }, { a: {} }, [{ path: '/a', kind: 'changed', before: [], after: {} }]],
  ['another root', 1, null, [{ path: '', kind: 'changed', before: 1, after: null }]],
  ['keys with signs of the pointer', { 'a/b~c': 1 }, {}, [{ path: '/a~1b~0c', kind: 'removed', before: 1 }]],
  ['keys that every object inherits', {}, JSON.parse('{"constructor":1,"__proto__":2}'), [
    { path: '/constructor', kind: 'added', after: 1 }, { path: '/__proto__', kind: 'added', after: 2 },
  ]],
]

for (const [what, before, after, changes] of cases) {
  test(`compares ${what}`, () => assert.deepEqual(diffJson(before, after), { changes, more: 0 }))
}

test('nesting of any depth is compared', () => {
  const nested = (leaf: string) => JSON.parse(`${'['.repeat(5000)}${leaf}${']'.repeat(5000)}`)
  assert.deepEqual(diffJson(nested('1'), nested('2')).changes.map(({ before, after }) => [before, after]), [[1, 2]])
})

test('changes beyond the bound are counted, not listed', () => {
  const { changes, more } = diffJson(Array(3000).fill(1), Array(3000).fill(2))
  assert.deepEqual([changes.length, more], [1000, 2000])
})
