import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { liveLines } from './live-lines.ts'
import type { Room } from './show-run.ts'

test('each drawing is told the room there is then, goes over the last, and the end leaves nothing', async ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] })
  const written: string[] = []
  const stream = { columns: 80, rows: 24, write: (text: string) => written.push(text) }
  const told: Room[] = []
  const live = liveLines(stream as never, (room) => {
    told.push(room)
    return Promise.resolve(Array.from({ length: room.rows }, (_, index) => `line ${index}`))
  }, 500)
  for (const [columns, rows] of [[80, 24], [40, 4], [0, 0]] as const) {
    Object.assign(stream, { columns, rows })
    mock.timers.tick(500)
    await nextTurn()
  }
  live.end()
  assert.deepEqual(told, [{ columns: 79, rows: 23 }, { columns: 39, rows: 3 }, { columns: 79, rows: 23 }], 'a size of 0 is an unknown one')
  assert.match(written[0]!, /^line 0\n/)
  assert.equal(written[1], '\u001B[23A\u001B[0Jline 0\nline 1\nline 2\n')
  assert.ok(written[2]!.startsWith('\u001B[3A\u001B[0Jline 0'))
  assert.equal(written[3], '\u001B[23A\u001B[0J')
})

test('what is still looked up when it ends is not drawn any more', async ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] })
  const written: string[] = []
  let found = (_lines: string[]): void => undefined
  const live = liveLines({ columns: 80, rows: 24, write: (text: string) => written.push(text) } as never, () => new Promise((resolve) => { found = resolve }), 500)
  mock.timers.tick(500)
  live.end()
  found(['late'])
  await nextTurn()
  assert.equal(written.join(''), '')
})
