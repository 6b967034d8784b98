import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSlice } from '../../core/boards/slice.ts'
import type { BoardLook, Freshness } from '../../store/boards/keeper.ts'
import type { Caller, Context } from '../operation.ts'
import { lookAt } from './look.ts'

const visitor: Caller = { kind: 'visitor', id: 'test' }

/** What a caller hears whose looks find these states, one after the other, and for how many computations they waited. */
async function heard(wait: number, ...states: Freshness[]): Promise<[state: Freshness, waited: number]> {
  let waited = 0
  const look = async (): Promise<BoardLook> => ({ state: states.shift()!, board: undefined, problem: undefined })
  const settled = async (_task: unknown, mostMs: number) => {
    assert.ok(mostMs > 0 && mostMs <= wait * 1_000)
    waited += 1
  }
  const { state } = await lookAt(defaultSlice, wait, visitor, { store: { boards: { look, settled } } } as unknown as Context)
  return [state, waited]
}

test('who waits hears of what came while an earlier computation was under way, and does not wait for all that comes later', async () => {
  assert.deepEqual(await heard(20, 'current'), ['current', 0])
  assert.deepEqual(await heard(20, 'first-computation', 'current'), ['current', 1])
  assert.deepEqual(await heard(20, 'updating', 'updating', 'current'), ['current', 2])
  assert.deepEqual(await heard(20, 'updating', 'updating', 'updating', 'updating'), ['updating', 2])
})

test('who does not wait hears at once', async () => assert.deepEqual(await heard(0, 'updating', 'current'), ['updating', 0]))
