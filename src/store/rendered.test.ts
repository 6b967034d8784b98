import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openRenderedCache } from './rendered.ts'

const folder = await mkdtemp(join(tmpdir(), 'diptych-rendered-'))
after(() => rm(folder, { recursive: true }))

test('what was rendered is there after the next start, and a damaged cache is made anew', async () => {
  const first = openRenderedCache(folder)
  first.set('key', 'value')
  first.close()
  const second = openRenderedCache(folder)
  assert.equal(second.get('key'), 'value')
  second.close()
  await mkdir(join(folder, 'cache'), { recursive: true })
  await writeFile(join(folder, 'cache', 'rendered.sqlite'), 'no database at all '.repeat(500))
  const third = openRenderedCache(folder)
  assert.equal(third.get('key'), undefined)
  third.set('key', 'again')
  assert.equal(third.get('key'), 'again')
  third.close()
})
