import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openTestStore } from '../../testing/store.ts'
import { databaseFile } from '../database.ts'

const pageBytes = 8_192

test('the log is brought over aside and begins anew, and nothing of it is lost', async () => {
  const store = await openTestStore('sqlite')
  store.checkpointAside()
  await sql`create table notes (id integer primary key, words text)`.execute(store.write)
  // SQLite's own way, which the checkpointer comes before, would do the same in the end.
  await sql`pragma wal_autocheckpoint = 0`.execute(store.write)
  const watching = new DatabaseSync(join(store.folder, databaseFile))
  const logOf = watching.prepare('pragma wal_checkpoint(noop)')
  let written = 0
  const lengths: number[] = []
  const write = () => store.writeTogether(async (tx) => {
    for (let row = 0; row < 10; row++) await sql`insert into notes (words) values (${String(written++).padEnd(pageBytes - 500, '.')})`.execute(tx)
  })
  const isAnew = () => lengths.some((length, index) => index > 0 && length < lengths[index - 1]!)
  for (const deadline = Date.now() + 60_000; !isAnew();) {
    assert.ok(Date.now() < deadline, `The log never began anew: ${lengths.at(-1)} pages`)
    await write()
    lengths.push(Number((logOf.get() as { log: number }).log))
  }
  assert.ok(Math.max(...lengths) >= 8_192, 'as long as it is not long it goes on')
  watching.close()
  const { rows } = await sql<{ id: number; words: string }>`select id, words from notes order by id`.execute(store.read)
  assert.deepEqual(rows.map(({ words }) => Number.parseInt(words, 10)), Array.from({ length: written }, (_, index) => index))
  await store.close()
})
