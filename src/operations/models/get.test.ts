import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../../testing/app.ts'
import { anAnswer, importRows } from '../../testing/imported-rows.ts'
import { getModel } from './get.ts'

let app: TestApp

before(async () => {
  app = await startTestApp()
})
after(() => app.close())

test('every challenge a model answered comes with its first answer, however many there are', async () => {
  const asked = (number: number) => ({ kind: 'challenge' as const, turns: [`Question ${number}?`] })
  const answers = Array.from({ length: 230 }, (_, number) => [anAnswer('m', `Answer ${number}.`, { challenge: asked(number) }), anAnswer('m', `Again ${number}.`, { challenge: asked(number), sample: 2 })])
  await importRows(app.services.store, ...answers)
  const excerpts: Array<string | undefined> = []
  let cursor: string | undefined
  do {
    const { answered, nextCursor } = await app.ask(getModel, { model: 'm', limit: 60, cursor })
    excerpts.push(...answered.map(({ preview }) => preview?.excerpt?.text))
    cursor = nextCursor ?? undefined
  } while (cursor)
  assert.deepEqual(excerpts, answers.map((_, number) => `Answer ${number}.`))
})
