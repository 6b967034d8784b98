import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { challengesAround } from './around.ts'
import { startTestApp, visitor, type TestApp } from '../../testing/app.ts'
import { anAnswer, importRows } from '../../testing/imported-rows.ts'
import type { ImportedChallenge } from '../../core/imports/records.ts'

let app: TestApp
const challenge = (title: string, prompt: string, more: Partial<ImportedChallenge> = {}): ImportedChallenge => ({ kind: 'challenge', key: title, title, turns: [prompt], category: 'cooking', ...more })

before(async () => {
  app = await startTestApp()
  await importRows(app.services.store,
    anAnswer('Cook', 'Stir.', { challenge: challenge('Onion soup', 'Explain onion soup to three guests: a poet, a nurse and a mason.') }),
    anAnswer('Cook', 'Wait.', { challenge: challenge('Rye bread', 'List the tools for rye bread.') }),
    challenge('Onion tart', 'Explain onion tart to three guests.'),
    anAnswer('Cook', 'Boil.', { challenge: challenge('Leek soup', 'Explain leek soup to three guests: a pilot, a nurse and a judge.') }),
    anAnswer('Poet', 'Sigh.', { challenge: challenge('Onion ode', 'Explain onion soup to three guests: a poet, a nurse and a mason.', { category: 'poetry', system: 'Rhyme.' }) }),
    anAnswer('Nobody', 'Well.', { challenge: challenge('Unsorted', 'Explain onion soup to three guests.', { category: undefined }) }),
  )
})
after(() => app.close())

const around = (slug: string, limit?: number) => app.ask(challengesAround, { challenge: slug, ...(limit && { limit }) }, visitor)

test('answered challenges of the same category are named, those with the most words in common first', async () => {
  const { similar } = await around('onion-soup')
  assert.deepEqual(similar.map(({ slug, answers, models }) => [slug, answers, models]), [['leek-soup', 1, 1], ['rye-bread', 1, 1]])
})

test('so many and no more, and none where the category holds no other', async () => {
  assert.deepEqual((await around('onion-soup', 1)).similar.map(({ slug }) => slug), ['leek-soup'])
  assert.deepEqual((await around('onion-ode')).similar, [])
})

test('before and after stand the challenges that arrived so, answered or not', async () => {
  const { previous, next } = await around('rye-bread')
  assert.deepEqual([previous?.slug, next?.slug], ['onion-soup', 'onion-tart'])
  const first = await around('onion-soup')
  assert.equal(first.previous, null)
  assert.equal((await around('unsorted')).next, null)
})
