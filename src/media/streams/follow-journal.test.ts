import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { followJournal } from './follow-journal.ts'
import { openJournal, removeJournal } from './journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'diptych-follow-'))
after(() => rmSync(folder, { recursive: true }))

const texts = (entries: Array<{ event: { type: string; text?: string } }>) => entries.map(({ event }) => event.text ?? event.type)

test('a journal is followed from before it is there until after it is gone', () => {
  const attempt = 'a'.repeat(24)
  const follower = followJournal(folder, attempt)
  assert.equal(follower.isThere, false)
  assert.deepEqual(follower.next(), [])
  const journal = openJournal(folder, attempt)
  journal.write({ type: 'response-delta', text: 'one ' }, 1)
  journal.flush()
  assert.deepEqual(texts(follower.next()), ['one '])
  assert.deepEqual(follower.next(), [])
  journal.write({ type: 'response-delta', text: '🦊 two' }, 2)
  journal.write({ type: 'response-ended', finishReason: 'stop', usage: {}, warnings: [] }, 3)
  journal.close()
  removeJournal(folder, attempt)
  assert.deepEqual(texts(follower.next()), ['🦊 two', 'response-ended'])
  follower.close()
})

test('a line is read once its end is there, wherever it was cut, also within a character', () => {
  const attempt = 'b'.repeat(24)
  const line = Buffer.from(`[5,${JSON.stringify({ type: 'response-delta', text: 'ä🦊' })}]\n`)
  const path = join(folder, `${attempt}.ndjson`)
  for (let cut = 1; cut < line.length; cut++) {
    rmSync(path, { force: true })
    appendFileSync(path, line.subarray(0, cut))
    const follower = followJournal(folder, attempt)
    assert.deepEqual(follower.next(), [], `cut at ${cut}`)
    appendFileSync(path, line.subarray(cut))
    assert.deepEqual(texts(follower.next()), ['ä🦊'])
    follower.close()
  }
})
