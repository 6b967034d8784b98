import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { runScript } from '../../testing/run-script.ts'
import { makeTestPlace } from '../../testing/store.ts'
import { openStore } from '../database.ts'
import { BoardThread } from './thread.ts'

test('a process that ends the thread while its answer is on the way waits until it has ended, and ends with its own exit code', async () => {
  const place = await makeTestPlace('sqlite')
  await (await openStore(place)).close()
  const { status, stdout, stderr } = runScript(place.folder, `
    import { BoardThread } from ${JSON.stringify(join(import.meta.dirname, 'thread.ts'))}
    const thread = new BoardThread({ folder: import.meta.dirname })
    await thread.run({ kind: 'summary' })
    const second = thread.run({ kind: 'summary' }).then(({ result }) => result.kind, (error) => error.message)
    // While this thread does something else, what the computing one answers is not heard.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500)
    await thread.end()
    process.stdout.write(await second)
    process.exitCode = 7`)
  assert.deepEqual([status, stdout], [7, 'document'], stderr)
  await place.remove()
})

test('a thread that has ended, or could not begin, refuses orders; nobody waits for it', async () => {
  const place = await makeTestPlace('sqlite')
  await (await openStore(place)).close()
  const ended = new BoardThread({ folder: place.folder })
  await ended.run({ kind: 'summary' })
  await ended.end()
  await assert.rejects(ended.run({ kind: 'summary' }), /ended before it had finished/)
  const broken = new BoardThread({ folder: `${place.folder}/nothing-here` })
  for (const _ of ['at first', 'and again']) await assert.rejects(broken.run({ kind: 'summary' }), Error)
  await place.remove()
})
