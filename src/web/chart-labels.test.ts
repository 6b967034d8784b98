import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeLabels } from './chart-labels.ts'

test('a label stands above its spot and to the right, where that is free', () => {
  assert.deepEqual(placeLabels([{ x: 100, y: 100, labels: ['Brevis', '1'] }], 300), [{ text: 'Brevis', anchor: 'start', dx: 9, dy: -8 }])
})

test('at the edges labels stand inside', () => {
  const [atLeft, atRight] = placeLabels([{ x: 5, y: 200, labels: ['Notarius'] }, { x: 295, y: 20, labels: ['Notarius'] }], 300)
  assert.deepEqual([atLeft!.anchor, atRight!.anchor], ['start', 'end'])
})

test('a spot whose name has no room on any side gets its number, and a name never lies on another spot', () => {
  const row = Array.from({ length: 5 }, (_, index) => ({ x: 40 + 24 * index, y: 100 - 4 * index, labels: ['A long name of a model', String(index + 1)] }))
  const labels = placeLabels(row, 200)
  assert.deepEqual(labels.map(({ text }) => text).filter((text) => text.length === 1).length >= 3, true, JSON.stringify(labels))
  const wide = placeLabels(row.map((spot) => ({ ...spot, x: spot.x * 10 })), 2_000)
  assert.ok(wide.every(({ text }) => text === 'A long name of a model'))
})

test('where nothing has room, the last label stands there all the same', () => {
  const crowd = Array.from({ length: 9 }, () => ({ x: 50, y: 50, labels: ['name', '1'] }))
  assert.deepEqual(placeLabels(crowd, 100).map(({ text }) => text).at(-1), '1')
})
