import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Remembered } from './remembered.ts'

function counting() {
  const state = { version: '1', asked: 0 }
  const remembered = new Remembered(async () => state.version)
  return { state, get: () => remembered.get('count', async () => ++state.asked) }
}

test('while nothing is committed it is asked once, however many want to know at a time', async () => {
  const { get } = counting()
  assert.deepEqual(await Promise.all([get(), get(), get()]), [1, 1, 1])
  assert.equal(await get(), 1)
})

test('after any commit it is asked anew', async () => {
  const { state, get } = counting()
  assert.equal(await get(), 1)
  state.version = '2'
  assert.equal(await get(), 2)
})

test('a commit while it is being asked makes the next one ask again', async () => {
  const state = { version: '1', rows: 1 }
  const remembered = new Remembered(async () => state.version)
  const get = (meanwhile = () => {}) => remembered.get('rows', async () => {
    const { rows } = state
    meanwhile()
    return rows
  })
  await get(() => Object.assign(state, { version: '2', rows: 2 }))
  assert.equal(await get(), 2)
})

test('a failure is not remembered', async () => {
  const remembered = new Remembered(async () => '1')
  await assert.rejects(remembered.get('count', () => Promise.reject(new Error('busy'))), /busy/)
  assert.equal(await remembered.get('count', async () => 3), 3)
})
