import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Progress } from '../operations/operation.ts'
import { describeProgress, progressLine } from './progress.ts'

const cases: Array<[event: Progress, elapsedMs: number, shown: RegExp]> = [
  [{ message: 'reading' }, 1_000, /^reading$/],
  [{ message: 'a.json', done: 0, total: 100 }, 0, /^\[·{24}\] 0 % {2}a\.json$/],
  [{ message: 'a.json', done: 25, total: 100 }, 10_000, /^\[█{6}·{18}\] 25 % {2}30 s left {2}a\.json$/],
  [{ message: 'a.json', done: 1, total: 100 }, 60_000, /99 min left/],
  [{ message: 'a.json', done: 120, total: 100 }, 60_000, /^\[█{24}\] 100 % {2}a\.json$/],
]
for (const [event, elapsedMs, shown] of cases) {
  test(`${event.done ?? '?'} of ${event.total ?? '?'} after ${elapsedMs} ms reads ${shown}`, () => assert.match(describeProgress(event, elapsedMs), shown))
}

function terminal(isTTY: boolean) {
  const written: string[] = []
  return { written, stream: { isTTY, columns: 80, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream }
}

test('the next file’s time left is judged by its own pace', () => {
  const { written, stream } = terminal(true)
  let ms = 0
  const { show } = progressLine(stream, () => ms)
  ms = 100_000
  show({ message: 'a', done: 50, total: 100 })
  show({ message: 'b', done: 0, total: 200 })
  ms = 101_000
  show({ message: 'b', done: 100, total: 200 })
  assert.match(written[0]!, /100 s left|2 min left/)
  assert.match(written[2]!, / 1 s left/)
})

test('where there is no terminal nothing is written', () => {
  const { written, stream } = terminal(false)
  const { show, clear } = progressLine(stream)
  show({ message: 'a', done: 1, total: 2 })
  clear()
  assert.deepEqual(written, [])
})
