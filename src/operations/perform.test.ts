import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { readSettings } from '../config/settings.ts'
import { makeRenderer } from '../media/rendering/cached.ts'
import { forEachDatabase, openTestStore } from '../testing/store.ts'
import { defineOperation, type Services } from './operation.ts'
import { perform } from './perform.ts'

const member = { kind: 'member', id: 'm' } as const

forEachDatabase((kind) => {
  for (const transaction of ['one', 'none'] as const) {
    test(`one key at the same moment and later: one reply for all (transaction ${transaction})`, async () => {
      const store = await openTestStore(kind)
      const services: Services = { store, settings: readSettings({}), renderer: makeRenderer(1), now: () => new Date(0) }
      let calls = 0
      const count = defineOperation({
        name: 'tests.count', kind: 'write', path: '/tests', summary: 'Count.', transaction, input: z.object({ by: z.number() }), output: z.object({ calls: z.number() }),
        run: async () => ({ calls: (calls += 1) }),
      })
      const ask = (by: number) => perform(count, { by }, member, services, { idempotencyKey: 'k' })
      await Promise.all([ask(1), ask(1), ask(1)])
      const done = calls
      const later = await ask(1)
      assert.deepEqual([await ask(1), calls], [later, done])
      await assert.rejects(ask(2), { kind: 'conflict' })
      await store.close()
    })
  }
})

const broken: Array<[where: string, input: object, told: RegExp]> = [
  ['a text', { text: 'a\0b' }, /^text: holds characters/],
  ['a list', { list: ['fine', '\ud800'] }, /^list\[1\]: holds characters/],
  ['a record', { named: { one: { two: 'a\0' } } }, /^named\.one\.two: holds characters/],
  ['the name in a record', { named: { 'o\0': {} } }, /^named: holds characters/],
]
for (const [where, input, told] of broken) {
  test(`no operation takes NUL or half of a pair, which PostgreSQL can neither hold nor look for: in ${where}`, async () => {
    let calls = 0
    const make = (kind: 'read' | 'write') => defineOperation({
      name: 'tests.take', kind, path: '/tests', summary: 'Take.', output: z.object({}),
      input: z.object({ text: z.string().optional(), list: z.array(z.string()).optional(), named: z.record(z.string(), z.record(z.string(), z.string())).optional() }),
      run: async () => { calls += 1; return {} },
    })
    const store = await openTestStore('sqlite')
    const services: Services = { store, settings: readSettings({}), renderer: makeRenderer(1), now: () => new Date(0) }
    for (const kind of ['read', 'write'] as const) await assert.rejects(perform(make(kind), input, member, services), (error: Error & { kind?: string }) => error.kind === 'invalid' && told.test(error.message))
    await perform(make('write'), { text: 'whole \u{1F600}', list: [], named: { o: { t: 'é' } } }, member, services)
    assert.equal(calls, 1)
    await store.close()
  })
}
