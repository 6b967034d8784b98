import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { z } from 'zod'
import { startRunWorker, type StartedWorker } from '../../jobs/runs/start.ts'
import { admin, adminToken, startTestApp, visitor, type TestApp } from '../../testing/app.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { untilDone } from '../../testing/lab.ts'
import { importRows } from '../../testing/imported-rows.ts'
import { costText, hasEnded, remarkOf, tokensText, warningsBeside } from '../../web/lab-answer.ts'
import { setProvider } from '../providers/set.ts'
import type { AnswerDetail } from '../responses/card.ts'
import { addToLab } from './add.ts'
import { getLabAnswer } from './answer.ts'
import { readAttachment } from './attachments.ts'
import { chooseLab, continueLab, retryLab, revealLab, shareLab, stopLab } from './go-on.ts'
import { getLab, listLab } from './read.ts'
import { saveLab } from './save.ts'
import { startLab } from './start.ts'

let app: TestApp
let endpoint: Endpoint
let worker: StartedWorker

before(async () => {
  app = await startTestApp()
  endpoint = await startEndpoint({ tokens: 12 })
  app.services.now = () => new Date()
  await app.ask(setProvider, { provider: 'test', kind: 'openai-compatible', baseUrl: endpoint.url, key: 'sk-lab-key' }, admin)
  worker = startWorker()
})
after(async () => {
  await worker?.stop()
  await endpoint.close()
  await app.close()
})

const startWorker = () => startRunWorker(app.services, { most: 16, onError: (error) => app.log.push(String(error)) })

const start = (models: string[], more: object = {}) => app.ask(startLab, { prompt: 'Name three rivers.', models: models.map((model) => ({ model })), ...more }, admin)

test('a prompt with its variables goes to every column, and the answers come with their clocks and tokens', async () => {
  endpoint.asked.forget()
  const { session } = await start(['test/one', 'test/two', 'house/brevis-writer'], { prompt: 'Name {{count}} rivers.', variables: { count: 'four', who: 'a pilot' }, system: 'You are {{who}}: {{count}} words.' })
  const { columns, rounds, system, systemTemplate } = await untilDone(app, session)
  assert.deepEqual(rounds.map(({ prompt }) => prompt), ['Name four rivers.'])
  assert.deepEqual([system, systemTemplate], ['You are a pilot: four words.', 'You are {{who}}: {{count}} words.'])
  assert.deepEqual(columns.map(({ answers }) => answers.map(({ state, whole }) => [state, whole])), [[['filled', true]], [['filled', true]], [['filled', true]]])
  const [first] = columns[0]!.answers
  assert.ok(first!.text!.text.length > 10 && first!.html!.length > 10 && first!.outputTokens! > 0 && first!.durationMs! > 0)
  const asked = JSON.parse(endpoint.asked.requests[0]!.body) as { messages: Array<{ role: string; content: string }> }
  assert.deepEqual(asked.messages, [{ role: 'system', content: 'You are a pilot: four words.' }, { role: 'user', content: 'Name four rivers.' }])
})

test('a variable without a value is asked for, and nothing is sent', async () => {
  await assert.rejects(start(['test/one', 'test/two'], { prompt: 'Name {{count}} {{things}}.', variables: { count: 'four' } }), /without a value: \{\{things\}\}/)
  await assert.rejects(start(['test/one', 'test/two'], { system: 'You are {{who}}.' }), /without a value: \{\{who\}\}/)
})

test('each column goes on with its own conversation, or all with that of one', async () => {
  const { session } = await start(['test/one', 'test/two'])
  const first = await untilDone(app, session)
  const said = first.columns.map(({ answers }) => answers[0]!.text!.text)
  endpoint.asked.forget()
  await app.ask(continueLab, { session, prompt: 'And lakes?' }, admin)
  await untilDone(app, session)
  const bodies = () => endpoint.asked.requests.map(({ body }) => JSON.parse(body) as { model: string; messages: Array<{ role: string; content: string }> }).toSorted((a, b) => a.model.localeCompare(b.model))
  assert.deepEqual(bodies().map(({ messages }) => messages.map(({ content }) => content)), said.map((answer) => ['Name three rivers.', answer, 'And lakes?']))
  endpoint.asked.forget()
  await app.ask(continueLab, { session, prompt: 'And seas?', shared: 1 }, admin)
  const { rounds } = await untilDone(app, session)
  assert.deepEqual(bodies().map(({ messages }) => messages[1]!.content), [said[1], said[1]])
  assert.equal(rounds[2]!.sharedFrom, 1)
})

test('a blind session names nobody until the best was chosen, not even in what goes wrong', async () => {
  const { session } = await start(['test/secret-name-one', 'test/secret-name-two@401', 'house/brevis-writer'], { blind: true })
  const sealed = await untilDone(app, session)
  assert.equal(sealed.blind, true)
  assert.doesNotMatch(JSON.stringify(sealed), /secret-name|brevis|house|"test"|127\.0\.0\.1/i)
  const failed = sealed.columns.find(({ answers }) => answers[0]!.state === 'failed')!
  assert.equal(failed.answers[0]!.message!.text, 'The provider refused the key.')
  const best = sealed.columns.find(({ answers }) => answers[0]!.state === 'filled')!.column
  const open = await app.ask(chooseLab, { session, column: best }, admin)
  assert.equal(open.blind, false)
  assert.deepEqual(open.rounds[0]!.best, { column: best, blind: true })
  assert.deepEqual(open.columns.map(({ name }) => name).toSorted(), ['brevis-writer', 'secret-name-one', 'secret-name-two@401'])
  await assert.rejects(app.ask(chooseLab, { session, column: 0 }, admin), /That choice stays/)
})

test('what can be asked names nobody whom only sessions with hidden names have asked, and its order tells no column', async () => {
  const lists = async () => Promise.all(['runs', 'lab'].map(async (noun) => (await app.request(`/api/v1/${noun}/choices`, { headers: { Authorization: `Bearer ${adminToken}` } })).text()))
  const names = ['test/zulu-hidden', 'test/alpha-hidden', 'test/mike-hidden']
  await untilDone(app, (await start(['test/zulu-known', 'test/alpha-known'])).session)
  const before = await lists()
  const { session } = await start([...names, 'test/zulu-known', 'test/alpha-known'], { blind: true })
  await untilDone(app, session)
  assert.deepEqual(await lists(), before, 'asking blind changes no list')
  for (const path of [`runs/${session}`, `runs/${session}/cells`, `runs/${session}/attempts`]) {
    assert.equal((await app.request(`/api/v1/${path}`, { headers: { Authorization: `Bearer ${adminToken}` } })).status, 404, path)
  }
  await app.ask(chooseLab, { session, column: 0 }, admin)
  for (const list of await lists()) {
    const found = [...list.matchAll(/test\/[^"]+/g)].map(([name]) => name)
    assert.deepEqual(found, found.toSorted())
    assert.deepEqual(names.filter((name) => !found.includes(name)), [], 'once the names are told they can be chosen again')
  }
})

test('a model that only a session with hidden names has asked is in no public list, count, search or page until those are told', async () => {
  const paths = ['/api/v1/models?limit=200', '/api/v1/aliases', '/api/v1/stats', '/api/v1/creators', '/api/v1/search?q=quixotal', '/api/v1/models/quixotal-one', '/api/v1/responses?model=quixotal-one']
  const seen = async () => Promise.all(paths.map(async (path) => (await (await app.request(path)).text()).replace(/"requestId":"[^"]*"/, '')))
  const names = (texts: string[]) => texts.flatMap((text, index) => (/quixotal-(one|two)/.test(text) ? [paths[index]] : []))
  const before = await seen()
  const sessions = []
  for (const models of [['test/quixotal-one', 'test/quixotal-two'], ['test/quixotal-three', 'test/quixotal-one']]) sessions.push((await start(models, { blind: true })).session)
  for (const session of sessions) await untilDone(app, session)
  assert.deepEqual(await seen(), before)
  await app.ask(chooseLab, { session: sessions[0]!, column: 0 }, admin)
  assert.deepEqual(names(await seen()), paths.filter((path) => !/stats|creators|responses/.test(path)))
  assert.ok(!(await seen()).join().includes('quixotal-three'))
  await app.ask(revealLab, { session: sessions[1]! }, admin)
  assert.ok((await seen())[0]!.includes('quixotal-three'))
})

test('an answer that the provider’s filter or the limit of tokens ended says so, blind or not, and says it once', async () => {
  for (const blind of [false, true]) {
    const { session } = await start(['test/kept-back@filter', 'test/kept-short@length'], { blind })
    const answers = (await untilDone(app, session)).columns.map(({ answers: [answer] }) => answer!)
    const filtered = answers.find(({ finishReason }) => finishReason === 'content-filter')!
    assert.equal(remarkOf(filtered), 'The answer was ended by the provider’s content filter: it may not be whole.')
    assert.match(remarkOf(answers.find(({ finishReason }) => finishReason === 'length')!)!, /limit of output tokens/)
    assert.deepEqual(answers.flatMap(warningsBeside), [])
    assert.equal(remarkOf({ ...filtered, text: { ...filtered.text!, text: '' } }), `${remarkOf(filtered)} The answer is empty.`)
  }
})

test('what was refused took nothing, which is not unknown; what may have been charged stays unknown', async () => {
  const { session } = await start(['test/refused@401', 'test/busy@400', 'test/endless@interval-50@tokens-9000'])
  for (;;) {
    const { columns } = await app.ask(getLab, { session }, admin)
    if (columns[2]!.answers[0]!.text?.text && columns[1]!.answers[0]!.state === 'failed') break
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  await app.ask(stopLab, { session }, admin)
  for (let ended = false; !ended; ended = hasEnded((await app.ask(getLab, { session }, admin)).columns[2]!.answers[0]!)) await new Promise((resolve) => setTimeout(resolve, 25))
  const answers = (await untilDone(app, session)).columns.map((column) => column.answers[0]!)
  assert.deepEqual(answers.map((answer) => [answer.mayBeCharged, tokensText(answer), costText(answer, false)]), [
    [false, '– tokens', '– cost'], [false, '– tokens', '– cost'], [true, 'tokens unknown', 'cost unknown'],
  ])
  assert.equal(costText(answers[0]!, true), 'cost hidden')
})

test('a column that fails says why and is retried alone', async () => {
  const { session } = await start(['test/one', 'test/flaky@401'])
  const done = await untilDone(app, session)
  assert.deepEqual(done.columns.map(({ answers }) => answers[0]!.state), ['filled', 'failed'])
  assert.ok(done.columns[1]!.answers[0]!.message!.text.length > 10)
  await assert.rejects(app.ask(chooseLab, { session, column: 1 }, admin), /no whole answer, so it cannot be the best/)
  endpoint.asked.forget()
  await app.ask(retryLab, { session, column: 1 }, admin)
  await untilDone(app, session)
  assert.deepEqual(endpoint.asked.requests.map(({ model }) => model), ['flaky@401'])
  await assert.rejects(app.ask(retryLab, { session, column: 0 }, admin), /Only an answer that failed or was stopped/)
})

test('a column that is asked again says why and when, holds nothing of the try in vain, and its time is that of all tries', async () => {
  const { session } = await start(['test/broken@cut', 'test/one'])
  const until = async (holds: (answer: z.output<typeof getLab.output>['columns'][number]['answers'][number]) => boolean) => {
    for (let looks = 0; looks < 400; looks++) {
      const answer = (await app.ask(getLab, { session }, admin)).columns[0]!.answers[0]!
      if (holds(answer)) return answer
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    throw new Error('It never came to that.')
  }
  const waiting = await until(({ state, tries }) => state === 'waiting' && tries === 1)
  assert.deepEqual([waiting.text, waiting.durationMs, waiting.problem], [null, null, 'cut'])
  assert.ok(waiting.waitMs! > 0 && waiting.waitMs! <= 2_000 && Date.parse(waiting.notBefore!) > Date.now() - 1_000)
  assert.match(remarkOf(waiting)!, /^Try 2 comes in [12] s, because the last one failed\. .{10}/)
  const again = await until(({ state, tries }) => state === 'waiting' && tries === 2)
  assert.match(remarkOf({ ...again, state: 'held' })!, /^Try 2, because the last one failed\. .{10}/)
  await app.ask(stopLab, { session }, admin)
  const stopped = await until(({ state }) => state === 'stopped')
  assert.match(remarkOf(stopped)!, /^Stopped before try 3\. The last one failed: .{10}/)
  assert.ok(stopped.elapsedMs! >= 500 && stopped.elapsedMs! >= stopped.durationMs!, `${stopped.elapsedMs} ms with the wait between the tries`)
})

test('a column whose provider rests says for how long; not in a blind session, where it would tell who has the same provider', async () => {
  await app.ask(setProvider, { provider: 'limited', kind: 'openai-compatible', baseUrl: endpoint.url, key: 'sk-lab-key' }, admin)
  const models = ['limited/refused@401', 'limited/busy@429-retry-after-60']
  const { session } = await start(models)
  const answers = async () => (await app.ask(getLab, { session }, admin)).columns.map(({ answers }) => answers[0]!)
  while ((await answers()).map(({ state, tries }) => `${state} ${tries}`).join() !== 'failed 1,waiting 1') await new Promise((resolve) => setTimeout(resolve, 20))
  await app.ask(retryLab, { session, column: 0 }, admin)
  const [resting] = await answers()
  assert.ok(resting!.state === 'waiting' && resting!.waitMs! > 50_000 && resting!.waitMs! <= 60_000, `${resting!.state} ${resting!.waitMs}`)
  assert.match(remarkOf(resting!)!, /^It is asked in \d\d s: its provider takes no more requests/)
  await app.services.store.write.updateTable('lab_sessions').set({ blind: true }).where('public_id', '=', session).execute()
  assert.equal((await answers())[0]!.waitMs, null)
  await app.ask(stopLab, { session }, admin)
})

test('the clock of a column that is stopped while it waits stands at that moment, and one that was not asked anew has none of its wait', async () => {
  await app.ask(setProvider, { provider: 'patient', kind: 'openai-compatible', baseUrl: endpoint.url, key: 'sk-lab-key' }, admin)
  const { session } = await start(['patient/busy@429-retry-after-60', 'house/brevis-writer'])
  const answer = async () => (await app.ask(getLab, { session }, admin)).columns[0]!.answers[0]!
  while ((await answer()).tries === 0 || (await answer()).state !== 'waiting') await new Promise((resolve) => setTimeout(resolve, 20))
  await new Promise((resolve) => setTimeout(resolve, 700))
  const waited = (await answer()).elapsedMs!
  await app.ask(stopLab, { session }, admin)
  const stopped = (await answer()).elapsedMs!
  assert.ok(waited >= 700 && stopped >= waited, `${waited} ms, then ${stopped} ms`)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal((await answer()).elapsedMs, stopped, 'it stands still')
  await app.ask(retryLab, { session, column: 0 }, admin)
  assert.equal((await answer()).elapsedMs, null)
  await app.ask(stopLab, { session }, admin)
  assert.ok((await answer()).elapsedMs! < waited)
})

test('one column is stopped: what had arrived stays, as a part, and the others go on', async () => {
  const { session } = await start(['test/long@tokens-400@interval-20', 'test/one'])
  for (;;) {
    const { columns } = await app.ask(getLab, { session }, admin)
    if (columns[0]!.answers[0]!.text?.text) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await app.ask(stopLab, { session, column: 0 }, admin)
  await untilDone(app, session)
  let found = await app.ask(getLab, { session }, admin)
  for (let tries = 0; tries < 100 && found.columns[0]!.answers[0]!.durationMs === null; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    found = await app.ask(getLab, { session }, admin)
  }
  const [stopped, whole] = found.columns.map(({ answers }) => answers[0]!)
  assert.deepEqual([stopped!.state, stopped!.whole, whole!.whole], ['stopped', false, true])
  assert.ok(stopped!.text!.text.length > 0)
})

test('a column that was stopped while its worker was dead is over, with its clock at the stop, once the worker is found dead; then it can be asked again', async () => {
  const { session } = await start(['test/silent@silent', 'test/one'])
  const answer = async () => (await app.ask(getLab, { session }, admin)).columns[0]!.answers[0]!
  while ((await answer()).tries === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  await worker.stop()
  const write = app.services.store.write
  const cell = (await write.selectFrom('run_cells').innerJoin('lab_sessions', 'lab_sessions.run_id', 'run_cells.run_id').selectAll('run_cells')
    .where('public_id', '=', session).orderBy('run_model_id').executeTakeFirstOrThrow())
  // As a worker leaves it that is killed on another machine: held, with a lease that nobody extends any more.
  const askedAt = new Date(Date.now() - 3_600_000)
  await write.updateTable('run_cells').set({ state: 'held', tries: 0, owner: 'elsewhere 1 x', lease_until: new Date(askedAt.getTime() + 30_000).toISOString() }).where('id', '=', cell.id).execute()
  await write.updateTable('attempts').set({ state: 'asked', asked_at: askedAt.toISOString(), ended_at: null, duration_ms: null, message: null }).where('cell_id', '=', cell.id).execute()
  await app.ask(stopLab, { session }, admin)
  await write.updateTable('run_cells').set({ stopped_at: new Date(askedAt.getTime() + 5_000).toISOString() }).where('id', '=', cell.id).execute()
  const stopping = await answer()
  assert.deepEqual([stopping.state, hasEnded(stopping), stopping.elapsedMs], ['stopped', false, 5_000])
  await assert.rejects(app.ask(retryLab, { session, column: 0 }, admin), /still being stopped/)
  worker = startWorker()
  while (!hasEnded(await answer())) await new Promise((resolve) => setTimeout(resolve, 20))
  const stopped = await answer()
  assert.deepEqual([stopped.state, stopped.elapsedMs, remarkOf(stopped)], ['stopped', 5_000, 'Stopped before anything arrived.'])
  await app.ask(retryLab, { session, column: 0 }, admin)
  while ((await answer()).state !== 'held') await new Promise((resolve) => setTimeout(resolve, 20))
  await app.ask(stopLab, { session }, admin)
})

test('of a visitor who may ask, no address is kept', async () => {
  const { settings, store } = app.services
  const before = settings.visitorsMayAsk
  settings.visitorsMayAsk = true
  try {
    await app.ask(startLab, { prompt: 'Who am I?', models: [{ model: 'test/one' }, { model: 'test/two' }] }, { ...visitor, id: '198.51.100.77', voter: 'a-voter' })
  } finally {
    settings.visitorsMayAsk = before
  }
  const { caller } = await store.read.selectFrom('runs').select('caller').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  assert.equal(caller, 'visitor')
})

test('a session is its owner’s alone until it is shared, and a visitor may not spend', async () => {
  const { session } = await start(['test/one', 'test/two'])
  await untilDone(app, session)
  await assert.rejects(app.ask(getLab, { session }, visitor), { kind: 'not-found' })
  await app.ask(shareLab, { session }, admin)
  const seen = await app.ask(getLab, { session }, visitor)
  assert.equal(seen.mine, false)
  await assert.rejects(app.ask(continueLab, { session, prompt: 'More' }, visitor), { kind: 'forbidden' })
  await assert.rejects(app.ask(startLab, { prompt: 'x', models: [{ model: 'test/a' }, { model: 'test/b' }] }, visitor), { kind: 'unauthenticated' })
  assert.ok((await app.ask(listLab, {}, admin)).sessions.some((one) => one.session === session))
  assert.deepEqual((await app.ask(listLab, {}, visitor)).sessions, [])
})

test('saved as a public challenge, its answers and the choice are like any others', async () => {
  const { session } = await start(['test/one', 'test/two', 'test/three'], {
    blind: true, prompt: 'Write about rivers, for the record.', system: 'You are {{who}}.', variables: { who: 'a pilot' },
  })
  await untilDone(app, session)
  await app.ask(chooseLab, { session, column: 2 }, admin)
  const { saved } = await app.ask(saveLab, { session, title: 'Rivers, for the record', listed: true, category: 'writing' }, admin)
  const { body } = { body: await (await app.request(`/api/v1/responses?challenge=${saved!.challenge}`)).json() as { responses: unknown[] } }
  assert.equal(body.responses.length, 3)
  const { system } = await app.services.store.read.selectFrom('challenges').select('system').where('slug', '=', saved!.challenge).executeTakeFirstOrThrow()
  assert.equal(system, 'You are a pilot.')
  const votes = await app.services.store.read.selectFrom('votes').select(['verdict', 'blind', 'judge_kind']).execute()
  assert.deepEqual(votes.map(({ blind, judge_kind, verdict }) => [blind, judge_kind, verdict]), [[true, 'human', 'right'], [true, 'human', 'right']])
  const again = await app.ask(saveLab, { session, title: 'Rivers, for the record', listed: true, category: 'writing' }, admin)
  assert.equal(again.saved!.challenge, saved!.challenge)
  assert.equal((await app.services.store.read.selectFrom('votes').select('id').execute()).length, 2)
})

test('answers are kept as kinds of text alone: the Lab asks for nothing else', async () => {
  const { session } = await start(['test/one', 'test/two'], { prompt: 'Write of a kind, for the record.' })
  await untilDone(app, session)
  for (const outputType of ['audio', 'image', 'video'] as never[]) {
    await assert.rejects(app.ask(saveLab, { session, title: 'Kinds', listed: true, outputType }, admin), /The Lab asks for text, so its answers can be kept as text, code, json, csv, html or svg\./)
  }
  const { saved } = await app.ask(getLab, { session }, admin)
  assert.equal(saved, null)
})

test('what is public stays so; saved again it has the new title and category, and what cannot change is refused', async () => {
  const { session } = await start(['test/one', 'test/two'], { prompt: 'Write about straits, for the record.' })
  await untilDone(app, session)
  const { saved, published } = await app.ask(saveLab, { session, title: 'Straits', listed: true, category: 'waters', outputType: 'code' }, admin)
  assert.deepEqual(published, { title: 'Straits', category: 'waters', outputType: 'code', rounds: 1, isOwn: true })
  await assert.rejects(app.ask(saveLab, { session, title: 'Straits' }, admin), /is a public challenge already, and stays public/)
  await assert.rejects(app.ask(saveLab, { session, title: 'Straits', listed: true, outputType: 'json' }, admin), /answers are public as code, and stay so/)
  const challenge = async () => (await (await app.request(`/api/v1/challenges/${saved!.challenge}`)).json() as { challenge: { title: string; category: string | null } }).challenge
  await app.ask(saveLab, { session, title: 'Sounds and straits', listed: true }, admin)
  assert.deepEqual([(await challenge()).title, (await challenge()).category], ['Sounds and straits', 'waters'])
  assert.match(await (await app.request('/api/v1/search?q=sounds')).text(), /Sounds and straits/)
  const last = await app.ask(saveLab, { session, title: 'Sounds', listed: true, category: null }, admin)
  assert.deepEqual([last.saved!.challenge, last.published, (await challenge()).category], [saved!.challenge, { title: 'Sounds', category: null, outputType: 'code', rounds: 1, isOwn: true }, null])
  const types = await app.services.store.read.selectFrom('responses').innerJoin('challenges', 'challenges.id', 'responses.challenge_id').select('responses.output_type').where('slug', '=', saved!.challenge).execute()
  assert.deepEqual(types, [{ output_type: 'code' }, { output_type: 'code' }])
})

test('a challenge that was here before keeps its title and category, and the session says so', async () => {
  const prompt = 'Write about fjords, for the record.'
  await importRows(app.services.store, [{ kind: 'challenge', key: 'fjords', title: 'Fjords of old', category: 'ice', turns: [prompt] }])
  const { session } = await start(['test/one', 'test/two'], { prompt })
  await untilDone(app, session)
  const { published } = await app.ask(saveLab, { session, title: 'My fjords', listed: true }, admin)
  assert.deepEqual(published, { title: 'Fjords of old', category: 'ice', outputType: 'text', rounds: 1, isOwn: false })
  await assert.rejects(app.ask(saveLab, { session, title: 'My fjords', listed: true, category: 'snow' }, admin), /was here before it, and keeps its category/)
  const again = await app.ask(saveLab, { session, title: 'Fjords of mine', listed: true }, admin)
  assert.deepEqual([again.title, again.published], ['Fjords of mine', published])
})

test('a public session that was gone on with becomes a longer challenge of its own, beside the first', async () => {
  const { session } = await start(['test/one', 'test/two'], { prompt: 'Write about capes, for the record.' })
  await untilDone(app, session)
  const first = await app.ask(saveLab, { session, title: 'Capes', listed: true, category: 'coasts' }, admin)
  await app.ask(continueLab, { session, prompt: 'And bays?' }, admin)
  assert.equal((await untilDone(app, session)).published!.rounds, 1)
  const second = await app.ask(saveLab, { session, title: 'Capes and bays', listed: true }, admin)
  assert.deepEqual([second.published!.title, second.published!.rounds], ['Capes and bays', 2])
  const { challenge: { title } } = await (await app.request(`/api/v1/challenges/${first.saved!.challenge}`)).json() as { challenge: { title: string } }
  assert.deepEqual([title, first.saved!.challenge === second.saved!.challenge], ['Capes', false])
  const again = await app.ask(saveLab, { session, title: 'Capes, bays', listed: true }, admin)
  assert.deepEqual([again.saved, again.published!.title], [second.saved, 'Capes, bays'])
})

test('what a model found best over MCP is saved as a model’s vote', async () => {
  const { session } = await start(['test/one', 'test/two'], { blind: true, prompt: 'Write about lakes, for the record.' })
  await untilDone(app, session)
  await app.ask(chooseLab, { session, column: 1 }, { ...admin, decider: 'model' })
  const { saved } = await app.ask(saveLab, { session, title: 'Lakes, for the record', listed: true }, admin)
  const votes = await app.services.store.read.selectFrom('votes').innerJoin('challenges', 'challenges.id', 'votes.challenge_id')
    .select('judge_kind').where('challenges.slug', '=', saved!.challenge).execute()
  assert.deepEqual(votes, [{ judge_kind: 'model' }])
})

test('an answer has its whole card in its session and, once it is public, at its challenge', async () => {
  const { session } = await start([], {
    prompt: 'Name three rivers that flow to the north, and say where.', system: 'You answer in one line.', models: [
      { model: 'test/card-one', settings: { temperature: 0.5 } }, { model: 'house/brevis-writer' }, { model: 'test/cardless@401' },
    ],
  })
  await untilDone(app, session)
  await app.ask(continueLab, { session, prompt: 'And which of those that flow to the north is the longest?', columns: [0] }, admin)
  await untilDone(app, session)
  const sent = JSON.parse(endpoint.asked.requests.at(-1)!.body) as object
  const { card, attempts, asked } = await app.ask(getLabAnswer, { session, column: 0, round: 2 }, admin)
  assert.deepEqual([card.provider, card.route, card.requestedModel, card.lab, attempts.length, asked], ['test', endpoint.url, 'card-one', session, 1, 'Asked once: answered.'])
  assert.ok(card.software?.startsWith('@ai-sdk/openai-compatible ') && card.servedModel && card.tokens.output! > 0 && card.finishReason)
  assert.deepEqual([card.system?.text, card.messages.map(({ role }) => role)], ['You answer in one line.', ['user', 'assistant', 'user']])
  assert.deepEqual([card.sent!.body.data, card.settings!.map(({ name, value }) => [name, value])], [sent, [['temperature', 0.5]]])
  assert.ok(card.code.curl?.text.includes('--data-binary') && card.code.sdk?.text.includes('streamText'))
  const failed = await app.ask(getLabAnswer, { session, column: 2, round: 1 }, admin)
  assert.deepEqual([failed.attempts.map(({ problem, status }) => [problem, status]), failed.card.route], [[['key', 401]], endpoint.url])

  const { saved } = await app.ask(saveLab, { session, title: 'Rivers to the north', listed: true }, admin)
  const { answers } = await (await app.request(`/api/v1/models/card-one/responses/${saved!.challenge}`)).json() as { answers: Array<z.output<typeof AnswerDetail>> }
  assert.deepEqual(answers.map(({ turn, card, attempts, asked }) => [turn, card.route, card.lab, attempts.length, asked]), [1, 2].map((turn) => [turn, endpoint.url, session, 1, 'Asked once: answered.']))
  assert.deepEqual(answers[1]!.card, { ...card, sent: { ...card.sent, body: answers[1]!.card.sent!.body } })
  assert.deepEqual(answers[1]!.card.sent!.body.data, sent)
})

test('how a model was asked is not told while its name is hidden, nor to strangers, nor before it has ended', async () => {
  const { session } = await start(['test/one', 'test/two'], { blind: true })
  await untilDone(app, session)
  await assert.rejects(app.ask(getLabAnswer, { session, column: 0, round: 1 }, admin), /names of this session are still hidden/)
  await assert.rejects(app.ask(getLabAnswer, { session, column: 0, round: 1 }, visitor), { kind: 'not-found' })
  await app.ask(chooseLab, { session, column: 0 }, admin)
  assert.equal((await app.ask(getLabAnswer, { session, column: 0, round: 1 }, admin)).card.provider, 'test')
  await assert.rejects(app.ask(getLabAnswer, { session, column: 0, round: 2 }, admin), /was not asked that question/)
})

test('a private challenge is its owners’ to open, compare and run, and no public reply holds or counts it', async () => {
  const get = async (path: string, init: RequestInit) => {
    const reply = await app.request(path, init)
    assert.equal(reply.status, 200, path)
    return reply.text()
  }
  const publicly = ['/api/v1/challenges?facets=true', '/api/v1/challenges?q=zarf', '/api/v1/responses', '/api/v1/search?q=zarf', '/api/v1/stats', '/api/v1/collections', '/challenges', '/search?q=zarf', '/api/v1/votes', '/']
  const seen = () => Promise.all(publicly.map((path) => get(path, { headers: { Authorization: `Bearer ${adminToken}` } })))
  const { session } = await start(['test/one', 'test/two'], { prompt: 'Describe a zarf that nobody else may read of.', system: 'Be brief.' })
  await untilDone(app, session)
  await app.ask(chooseLab, { session, column: 1 }, admin)
  const before = await seen()
  const { saved, notPublic } = await app.ask(saveLab, { session, title: 'Zarfs' }, admin)
  assert.deepEqual([saved, notPublic], [{ challenge: null, private: true }, null])
  assert.deepEqual((await app.ask(listLab, { saved: true }, admin)).sessions.filter((one) => one.session === session).map(({ title, saved }) => [title, saved]), [['Zarfs', 'private']])
  assert.deepEqual(await seen(), before)
  assert.ok(before.every((text) => text.length > 10))
  for (const text of before) assert.doesNotMatch(text, /zarfs|describe a zarf/i)

  endpoint.asked.forget()
  await app.ask(addToLab, { session, models: [{ model: 'test/three', settings: { temperature: 0.5 } }] }, admin)
  const { columns } = await untilDone(app, session)
  assert.deepEqual(columns.map(({ label, name, answers }) => [label, name, answers[0]!.whole]), [['A', 'one', true], ['B', 'two', true], ['C', 'three', true]])
  const [asked, ...others] = endpoint.asked.requests.map(({ body }) => JSON.parse(body) as { messages: unknown; temperature: number })
  assert.deepEqual([asked!.messages, asked!.temperature, others], [[{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Describe a zarf that nobody else may read of.' }], 0.5, []])
  await assert.rejects(app.ask(addToLab, { session, models: [{ model: 'test/four' }] }, visitor), { kind: 'not-found' })

  const open = await app.ask(saveLab, { session, title: 'Zarfs', listed: true }, admin)
  const votes = await app.services.store.read.selectFrom('votes').innerJoin('challenges', 'challenges.id', 'votes.challenge_id').select('verdict').where('slug', '=', open.saved!.challenge!).execute()
  assert.deepEqual(votes, [{ verdict: 'right' }], 'who came later was not there to be chosen')
})

test('a conversation, a blind session and one that is full take no more models; what cannot be public says why before', async () => {
  const add = (session: string) => app.ask(addToLab, { session, models: [{ model: 'test/three' }] }, admin)
  const blind = await start(['test/one', 'test/two'], { blind: true })
  assert.match((await untilDone(app, blind.session)).notPublic!, /names are still hidden/)
  await assert.rejects(add(blind.session), /names of this session are still hidden/)
  const full = await start(Array.from({ length: 8 }, () => 'house/brevis-writer'))
  await assert.rejects(add(full.session), /at most 8 columns/)
  const talk = await start(['test/one', 'test/two'])
  await untilDone(app, talk.session)
  await app.ask(continueLab, { session: talk.session, prompt: 'And lakes?', shared: 0 }, admin)
  const { notPublic } = await untilDone(app, talk.session)
  assert.match(notPublic!, /another’s conversation/)
  await assert.rejects(app.ask(saveLab, { session: talk.session, title: 'Talk', listed: true }, admin), /another’s conversation/)
  await assert.rejects(add(talk.session), /is a conversation/)
})

test('an image goes with the prompt to models that take one; a file that is neither text nor image is refused', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64')
  endpoint.asked.forget()
  const { session } = await start(['test/one', 'test/two'], { attachments: [{ name: 'a.png', base64: png }, { name: 'b.txt', base64: Buffer.from('some notes').toString('base64') }] })
  await untilDone(app, session)
  assert.match(endpoint.asked.requests[0]!.body, /data:image\/png;base64,iVBORw0KGgo/)
  assert.match(endpoint.asked.requests[0]!.body, /b\.txt:.*some notes/)
  const read = (place: number, caller = admin) => readAttachment({ session, round: 1, place }, caller, app.services)
  assert.deepEqual([await read(1), (await read(2)).mediaType], [{ name: 'a.png', mediaType: 'image/png', bytes: Buffer.from(png, 'base64') }, 'text/plain'])
  for (const place of [0, 3, NaN]) await assert.rejects(read(place), { kind: 'not-found' })
  await assert.rejects(read(1, visitor), { kind: 'not-found' })
  await app.ask(shareLab, { session }, admin)
  assert.equal((await read(1, visitor)).mediaType, 'image/png')
  await assert.rejects(start(['test/one', 'test/two'], { attachments: [{ name: 'c.bin', base64: Buffer.from([0, 1, 2, 255]).toString('base64') }] }), /neither text nor/)
})

test('who follows a session gets every character once and in order, then how it ended', async () => {
  const { session } = await start(['test/slow@tokens-60@interval-4', 'house/fabula-writer'])
  const reply = await app.request(`/api/v1/lab/${session}/events`, { headers: { Accept: 'text/event-stream', Authorization: `Bearer ${adminToken}` } })
  const texts = ['', '']
  const pieces = [0, 0]
  let last: { columns: Array<{ answers: Array<{ text: { text: string } | null }> }> } | undefined
  for (const block of (await reply.text()).split('\n\n')) {
    const [event, data] = [/^event: (.*)$/m.exec(block)?.[1], /^data: (.*)$/m.exec(block)?.[1]]
    if (event === 'result') last = JSON.parse(data!)
    const told = event === 'progress' ? (JSON.parse(data!) as { data?: { kind: string; column: number; from: number; text: string } }).data : undefined
    if (told?.kind !== 'text') continue
    assert.equal(told.from, texts[told.column]!.length, 'nothing is missing and nothing comes twice')
    texts[told.column] += told.text
    pieces[told.column]! += 1
  }
  assert.deepEqual(texts, last!.columns.map(({ answers }) => answers[0]!.text!.text))
  assert.ok(pieces[0]! > 5, `it came in ${pieces[0]} pieces`)
})
