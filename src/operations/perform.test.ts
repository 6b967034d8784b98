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
