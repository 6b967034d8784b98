import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { castVotes, writeCheck } from '../testing/cast-votes.ts'
import { anAnswer, aVote, importRows, manyRows, testWriter } from '../testing/imported-rows.ts'
import { forEachDatabase, makeTestPlace, openTestStore } from '../testing/store.ts'
import { openStore, type Store } from './database.ts'
import { recheckVotes, type RecheckProgress } from './recheck.ts'

const recheck = (store: Store) => recheckVotes(store, () => {})

/** What is known of each vote now, by its key: `check: outcome`. */
async function known(store: Store): Promise<Record<string, string[]>> {
  const rows = await store.read.selectFrom('vote_checks').innerJoin('votes', 'votes.id', 'vote_checks.vote_id')
    .select(['votes.key', 'vote_checks.name', 'vote_checks.version', 'outcome']).orderBy('vote_checks.version').execute()
  const newest = new Map(rows.map(({ key, name, outcome }) => [`${key}\n${name}`, outcome]))
  const found: Record<string, string[]> = {}
  for (const [place, outcome] of newest) {
    const [key, name] = place.split('\n') as [string, string]
    found[key] = [...found[key] ?? [], `${name}: ${outcome}`].sort()
  }
  return found
}

const poem = { kind: 'challenge' as const, key: 'poem', turns: ['Ask poem.'] }
const says = (model: string, text: string) => ({ model, response: anAnswer(model, text, { challenge: poem }) })
const plain = { challenge: poem, left: { model: 'owl' }, right: { model: 'wren' } }

forEachDatabase((kind) => {
  test('every check is run on imported votes, and what a source does not say is unknown without a fact', async () => {
    const store = await openTestStore(kind)
    const at = (seconds: number) => new Date(Date.parse('2025-05-05T12:00:00.000Z') + seconds * 1_000).toISOString()
    await importRows(store,
      aVote('same text', { ...plain, left: says('owl', 'The same  text.'), right: says('wren', 'The same text.') }),
      aVote('leak', { ...plain, left: says('owl', 'I am OWL, made by nobody.'), right: says('mole', 'I am ChatGPT, a large language model trained by OpenAI.') }),
      aVote('hasty', { ...plain, provenance: { dwellMs: 10, bothSeen: false }, judge: 'ann', votedAt: at(0) }),
      aVote('again', { ...plain, left: plain.right, right: plain.left, judge: 'ann', votedAt: at(60) }),
      aVote('day', { ...plain, judge: 'bob', votedAt: '2025-05-05' }),
      aVote('nobody', {}),
      aVote('machine', { ...plain, judgeKind: 'model', judge: 'gpt' }), aVote('machine turned', { ...plain, left: plain.right, right: plain.left, judgeKind: 'model', judge: 'gpt' }),
      ...Array.from({ length: 21 }, (_, index) => aVote(`fast ${index}`, { left: { model: 'owl' }, right: { model: `other ${index}` }, challenge: poem, judge: 'cid', votedAt: at(100 + index) })))
    const { votes, isContinued, written } = await recheck(store)
    assert.deepEqual([votes, isContinued], [29, false])
    const found = await known(store)
    assert.deepEqual(found['same text'], ['duplicate-text: fail', 'identity-leak: pass'])
    assert.deepEqual(found['leak'], ['duplicate-text: pass', 'identity-leak: fail'])
    assert.deepEqual(found['hasty'], ['both-seen: fail', 'dwell: fail', 'rate: pass', 'same-prompt: pass'])
    assert.deepEqual(found['again'], ['rate: pass', 'same-prompt: fail'])
    assert.deepEqual(found['day'], ['same-prompt: pass'])
    for (const key of ['nobody', 'machine', 'machine turned']) assert.equal(found[key], undefined)
    assert.deepEqual(found['fast 19'], ['rate: pass', 'same-prompt: pass'])
    assert.deepEqual(found['fast 20'], ['rate: fail', 'same-prompt: pass'])
    assert.deepEqual(written.find(({ check }) => check === 'rate'), { check: 'rate', pass: 22, fail: 1, unknown: 0 })
    await store.close()
  })

  test('running it again writes nothing; what an older version of a check had found is found anew, and the older fact stays', async () => {
    const store = await openTestStore(kind)
    await importRows(store, aVote('1', { ...plain, left: says('owl', 'One.'), right: says('wren', 'Two.') }), aVote('2', plain))
    const [cast] = await castVotes(store, { left: 'owl', right: 'wren', verdict: 'left' })
    const first = await store.read.selectFrom('votes').select('id').where('key', '=', '1').executeTakeFirstOrThrow()
    await writeCheck(store, first.id, 'duplicate-text', 'fail', 7)
    await recheck(store)
    const facts = () => store.read.selectFrom('vote_checks').selectAll().orderBy('vote_id').orderBy('name').orderBy('version').execute()
    const before = await facts()
    assert.deepEqual(before.filter(({ vote_id, name }) => vote_id === first.id && name === 'duplicate-text').map(({ version, outcome }) => [version, outcome]), [[7, 'fail'], [1_000, 'pass']])
    // Of a vote that was cast here it is written down that nobody can know.
    assert.deepEqual(before.filter(({ vote_id }) => vote_id === cast).map(({ name, outcome }) => [name, outcome]), [
      ['both-seen', 'unknown'], ['duplicate-text', 'unknown'], ['dwell', 'unknown'], ['identity-leak', 'unknown'], ['rate', 'pass'], ['same-prompt', 'unknown']])
    assert.deepEqual((await recheck(store)).written, [])
    assert.deepEqual(await facts(), before)
    await store.close()
  })
})

test('a recheck that was killed goes on where it was, and ends as one that was not', async () => {
  const [place, whole] = [await makeTestPlace('sqlite'), await openTestStore('sqlite')]
  const script = `
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, 'database.ts'))}
    import { recheckVotes } from ${JSON.stringify(join(import.meta.dirname, 'recheck.ts'))}
    import { manyRows, testWriter } from ${JSON.stringify(join(import.meta.dirname, '../testing/imported-rows.ts'))}
    const store = await openStore(${JSON.stringify({ folder: place.folder })})
    await (await testWriter(store)).write(manyRows(1_600))
    await recheckVotes(store, ({ done }) => done >= 1_000 && process.kill(process.pid, 'SIGKILL'))`
  const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', script], { encoding: 'utf8' })
  assert.equal(signal, 'SIGKILL', stderr)
  const store = await openStore(place)
  const steps: RecheckProgress[] = []
  const report = await recheckVotes(store, (progress) => steps.push(progress))
  assert.equal(report.isContinued, true)
  assert.deepEqual(steps.filter(({ step }) => step === 'answers').map(({ done, total }) => [done, total]), [[1_200, 1_600], [1_400, 1_600], [1_600, 1_600]])
  await (await testWriter(whole)).write(manyRows(1_600))
  const uninterrupted = await recheck(whole)
  assert.deepEqual([uninterrupted.isContinued, uninterrupted.written], [false, report.written])
  assert.deepEqual(await known(store), await known(whole))
  assert.deepEqual((await recheck(store)).isContinued, false)
  await Promise.all([store.close(), whole.close()])
  await place.remove()
})
