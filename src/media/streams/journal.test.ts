import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { after, test } from 'node:test'
import type { AnswerEvent } from '../../core/providers/provider.ts'
import { listJournals, openJournal, readJournal, removeJournal } from './journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'diptych-journal-'))
after(() => rmSync(folder, { recursive: true }))

const events: AnswerEvent[] = [
  { type: 'response-started', warnings: [], requestId: 'r-1' },
  { type: 'response-delta', text: 'a\nb\u2028"\u0000🦊' },
  { type: 'response-file', mediaType: 'image/png', bytes: new Uint8Array([0, 255, 10]) },
  { type: 'response-ended', finishReason: 'stop', usage: { output: 3 }, warnings: [] },
]
const entries = events.map((event, index) => ({ event, afterMs: index * 1.5 }))
const attempt = 'a'.repeat(24)

test('what was written is read back in order, and is there before writing has ended', async () => {
  const journal = openJournal(folder, attempt)
  journal.write(events[0]!, 0)
  journal.write(events[1]!, 1.5)
  await setImmediate()
  assert.deepEqual(readJournal(folder, attempt), entries.slice(0, 2))
  journal.write(events[2]!, 3)
  journal.write(events[3]!, 4.5)
  assert.deepEqual(readJournal(folder, attempt), entries, 'an end does not wait')
  journal.close()
  assert.deepEqual(listJournals(folder), [attempt])
  removeJournal(folder, attempt)
  assert.deepEqual(listJournals(folder), [])
  assert.equal(readJournal(folder, attempt), undefined)
})

const tails = [['a line cut off in the middle', '[3,{"type":"response-del'], ['zeroes of a page that never reached the disk', `${'\0'.repeat(40)}\n[5,{}]\n`]]

for (const [index, [name, tail]] of tails.entries()) {
  test(`${name} is left out`, () => {
    const other = String(index).repeat(24)
    const journal = openJournal(folder, other)
    journal.write(events[1]!, 1.5)
    journal.close()
    appendFileSync(join(folder, `${other}.ndjson`), tail!)
    assert.deepEqual(readJournal(folder, other), [entries[1]])
  })
}

test('only the id of an attempt becomes a path', () => {
  assert.throws(() => openJournal(folder, '../../etc/passwd'), /named by the id/)
  assert.throws(() => readJournal(folder, ''), /named by the id/)
})
