import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { z } from 'zod'
import type { ProviderLimits } from '../../core/runs/run.ts'
import { startRunWorker } from '../../jobs/runs/start.ts'
import { admin, adminToken, startTestApp, visitor, type TestApp } from '../../testing/app.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { importRows } from '../../testing/imported-rows.ts'
import { fastClock, textOf } from '../../testing/runs.ts'
import { challengeSpread } from '../challenges/spread.ts'
import { exportTo } from '../exports/export.ts'
import { runImport } from '../imports/run.ts'
import type { Progress } from '../operation.ts'
import { perform } from '../perform.ts'
import { removeProvider } from '../providers/remove.ts'
import { setProvider } from '../providers/set.ts'
import { getResponse } from '../responses/get.ts'
import { listResponsesOperation } from '../responses/list.ts'
import { readAnswer } from '../responses/read.ts'
import { listRunAttempts } from './attempts.ts'
import { cancelRun, resumeRun } from './change.ts'
import { createRun } from './create.ts'
import { estimateRun } from './estimate.ts'
import { getRun } from './get.ts'
import { repeatableRun, repeatRun } from './repeat.ts'
import { watchRun } from './watch.ts'

let app: TestApp
let endpoint: Endpoint

before(async () => {
  endpoint = await startEndpoint({ tokens: 12 })
  app = await startTestApp()
  app.services.now = () => new Date()
  await importRows(app.services.store, ...['lamp', 'bridge', 'tide'].map((slug) => ({
    kind: 'challenge' as const, key: slug, slug, title: slug, system: 'Be brief.', turns: slug === 'tide' ? ['What is a tide, in the plainest words there are for it?', 'And who said so first?'] : [`What is a ${slug}, in the plainest words there are for it?`],
  })))
  await app.ask(setProvider, { provider: 'test', kind: 'openai-compatible', baseUrl: endpoint.url, key: 'sk-kept-to-ourselves' }, admin)
})
after(async () => {
  await app.close()
  await endpoint.close()
})

/** Creates a run and waits until it has ended. */
async function filled(input: z.input<typeof createRun.input>): Promise<string> {
  const { run } = await app.ask(createRun, input, admin)
  await startRunWorker(app.services, { run, most: 4, onError: (error) => assert.fail(String(error)) }).done
  return run
}

const answersTo = async (challenge: string, model: string) => (await app.ask(listResponsesOperation, { challenge, model })).responses

const answerTo = async (challenge: string, model: string) => (await answersTo(challenge, model))[0]!

test('what a run tells of its answers is what its answers say', async () => {
  const run = await filled({ challenges: ['lamp', 'tide'], models: ['test/summed', 'test/silent@no-usage', 'test/never@400'], samples: 2 })
  const { models, usage, counts, state } = await app.ask(getRun, { run }, admin)
  assert.deepEqual([state, counts], ['done', { waiting: 0, held: 0, filled: 8, failed: 4, stopped: 0 }])
  for (const { model, usage: told } of models) {
    const answers = await app.services.store.read.selectFrom('responses').innerJoin('models', 'models.id', 'responses.model_id').selectAll('responses').where('models.slug', '=', model.slug).execute()
    const sum = (name: 'input_tokens' | 'output_tokens') => answers.reduce((total, answer) => total + (answer[name] ?? 0), 0)
    const isReported = answers.length === 0 || answers.some(({ output_tokens: tokens }) => tokens !== null)
    assert.deepEqual([told.answers, told.inputTokens, told.outputTokens], [answers.length, ...isReported ? [sum('input_tokens'), sum('output_tokens')] : [null, null]], model.slug)
    assert.equal(told.withoutTokens, answers.filter(({ output_tokens }) => output_tokens === null).length)
    assert.equal(told.costUsd, answers.length === 0 ? 0 : null, 'a cost that is unknown is not zero')
  }
  assert.deepEqual([usage.answers, usage.withoutTokens, usage.withoutCost], [12, 6, 12])
  assert.ok(models.some(({ usage: { outputTokens } }) => outputTokens === null) && usage.outputTokens! > 0, 'unknown where nothing was reported; a sum of what was')
})

test('every attempt is told: to an admin with what was said, to others without', async () => {
  const run = await filled({ challenges: ['lamp'], models: ['test/shaky@fails-1@503-retry-ms-1'] })
  const { attempts } = await app.ask(listRunAttempts, { run, challenge: 'lamp', column: 0 }, admin)
  assert.deepEqual(attempts.map(({ told, message }) => [told, message?.text]), [['answered', undefined], ['the provider was overloaded (503)', 'Status 503: Test status 503.']])
  const { id } = await answerTo('lamp', 'shaky-fails-1-503-retry-ms-1')
  const answer = await app.ask(getResponse, { id })
  assert.equal(answer.asked, 'Asked twice: the provider was overloaded (503), then answered.')
  assert.ok(!JSON.stringify(answer.attempts).includes('Test status'), 'what a provider says of an account is for its owner')
  assert.ok(!JSON.stringify([answer, attempts]).includes('sk-kept-to-ourselves'))
  await assert.rejects(app.ask(listRunAttempts, { run }, visitor), { kind: 'unauthenticated' })
})

test('what had arrived of an answer that broke off can be read by an admin, long ones alone', async () => {
  const { run } = await app.ask(createRun, { challenges: ['lamp'], models: ['test/torn@cut'] }, admin)
  await startRunWorker({ ...app.services, now: fastClock(200) }, { run, most: 1, onError: (error) => assert.fail(String(error)) }).done
  const [torn] = (await app.ask(listRunAttempts, { run }, admin)).attempts
  const whole = textOf('torn@cut', 'Be brief.\nWhat is a lamp, in the plainest words there are for it?', 12)
  assert.deepEqual([torn!.state, torn!.response, torn!.reasoning, torn!.isCut], ['partial', null, null, false])
  assert.ok(torn!.arrived!.text !== '' && whole.startsWith(torn!.arrived!.text) && torn!.arrived!.text !== whole)
  const reasoning = 'x'.repeat(5_000)
  await app.services.store.write.updateTable('attempts').set({ reasoning }).where('public_id', '=', torn!.attempt).execute()
  const [listed] = (await app.ask(listRunAttempts, { run }, admin)).attempts
  assert.deepEqual([listed!.reasoning!.text.length, listed!.isCut], [4_000, true])
  const { attempts: [alone, ...others] } = await app.ask(listRunAttempts, { run, attempt: torn!.attempt }, admin)
  assert.deepEqual([alone!.reasoning!.text, alone!.isCut, others], [reasoning, false, []])
})

test('the card of an answer tells what was asked, of a later turn too', async () => {
  await filled({ challenges: ['tide'], models: ['test/carded@reasoning@cached'], temperature: 0.5, topK: 3, seed: 7 })
  const { answers } = await app.ask(readAnswer, { model: 'carded-reasoning-cached', challenge: 'tide' })
  const [first, second] = answers.map(({ card }) => card)
  assert.deepEqual(second!.messages.map(({ role, text }) => [role, text.text]), [
    ['user', 'What is a tide, in the plainest words there are for it?'], ['assistant', answers[0]!.text!.text], ['user', 'And who said so first?'],
  ])
  assert.deepEqual(second!.sent!.body.data, JSON.parse(endpoint.asked.requests.findLast(({ body }) => body.includes('And who said so first?'))!.body))
  assert.deepEqual([first!.system?.text, first!.provider, first!.route, first!.seed, first!.finishReason], ['Be brief.', 'test', endpoint.url, 7, 'stop'])
  assert.deepEqual(first!.settings?.map(({ name, notHonoured }) => [name, notHonoured !== null]), [['temperature', false], ['topK', true], ['seed', false]])
  assert.deepEqual([first!.tokens.output, first!.tokens.reasoning, first!.tokens.source, first!.costUsd, first!.price], [36, 24, 'reported', null, null])
  assert.ok(first!.code.curl && first!.code.sdk && !JSON.stringify(first).includes('sk-kept'))
})

test('an answer that was exported and imported elsewhere keeps its card', async () => {
  await filled({ challenges: ['bridge'], models: ['test/travelled'], temperature: 0.25 })
  const { id } = await answerTo('bridge', 'travelled')
  const { card } = await app.ask(getResponse, { id })
  const folder = mkdtempSync(join(tmpdir(), 'diptych-card-'))
  const other = await startTestApp()
  try {
    const pieces: string[] = []
    await exportTo({ kind: 'responses', format: 'jsonl' }, app.services, async (piece) => void pieces.push(piece))
    writeFileSync(join(folder, 'answers.jsonl'), pieces.join(''))
    await other.ask(runImport, { paths: [join(folder, 'answers.jsonl')] }, { kind: 'system', id: 'test' })
    assert.deepEqual((await other.ask(getResponse, { id })).card, card)
    assert.deepEqual((await other.ask(getResponse, { id })).attempts, [], 'attempts stay where they were made')
  } finally {
    rmSync(folder, { recursive: true })
    await other.close()
  }
})

test('what the configuration file limits now holds for a run that was made before', async () => {
  const started = (limits: ProviderLimits) => ({
    ...app.services, settings: { ...app.services.settings, providers: [{ slug: 'filed', kind: 'openai-compatible' as const, baseUrl: endpoint.url, key: '', keyVariable: null, allowPrivate: false, limits, prices: {} }] },
  })
  const { run } = await perform(createRun, { challenges: ['lamp'], models: ['filed/slow@first-50'], samples: 6 }, admin, started({ concurrency: 5 }))
  endpoint.asked.forget()
  await startRunWorker(started({ concurrency: 1 }), { run, most: 6, onError: (error) => assert.fail(String(error)) }).done
  assert.deepEqual([endpoint.asked.requests.length, endpoint.asked.concurrentMost], [6, 1])
})

test('samples that are the same stand as one, with what they took', async () => {
  await filled({ challenges: ['lamp'], models: ['test/sure', 'test/alone'], samples: 3 })
  await filled({ challenges: ['lamp'], models: ['test/alone'], temperature: 1, samples: 1 })
  const { samples, spread } = await app.ask(readAnswer, { model: 'sure', challenge: 'lamp' })
  assert.deepEqual([samples.length, spread?.sameness, spread?.same.map(({ length }) => length), spread?.costUsd], [3, 'All 3 samples are the same.', [3], null])
  assert.deepEqual(spread?.outputTokens, { least: 12, most: 12, known: 3 })
  const { series } = await app.ask(challengeSpread, { challenge: 'lamp' })
  assert.deepEqual(series.filter(({ model }) => ['sure', 'alone'].includes(model)).map(({ model, ids }) => [model, ids.length]), [['sure', 3], ['alone', 3]])
})

test('an answer is asked for once more in the same way, beside the one there is', async () => {
  await filled({ challenges: ['bridge'], models: ['test/repeated'], temperature: 0.75, seed: 3 })
  const { id } = await answerTo('bridge', 'repeated')
  const asked = endpoint.asked.requests.findLast(({ model }) => model === 'repeated')!.body
  await assert.rejects(app.ask(repeatRun, { id }, visitor), { kind: 'unauthenticated' })
  const { run, cells } = await app.ask(repeatRun, { id }, admin)
  await startRunWorker(app.services, { run, most: 1, onError: (error) => assert.fail(String(error)) }).done
  assert.deepEqual([cells, (await answersTo('bridge', 'repeated')).map(({ sample }) => sample)], [1, [1, 2]])
  assert.equal(endpoint.asked.requests.findLast(({ model }) => model === 'repeated')!.body, asked)
})

test('two equal runs that are made at once ask once: what one is asking for the other leaves out', async () => {
  const wanted = { challenges: ['lamp', 'bridge'], models: ['test/twin'], samples: 2 }
  const made = await Promise.all([app.ask(createRun, wanted, admin), app.ask(createRun, wanted, admin)])
  const [first, second] = made.toSorted((a, b) => b.cells - a.cells) as [(typeof made)[number], (typeof made)[number]]
  assert.deepEqual([first.cells, first.leftOut], [4, { answered: 0, open: 0, openIn: [], unsuited: 0 }])
  assert.deepEqual([second.cells, second.leftOut], [0, { answered: 0, open: 4, openIn: [first.run], unsuited: 0 }])
  assert.deepEqual((await app.ask(createRun, { ...wanted, samples: 3 }, admin)).cells, 2, 'one sample more is asked for')
  await app.ask(cancelRun, { run: first.run }, admin)
  assert.equal((await app.ask(estimateRun, wanted, admin)).cells, 2, 'what a cancelled run was asking for is missing again')
})

test('all challenges are those that a model can answer, and what is left out is told', async () => {
  const { store } = app.services
  await importRows(store, { kind: 'challenge', turns: ['Draw a fox.'], outputType: 'image' }, { kind: 'challenge', turns: ['Sing of a fox.'], outputType: 'audio' })
  const texts = (await store.read.selectFrom('challenges').select('id').where('output_type', '=', 'text').execute()).length
  await app.ask(setProvider, { provider: 'messages', kind: 'anthropic', baseUrl: endpoint.url, key: 'sk-kept' }, admin)
  for (const [name, outputs] of [['known-painter', ['image']], ['known-writer-and-painter', ['text', 'image']]] as const) {
    await app.ask(createRun, { challenges: ['lamp'], models: [`test/${name}`] }, admin)
    await store.write.updateTable('models').set({ output_modalities: [...outputs] }).where('slug', '=', name).execute()
  }
  const asked = async (model: string, challenges = ['all']) => {
    const wanted = { challenges, models: [model], temperature: 1.5 }
    const estimate = await app.ask(estimateRun, wanted, admin)
    const { run, cells, leftOut } = await app.ask(createRun, wanted, admin)
    assert.deepEqual([estimate.cells, estimate.leftOut], [cells, leftOut], 'the estimate says the same')
    await app.ask(cancelRun, { run }, admin)
    return [cells, leftOut.unsuited]
  }
  assert.deepEqual(await asked('test/nobody-knows'), [texts, 2])
  assert.deepEqual(await asked('test/known-painter'), [1, texts + 1])
  assert.deepEqual(await asked('test/known-writer-and-painter'), [texts + 1, 1])
  assert.deepEqual(await asked('messages/known-writer-and-painter'), [texts, 2], 'its service is asked for no pictures')
  assert.deepEqual(await asked('house/brevis-writer'), [texts + 2, 0])
  const { slug } = await store.read.selectFrom('challenges').select('slug').where('output_type', '=', 'image').executeTakeFirstOrThrow()
  assert.deepEqual(await asked('test/nobody-knows', [slug]), [1, 0], 'a challenge that is named is asked')
})

test('what a run costs at most is told only where something limits its answers, and a budget that is too small at once', async () => {
  const prices = { paid: { provider: 'filed', source: 'a test', input: 10, output: 50 } }
  const services = {
    ...app.services, settings: { ...app.services.settings, providers: [{ slug: 'filed', kind: 'openai-compatible' as const, baseUrl: endpoint.url, key: '', keyVariable: null, allowPrivate: false, limits: {}, prices }] },
  }
  const estimate = (more: object) => perform(estimateRun, { challenges: ['lamp'], models: ['filed/paid'], ...more }, admin, services)
  const endless = await estimate({})
  assert.ok(endless.usd! > 0 && endless.mostUsd === null && endless.models[0]!.mostUsd === null && !endless.isOverBudget)
  const limited = await estimate({ maxOutputTokens: 1_000 })
  assert.ok(limited.mostUsd! >= 0.05 && limited.mostUsd! < 0.06, String(limited.mostUsd))
  const frugal = await estimate({ budgetUsd: 0.000001 })
  assert.deepEqual([frugal.mostUsd, frugal.isOverBudget], [0.000001, true])
  assert.ok((await estimate({ budgetTokens: 1_000_000 })).mostUsd! > 0.4, 'a budget limits each answer to 8,192 tokens')
  const free = await app.ask(estimateRun, { challenges: ['lamp'], models: ['house/brevis-writer'] }, admin)
  assert.deepEqual([free.usd, free.mostUsd], [0, 0])
})

test('a budget in money is set for no run whose prices are unknown, later neither', async () => {
  const wanted = { challenges: ['lamp'], models: ['test/unpriced'] }
  const isRefused = (error: Error & { kind: string }) => error.kind === 'invalid' && error.message.includes('"unpriced" costs at test')
  await assert.rejects(app.ask(createRun, { ...wanted, budgetUsd: 1 }, admin), isRefused)
  const { run } = await app.ask(createRun, wanted, admin)
  await assert.rejects(app.ask(resumeRun, { run, budgetUsd: 1 }, admin), isRefused)
  assert.equal((await app.ask(resumeRun, { run, budgetTokens: 1 }, admin)).budgetTokens, 1)
  await app.ask(cancelRun, { run }, admin)
})

test('an abandoned run of a command of its own keeps nobody from asking', async () => {
  const wanted = { challenges: ['lamp'], models: ['left-alone'], baseUrl: endpoint.url }
  const system = { kind: 'system', id: 'test' } as const
  const { run } = await app.ask(createRun, wanted, system)
  assert.deepEqual((await app.ask(estimateRun, wanted, system)).leftOut, { answered: 0, open: 1, openIn: [run], unsuited: 0 }, 'it may begin at any moment')
  await app.services.store.write.updateTable('runs').set({ created_at: '2026-01-01T00:00:00.000Z' }).where('public_id', '=', run).execute()
  assert.equal((await app.ask(estimateRun, wanted, system)).cells, 1)
})

test('a model elsewhere or with other settings is another question; the limit that a budget sets is not', async () => {
  await app.ask(setProvider, { provider: 'twice', kind: 'openai-compatible', baseUrl: endpoint.url }, admin)
  await filled({ challenges: ['lamp'], models: ['test/same-name'] })
  const cellsFor = async (wanted: Partial<z.input<typeof createRun.input>>) => (await app.ask(createRun, { challenges: ['lamp'], models: ['test/same-name'], ...wanted }, { kind: 'system', id: 'test' })).cells
  assert.equal(await cellsFor({}), 0)
  assert.equal(await cellsFor({ budgetTokens: 100_000 }), 0)
  assert.equal(await cellsFor({ models: ['twice/same-name'] }), 1)
  assert.equal(await cellsFor({ temperature: 0.5 }), 1)
  assert.equal(await cellsFor({ models: ['same-name'], baseUrl: endpoint.url }), 1)
  assert.equal(await cellsFor({ models: ['same-name'], baseUrl: `${endpoint.url}/other` }), 1)
})

test('answers that were asked for elsewhere and imported are not asked for again', async () => {
  await filled({ challenges: ['bridge'], models: ['test/moved'], seed: 4 })
  const folder = mkdtempSync(join(tmpdir(), 'diptych-moved-'))
  const other = await startTestApp()
  try {
    const pieces: string[] = []
    await exportTo({ kind: 'responses', format: 'jsonl' }, app.services, async (piece) => void pieces.push(piece))
    writeFileSync(join(folder, 'answers.jsonl'), pieces.join(''))
    await other.ask(runImport, { paths: [join(folder, 'answers.jsonl')] }, { kind: 'system', id: 'test' })
    await other.ask(setProvider, { provider: 'test', kind: 'openai-compatible', baseUrl: endpoint.url }, admin)
    const { responses: [answer] } = await other.ask(listResponsesOperation, { model: 'moved' })
    const estimate = async (seed: number) => (await other.ask(estimateRun, { challenges: [answer!.challenge.slug], models: ['test/moved'], seed }, admin)).cells
    assert.deepEqual([await estimate(4), await estimate(5)], [0, 1])
  } finally {
    rmSync(folder, { recursive: true })
    await other.close()
  }
})

test('an answer of an endpoint named for one run alone is asked for again by a command, and nothing here offers to', async () => {
  const { run } = await app.ask(createRun, { challenges: ['lamp'], models: ['by-hand'], baseUrl: endpoint.url, temperature: 0.5 }, { kind: 'system', id: 'test' })
  await startRunWorker(app.services, { run, most: 1, onError: (error) => assert.fail(String(error)) }).done
  const { id } = await answerTo('lamp', 'by-hand')
  const { repeatable, why, command } = await app.ask(repeatableRun, { id }, admin)
  assert.deepEqual([repeatable, command?.text], [false, `diptych run lamp --base-url ${endpoint.url} --models by-hand --again --temperature 0.5`])
  assert.ok(why!.includes(endpoint.url))
  await assert.rejects(app.ask(repeatRun, { id }, admin), (error: Error) => error.message.includes(command!.text))
  assert.equal((await app.ask(repeatableRun, { id: (await answerTo('lamp', 'summed')).id }, admin)).repeatable, true)
  await assert.rejects(app.ask(repeatableRun, { id }, visitor), { kind: 'unauthenticated' })
  const page = async (model: string) => (await app.request(`/models/${model}/responses/lamp`, { headers: { Authorization: `Bearer ${adminToken}` } })).text()
  assert.match(await page('summed'), />Run again</)
  assert.doesNotMatch(await page('by-hand'), />Run again</)
  assert.ok((await page('by-hand')).includes(command!.text))
})

test('an answer that cannot be asked for again says why', async () => {
  const refused = async (id: string, words: RegExp) => assert.rejects(app.ask(repeatRun, { id }, admin), (error: Error & { kind: string }) => error.kind === 'conflict' && words.test(error.message))
  await importRows(app.services.store, { kind: 'response', model: 'elsewhere', challenge: { key: 'lamp' }, body: 'A light.', outputType: 'text' })
  await refused((await answerTo('lamp', 'elsewhere')).id, /does not say which provider/)
  await app.ask(setProvider, { provider: 'gone', kind: 'openai-compatible', baseUrl: endpoint.url }, admin)
  await filled({ challenges: ['lamp'], models: ['gone/orphan'] })
  await app.ask(removeProvider, { provider: 'gone' }, admin)
  await refused((await answerTo('lamp', 'orphan')).id, /"gone", which is no provider here/)
})

/** Follows a run until it ends. */
async function follow(run: string, after?: string): Promise<{ events: Progress[]; last: z.output<typeof watchRun.output> }> {
  const events: Progress[] = []
  const last = await perform(watchRun, { run, ...(after && { after }) }, admin, app.services, { followed: AbortSignal.timeout(30_000), progress: (event) => void events.push(event) })
  return { events, last }
}

test('who follows a run is told what changes until it is over, and nothing twice', async () => {
  const { run } = await app.ask(createRun, { challenges: ['lamp', 'bridge', 'tide'], models: ['test/watched@first-400', 'test/not-watched@400'], concurrency: 2 }, admin)
  const before = await app.ask(watchRun, { run }, admin)
  assert.deepEqual([before.counts.waiting, before.matrix.challenges.length, before.matrix.cells.length], [6, 3, 6])
  const following = follow(run, before.version)
  const worker = startRunWorker(app.services, { run, most: 2, onError: (error) => assert.fail(String(error)) })
  const { events, last } = await following
  await worker.done
  assert.deepEqual([last.state, last.counts.filled, last.counts.failed], ['done', 3, 3])
  const cells = new Map(before.matrix.cells.map((cell) => [`${cell.challenge} ${cell.column}`, cell.state]))
  for (const { data } of events) for (const cell of (data?.cells ?? []) as typeof before.matrix.cells) cells.set(`${cell.challenge} ${cell.column}`, cell.state)
  assert.deepEqual(Object.fromEntries(cells), Object.fromEntries(last.matrix.cells.map((cell) => [`${cell.challenge} ${cell.column}`, cell.state])), 'events lead from what was to what is')
  assert.ok(last.matrix.cells.filter(({ state }) => state === 'filled').every(({ response }) => response !== null))
  assert.deepEqual(last.errors.map(({ state, message, cells: count }) => [state, message.text, count]), [['failed', 'Status 400: Test status 400.', 3]])
  assert.equal(events.at(-1)!.id, last.version)
  assert.deepEqual((await follow(run, last.version)).events, [], 'who knows it all is told nothing')
  const cellsTold = async (after?: string) => (await follow(run, after)).events.map(({ data }) => (data!.cells as unknown[]).length)
  assert.deepEqual(await cellsTold(), [6], 'who knows nothing is told all')
  assert.deepEqual(await cellsTold(before.version), [6], 'and so is who knows what was')
  assert.match(watchRun.input.shape.after.description!, /no longer holds is answered with everything/)
})

test('a provider that rests is asked at once when it has been changed', async () => {
  const elsewhere = await startEndpoint({ tokens: 12 })
  await app.ask(setProvider, { provider: 'moving', kind: 'openai-compatible', baseUrl: endpoint.url }, admin)
  const attemptsOf = async (run: string) => (await app.ask(listRunAttempts, { run }, admin)).attempts
  const { run: tired } = await app.ask(createRun, { challenges: ['lamp'], models: ['moving/tired@429-retry-after-60'] }, admin)
  const worker = startRunWorker(app.services, { most: 4, onError: (error) => assert.fail(String(error)) })
  const until = async (isSo: () => Promise<boolean>) => {
    for (const end = Date.now() + 10_000; Date.now() < end; await wait(50)) if (await isSo()) return
    assert.fail('It did not happen in ten seconds.')
  }
  try {
    await until(async () => (await attemptsOf(tired))[0]?.problem === 'rate-limited')
    const { run } = await app.ask(createRun, { challenges: ['lamp'], models: ['moving/rested'] }, admin)
    await wait(1_200)
    assert.deepEqual(await attemptsOf(run), [], 'it rests')
    await app.ask(setProvider, { provider: 'moving', baseUrl: elsewhere.url }, admin)
    await until(async () => (await app.ask(getRun, { run }, admin)).counts.filled === 1)
    assert.deepEqual(elsewhere.asked.requests.map(({ model }) => model), ['rested'])
  } finally {
    await worker.stop()
    await elsewhere.close()
  }
})
