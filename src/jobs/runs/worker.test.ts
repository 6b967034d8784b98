import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTransaction } from '../../store/database.ts'
import { setRunState } from '../../store/runs/change.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { answersOf, attemptsOf, aRun, aWorker, cellsOfRun, fastClock, stateOfRun, textOf } from '../../testing/runs.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'

forEachDatabase((kind) => {
  let store: TestStore
  let endpoint: Endpoint

  before(async () => {
    store = await openTestStore(kind)
    endpoint = await startEndpoint()
  })
  after(async () => {
    await endpoint.close()
    await store.close()
  })

  test('a run fills every cell once, with the texts that were sent', async () => {
    const challenges = Array.from({ length: 5 }, (_, index) => [`Question ${index}?`])
    const run = await aRun(store, { endpoint, models: ['one', 'two'], challenges, samples: 2, settings: { seed: 7 } })
    const worker = aWorker(store, { run: run.publicId })
    await worker.work()
    assert.deepEqual([await cellsOfRun(store, run), await stateOfRun(store, run), worker.errors], [{ filled: 20 }, 'done', []])
    const attempts = await attemptsOf(store, run)
    assert.deepEqual([attempts.length, new Set(attempts.map(({ cell_id }) => cell_id)).size, endpoint.asked.summary().requests], [20, 20, 20])
    const answers = await answersOf(store)
    assert.equal(new Set(answers.map(({ model, challenge_id, sample }) => `${model} ${challenge_id} ${sample}`)).size, 20)
    for (const { response_id, text, usage, ttft_ms, duration_ms } of attempts) {
      const answer = answers.find(({ id }) => id === response_id)!
      assert.equal(answer.text, text)
      assert.deepEqual([usage?.output, answer.output_tokens, answer.finish_reason], [40, 40, 'stop'])
      assert.ok(ttft_ms! > 0 && duration_ms! >= ttft_ms!, 'it took some time')
    }
  })

  test('a conversation carries the earlier answers, and each turn is an answer', async () => {
    const turns = ['Name a lamp.', 'Where does it stand?', 'Why there?']
    const run = await aRun(store, { endpoint, models: ['talker'], challenges: [turns] })
    await aWorker(store, { run: run.publicId }).work()
    const told: string[] = []
    for (const turn of turns) told.push(turn, textOf('talker', [...told, turn].join('\n')))
    const answers = (await answersOf(store)).filter(({ model }) => model === 'talker')
    assert.deepEqual(answers.map(({ turn, text }) => [turn, text]), [[1, told[1]], [2, told[3]], [3, told[5]]])
    const asked = endpoint.asked.requests.filter(({ model }) => model === 'talker').map(({ body }) => (JSON.parse(body) as { messages: Array<{ role: string; content: string }> }).messages)
    assert.deepEqual(asked[2]!.map(({ role, content }) => [role, content]), [['user', told[0]], ['assistant', told[1]], ['user', told[2]], ['assistant', told[3]], ['user', told[4]]])
  })

  test('requests a minute are counted for each turn of a conversation', async () => {
    const run = await aRun(store, { endpoint, models: ['counted'], challenges: [['First?', 'Second?', 'Third?']], limits: { requestsPerMinute: 2 } })
    const now = fastClock(120)
    await aWorker(store, { run: run.publicId, now }).work()
    const [first, , third] = await attemptsOf(store, run)
    assert.deepEqual(await cellsOfRun(store, run), { filled: 1 })
    assert.ok(Date.parse(third!.asked_at) - Date.parse(first!.asked_at) >= 60_000)
  })

  test('429 waits as long as it says and all of its provider rests, and without a time the wait grows', async () => {
    const run = await aRun(store, { endpoint, models: ['busy@fails-1@429-retry-after-30', 'crowded@fails-2@429'], concurrency: 1 })
    await aWorker(store, { run: run.publicId, now: fastClock(40) }).work()
    assert.deepEqual(await cellsOfRun(store, run), { filled: 2 })
    const [busy, crowded] = Map.groupBy(await attemptsOf(store, run), ({ model }) => model).values()
    assert.deepEqual(busy!.map(({ state, problem, status }) => [state, problem, status]), [['failed', 'rate-limited', 429], ['complete', null, null]])
    const at = (attempt: { asked_at: string; ended_at: string | null }) => [Date.parse(attempt.asked_at), Date.parse(attempt.ended_at!)] as const
    const restUntil = at(busy![0]!)[1] + 30_000
    assert.ok(at(busy![1]!)[0] >= restUntil, 'it is not asked again before the time it named')
    assert.ok(at(crowded![0]!)[0] >= restUntil, 'nor is another model of this provider')
    assert.deepEqual(crowded!.map(({ state }) => state), ['failed', 'failed', 'complete'])
    assert.ok(at(crowded![1]!)[0] - at(crowded![0]!)[1] >= 500 && at(crowded![2]!)[0] - at(crowded![1]!)[1] >= 1_000, 'each wait is longer')
  })

  test('500 is asked again after a wait, and fails in the end with what the provider said', async () => {
    const run = await aRun(store, { endpoint, models: ['shaky@fails-2@500', 'broken@500'] })
    await aWorker(store, { run: run.publicId, now: fastClock(60) }).work()
    assert.deepEqual([await cellsOfRun(store, run), await stateOfRun(store, run)], [{ filled: 1, failed: 1 }, 'done'])
    const attempts = await attemptsOf(store, run)
    assert.deepEqual(attempts.filter(({ model }) => model === 'shaky@fails-2@500').map(({ state, number }) => [state, number]), [['failed', 1], ['failed', 2], ['complete', 3]])
    const broken = attempts.filter(({ model }) => model === 'broken@500')
    assert.deepEqual([broken.length, broken.every(({ message }) => message === 'Status 500: Test status 500.')], [6, true])
    for (const [index, { asked_at }] of broken.slice(1).entries()) {
      assert.ok(Date.parse(asked_at) - Date.parse(broken[index]!.ended_at!) >= 500 * 2 ** index, `wait ${index + 1}`)
    }
    await inTransaction(store.write, (tx) => setRunState(tx, run.id, { state: 'running', failed: true }, new Date()))
    await aWorker(store, { run: run.publicId, now: fastClock(60) }).work()
    assert.equal((await attemptsOf(store, run)).filter(({ model }) => model === 'broken@500').length, 12, 'asked for once more, it has all its tries again')
  })

  test('an answer that broke off is kept as partial and never shown as an answer', async () => {
    const run = await aRun(store, { endpoint, models: ['cut@cut', 'reset@reset', 'told@error-event', 'garbled@bad-json'] })
    await aWorker(store, { run: run.publicId, now: fastClock(200) }).work()
    assert.deepEqual(await cellsOfRun(store, run), { failed: 4 })
    const attempts = await attemptsOf(store, run)
    assert.equal(attempts.length, 24)
    for (const { model, state, text, response_id, problem } of attempts) {
      const whole = textOf(model, 'Say hello.')
      assert.deepEqual([state, response_id], ['partial', null], model)
      assert.ok(text!.length > 0 && text!.length < whole.length && whole.startsWith(text!), model)
      assert.ok(problem !== null)
    }
    assert.deepEqual((await answersOf(store)).filter(({ model }) => attempts.some((attempt) => attempt.model === model)), [])
  })

  test('what asking again does not help fails at once, with its sentence', async () => {
    const run = await aRun(store, { endpoint, models: ['secret@401', 'gone@404', 'wrong@400', 'away@redirect-private'] })
    await aWorker(store, { run: run.publicId }).work()
    const attempts = await attemptsOf(store, run)
    assert.deepEqual(attempts.map(({ model, problem }) => [model, problem]).sort(), [
      ['away@redirect-private', 'address-refused'], ['gone@404', 'not-found'], ['secret@401', 'key'], ['wrong@400', 'invalid'],
    ])
    const cells = await store.read.selectFrom('run_cells').selectAll().where('run_id', '=', run.id).execute()
    assert.ok(cells.every(({ state, message, owner }) => state === 'failed' && message !== null && message.length > 10 && owner === null))
  })

  test('an answer with something to say about it is kept as it came, with a warning', async () => {
    const models = ['switched@wrong-model', 'silent@empty', 'damaged@bad-utf8', 'short@length', 'blocked@filter', 'thinker@reasoning']
    const run = await aRun(store, { endpoint, models })
    await aWorker(store, { run: run.publicId }).work()
    assert.deepEqual(await cellsOfRun(store, run), { filled: 6 })
    const byModel = Object.fromEntries((await attemptsOf(store, run)).map((attempt) => [attempt.model, attempt]))
    assert.match(byModel['switched@wrong-model']!.warnings!.join(), /“another-model-2” answered/)
    assert.equal(byModel['switched@wrong-model']!.served_model, 'another-model-2')
    assert.deepEqual([byModel['silent@empty']!.text, byModel['silent@empty']!.warnings], ['', ['The answer is empty.']])
    assert.match(byModel['damaged@bad-utf8']!.warnings!.join(), /not UTF-8/)
    assert.ok(byModel['damaged@bad-utf8']!.text!.includes('\uFFFD'))
    assert.match(byModel['short@length']!.warnings!.join(), /limit of output tokens/)
    assert.match(byModel['blocked@filter']!.warnings!.join(), /content filter/)
    assert.equal(byModel['thinker@reasoning']!.usage!.reasoning, 24)
    assert.ok(byModel['thinker@reasoning']!.reasoning!.length > 24)
    assert.equal(byModel['thinker@reasoning']!.text, textOf('thinker@reasoning', 'Say hello.'))
  })

  test('an answer of 10 MB is kept to the last byte', async () => {
    const run = await aRun(store, { endpoint, models: ['huge@10mb'] })
    await aWorker(store, { run: run.publicId }).work()
    const [attempt] = await attemptsOf(store, run)
    assert.ok(Buffer.byteLength(attempt!.text!) >= 10 * 1_048_576)
    assert.equal(attempt!.text, textOf('huge@10mb', 'Say hello.'))
  })
})
