import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { z } from 'zod'
import { readSettings } from '../../config/settings.ts'
import type { ImportedModel, ImportedVote } from '../../core/imports/records.ts'
import { makeRenderer } from '../../media/rendering/cached.ts'
import { aVote, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import type { Services } from '../operation.ts'
import { perform } from '../perform.ts'
import { leaderboardChoices } from './choices.ts'

const visitor = { kind: 'visitor' as const, id: 'test' }

const creators = { owl: 'zoo', mole: 'zoo', newt: 'farm', lynx: 'farm' } as const
const models = Object.entries(creators).map(([name, slug]): ImportedModel => ({
  kind: 'model', name, facts: { name, creator: { slug, name: slug === 'zoo' ? 'A Zoo' : 'The Farm', kind: 'company' } },
}))

function someVotes(category: string, count: number, [left, right]: [string, string], more: Partial<ImportedVote> = {}): ImportedVote[] {
  return Array.from({ length: count }, (_, number) => aVote(`${category} ${left} ${right} ${more.judgeKind} ${number}`, { left: { model: left }, right: { model: right }, verdict: number % 3 ? 'left' : 'right', category, ...more }))
}

forEachDatabase((kind) => {
  test('each switch offers what the others leave: what is chosen hides nothing beside it', async () => {
    const store = await openTestStore(kind)
    const services: Services = { store, settings: readSettings({}), renderer: makeRenderer(1024), now: () => new Date('2026-01-03T03:04:05.000Z') }
    const ask = (input: z.input<typeof leaderboardChoices.input>) => perform(leaderboardChoices, { wait: 20, ...input }, visitor, services)
    await importRows(store, ...models, ...someVotes('writing', 6, ['owl', 'mole'], { criteria: { rhythm: 'left' } }), ...someVotes('writing', 3, ['newt', 'lynx']), ...someVotes('maths', 4, ['owl', 'newt'], { criteria: { proof: 'left' } }),
      ...someVotes('law', 5, ['owl', 'newt'], { judgeKind: 'model', judge: 'critic' }))

    const all = await ask({})
    assert.deepEqual(all, {
      state: 'current',
      categories: [{ category: 'writing', votes: 9 }, { category: 'maths', votes: 4 }],
      criteria: [{ criterion: 'rhythm', votes: 6 }, { criterion: 'proof', votes: 4 }],
      creators: [{ slug: 'zoo', name: 'A Zoo' }, { slug: 'farm', name: 'The Farm' }],
    })
    const maths = await ask({ category: 'maths' })
    assert.deepEqual(maths.categories, all.categories)
    assert.deepEqual(maths.criteria, [{ criterion: 'proof', votes: 4 }])
    const rhythm = await ask({ criterion: 'rhythm' })
    assert.deepEqual([rhythm.criteria, rhythm.categories, rhythm.creators], [all.criteria, [{ category: 'writing', votes: 6 }], [{ slug: 'zoo', name: 'A Zoo' }]])
    const zoo = await ask({ creators: ['zoo'] })
    assert.deepEqual([zoo.creators, zoo.categories], [all.creators, [{ category: 'writing', votes: 6 }]])
    assert.deepEqual((await ask({ category: 'law', judges: 'model' })).categories, [{ category: 'law', votes: 5 }])
    await store.close()
  })

  test('until there is the board of the other switches, the main one says what there is, without counts', async () => {
    const store = await openTestStore(kind)
    const services: Services = { store, settings: readSettings({}), renderer: makeRenderer(1024), now: () => new Date('2026-01-03T03:04:05.000Z') }
    await importRows(store, ...models, ...someVotes('writing', 6, ['owl', 'mole']), ...someVotes('maths', 4, ['owl', 'newt'], { criteria: { proof: 'left' } }))
    await perform(leaderboardChoices, { wait: 20 }, visitor, services)
    const { state, categories } = await perform(leaderboardChoices, { category: 'maths', ties: 'drop' }, visitor, services)
    assert.deepEqual([state, categories], ['first-computation', [{ category: 'writing', votes: null }, { category: 'maths', votes: null }]])
    await store.close()
  })
})
