import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { defaultSlice, type Slice } from '../../core/boards/slice.ts'
import type { ImportedModel, ImportedVote } from '../../core/imports/records.ts'
import { outcomes } from '../../core/ratings/votes.ts'
import type { VoteRules } from '../../core/votes/rules.ts'
import { castVotes, withdraw, writeCheck } from '../../testing/cast-votes.ts'
import { anAnswer, aVote, importRows, rowsOf, testWriter } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'
import { votesHashOf } from './hash.ts'
import { readVotes, type SliceVotes } from './read-votes.ts'
import { momentToCompute, settlesInMs, stateOf } from './state.ts'
import { readStyle } from './style-counts.ts'

const model = (name: string, creator: string, openWeights?: boolean): ImportedModel => ({
  kind: 'model', name, facts: { name, creator: { slug: creator, name: creator, kind: 'company' }, ...(openWeights !== undefined && { openWeights }) },
})
const models = [model('owl', 'birds', true), model('wren', 'birds', false), model('mole', 'diggers', true), model('newt', 'swimmers')]
const challenge = (key: string, category?: string, language?: string) => ({ kind: 'challenge' as const, key, turns: [`Ask ${key}.`], category, language })
const poem = challenge('poem', 'writing', 'fr')
const sum = challenge('sum', 'maths')
const answer = (name: string, body: string, of = poem) => anAnswer(name, body, { challenge: of })

let key = 0
const vote = (left: string, right: string, verdict: ImportedVote['verdict'], more: Partial<ImportedVote> = {}) =>
  aVote(`v${key++}`, { left: { model: left }, right: { model: right }, verdict, challenge: poem, judge: 'ann', ...more })

/** One row each, so that ids follow the list. */
const imported = [
  vote('owl', 'wren', 'left', { votedAt: '2025-05-01T23:59:59.000Z' }),
  vote('wren', 'owl', 'tie', { votedAt: '2025-05-02', judge: 'bob' }),
  vote('owl', 'mole', 'both-bad', { challenge: sum, blind: null, category: 'odd' }),
  vote('mole', 'newt', 'right', { challenge: undefined, judge: undefined, blind: false }),
  vote('owl', 'mole', 'right', { judgeKind: 'model', judge: 'gpt', probabilityRight: 0.75, blind: null, sidesKnown: false }),
  vote('owl', 'owl', 'left'),
  vote('owl', 'mole', 'abstain'),
  vote('wren', 'mole', 'left', { criteria: { left: { ticked: ['useful'] }, right: { ticked: ['incorrect'] } }, language: 'de' }),
]

function rowsOfVotes({ votes }: SliceVotes): string[] {
  return Array.from({ length: votes.length }, (_, row) => `${votes.models[votes.left[row]!]} ${outcomes[votes.outcome[row]!]} ${votes.models[votes.right[row]!]}`)
}

forEachDatabase((kind) => {
  let store: TestStore
  const read = async (slice: Partial<Slice> = {}, rules: VoteRules = {}) =>
    readVotes(store.read, { ...defaultSlice, ...slice }, rules, await momentToCompute(store.read))

  before(async () => {
    store = await openTestStore(kind)
    await importRows(store, ...models, ...imported)
    const other = await testWriter(store, { collection: { slug: 'elsewhere', name: 'Elsewhere' } })
    await other.write(rowsOf(vote('newt', 'owl', 'left', { judge: 'ann', challenge: sum })))
    const cast = await castVotes(store,
      { left: 'newt', right: 'wren', verdict: 'right', challenge: 'ask-poem', criteria: { clear: 'left', useful: 'tie' }, pool: 'sealed' },
      { left: 'newt', right: 'mole', verdict: 'left', challenge: 'ask-poem' },
      { left: 'newt', right: 'owl', verdict: 'left', challenge: 'ask-poem' },
      { left: 'newt', right: 'owl', verdict: 'right', challenge: 'ask-poem' },
    )
    await withdraw(store, cast[1]!)
    await writeCheck(store, cast[2]!, 'rate', 'fail')
    await writeCheck(store, cast[3]!, 'rate', 'fail')
    await writeCheck(store, cast[3]!, 'rate', 'pass', 2)
    await writeCheck(store, cast[3]!, 'dwell', 'unknown')
  })
  after(() => store.close())

  test('people’s votes are read in the order they were stored, whether imported or cast here, and each rule says how many it set aside', async () => {
    const found = await read()
    assert.deepEqual(rowsOfVotes(found), [
      'owl left wren', 'wren tie owl', 'owl both-bad mole', 'wren left mole', 'newt left owl', 'newt right wren', 'newt right owl',
    ])
    assert.equal(found.read, 12)
    assert.deepEqual(Object.fromEntries(found.setAside), { 'not-blind': 1, 'self-play': 1, 'no-verdict': 1, 'withdrawn': 1, 'rate': 1 })
  })

  const slices: Array<[name: string, slice: Partial<Slice>, rows: string[]]> = [
    ['verdicts of models are never among people’s', { judges: 'model' }, ['owl right mole']],
    ['only what is known to be blind', { blindOnly: true, collection: 'tests' }, ['owl left wren', 'wren tie owl', 'wren left mole']],
    ['a category is the vote’s own, else its challenge’s', { category: 'odd' }, ['owl both-bad mole']],
    ['… and not that of its challenge where it has its own', { category: 'maths' }, ['newt left owl']],
    ['a criterion cast here', { criterion: 'clear' }, ['newt left wren']],
    ['a criterion of ticked words', { criterion: 'correct' }, ['wren left mole']],
    ['a criterion that both forms speak of', { criterion: 'useful' }, ['wren left mole', 'newt tie wren']],
    ['a pool', { pool: 'sealed' }, ['newt right wren']],
    ['a language is the vote’s own, else its challenge’s', { language: 'de' }, ['wren left mole']],
    ['a collection', { collection: 'elsewhere' }, ['newt left owl']],
    ['both models by one of some creators', { creators: ['birds', 'diggers'] }, ['owl left wren', 'wren tie owl', 'owl both-bad mole', 'wren left mole']],
    ['both models of open weights; unknown is not open', { openWeights: true }, ['owl both-bad mole']],
    ['… nor closed', { openWeights: false }, []],
    ['up to the end of a day; a vote of no known time was not cast by then', { until: '2025-05-01' }, ['owl left wren']],
    ['a source that tells the day only', { until: '2025-05-02' }, ['owl left wren', 'wren tie owl']],
    ['nothing', { category: 'nothing' }, []],
  ]
  for (const [name, slice, rows] of slices) {
    test(`slice: ${name}`, async () => assert.deepEqual(rowsOfVotes(await read(slice)), rows))
  }

  test('votes of no known time are counted where a day leaves them out: of the slice, and only those that no rule sets aside', async () => {
    const undated = async (slice: Partial<Slice>, rules: VoteRules = {}) => (await read(slice, rules)).undated
    const until = '2025-05-01'
    assert.deepEqual([await undated({ until }), await undated({ until, creators: ['birds', 'diggers'] }), await undated({ until, category: 'nothing' }), await undated({})], [3, 2, 0, 0])
    assert.deepEqual([await undated({ until }, { 'not-blind': false }), await undated({ until, criterion: 'correct' })], [4, 1])
  })

  test('a rule that is off lets its votes count', async () => {
    const found = await read({}, { 'not-blind': false, 'rate': false })
    assert.ok(rowsOfVotes(found).includes('mole right newt'))
    assert.deepEqual(Object.fromEntries(found.setAside), { 'self-play': 1, 'no-verdict': 1, 'withdrawn': 1 })
  })

  test('what is not known is unknown in its column: prompts, voters, categories, shares and days', async () => {
    const { votes, day, sidesKnown } = await read({ judges: 'all' }, { 'not-blind': false })
    const unknown = rowsOfVotes({ votes } as SliceVotes).indexOf('mole right newt')
    const judged = rowsOfVotes({ votes } as SliceVotes).indexOf('owl right mole')
    assert.deepEqual([votes.prompt![unknown], votes.voter![unknown], votes.category![unknown], day[unknown]], [-1, -1, -1, -1])
    assert.equal(votes.share![judged], 0.25)
    assert.ok(Number.isNaN(votes.share![unknown]))
    assert.equal(sidesKnown, false)
  })

  test('prompts and voters are numbered: a pseudonym of another collection is another voter', async () => {
    const { votes } = await read()
    assert.deepEqual([votes.promptCount, [...votes.prompt!]], [2, [0, 0, 1, 0, 1, 0, 0]])
    assert.deepEqual([votes.voterCount, [...votes.voter!]], [4, [0, 1, 0, 0, 2, 3, 3]])
  })

  test('facts later than the moment are not taken in', async () => {
    const moment = await momentToCompute(store.read)
    const early = await readVotes(store.read, defaultSlice, {}, { ...moment, asOf: '2026-01-01T00:00:00.000Z' })
    assert.equal(early.setAside.get('rate'), undefined)
    const before = await readVotes(store.read, defaultSlice, {}, { ...moment, ledgerId: moment.ledgerId - 1 })
    assert.equal(before.setAside.get('withdrawn'), undefined)
  })
})

test('the same votes have the same hash on both databases, and another one with one verdict changed', async () => {
  const hashes: string[] = []
  for (const [kind, verdict] of [['sqlite', 'left'], ['postgres', 'left'], ['sqlite', 'right']] as const) {
    const store = await openTestStore(kind)
    await importRows(store, ...models, ...imported.slice(0, 4), vote('owl', 'newt', verdict))
    const { votes } = await readVotes(store.read, defaultSlice, {}, await momentToCompute(store.read))
    hashes.push(votesHashOf(votes))
    await store.close()
  }
  assert.equal(hashes[0], hashes[1])
  assert.notEqual(hashes[0], hashes[2])
})

forEachDatabase((kind) => {
  test('a vote of a month or a year counts from its last day, one with an offset on its day in UTC', async () => {
    const store = await openTestStore(kind)
    const dates = ['2024-02', '2024-03-01', '2024', '2024-02-28T23:30:00-02:00', undefined]
    await importRows(store, ...models, ...dates.map((votedAt, place) => vote(['owl', 'wren', 'mole', 'newt', 'owl'][place]!, 'lynx', 'left', { votedAt })))
    const counted = async (until: string) => {
      const found = await readVotes(store.read, { ...defaultSlice, until }, {}, await momentToCompute(store.read))
      return { left: rowsOfVotes(found).map((row) => row.split(' ')[0]), read: found.read, undated: found.undated }
    }
    assert.deepEqual(await counted('2024-02-28'), { left: [], read: 0, undated: 1 })
    assert.deepEqual(await counted('2024-02-29'), { left: ['owl', 'newt'], read: 2, undated: 1 })
    assert.deepEqual(await counted('2024-12-30'), { left: ['owl', 'wren', 'newt'], read: 3, undated: 1 })
    assert.deepEqual(await counted('2024-12-31'), { left: ['owl', 'wren', 'mole', 'newt'], read: 4, undated: 1 })
    await store.close()
  })
})

forEachDatabase((kind) => {
  test('style is counted from the answers that a vote is about, NaN where one has no text, and only once for each text', async () => {
    const store = await openTestStore(kind)
    const [listed, plain] = [answer('owl', '- one\n- two\n\n**bold**'), answer('wren', 'just words')]
    const picture = { ...answer('mole', ''), body: new Uint8Array([1, 2, 3]), outputType: 'image' as const }
    await importRows(store, listed, plain, picture,
      aVote('a', { left: { model: 'owl', response: listed }, right: { model: 'wren', response: plain }, challenge: poem }),
      aVote('b', { left: { model: 'wren', response: plain }, right: { model: 'mole', response: picture }, challenge: poem }),
      aVote('c', { left: { model: 'wren' }, right: { model: 'mole' }, challenge: poem }))
    const found = await readVotes(store.read, defaultSlice, {}, await momentToCompute(store.read))
    const style = await readStyle(store.read, store.folder, found)
    const at = (feature: string, side: 'left' | 'right') => [...style[side][style.features.indexOf(feature)]!]
    assert.deepEqual(at('lists', 'left'), [2, 0, NaN])
    assert.deepEqual(at('bold', 'left'), [1, 0, NaN])
    assert.deepEqual(at('lists', 'right'), [0, NaN, NaN])
    // Nothing is counted from texts again: without them the counts are the same.
    await store.write.updateTable('bodies').set({ bytes: Buffer.from('- other') }).where('words', 'is not', null).execute()
    assert.deepEqual(await readStyle(store.read, store.folder, found), style)
    await store.close()
  })
})

forEachDatabase((kind) => {
  test('a vote of this very moment is read once its checks are, and a later one not before it', async ({ mock }) => {
    const store = await openTestStore(kind)
    const read = async () => readVotes(store.read, defaultSlice, {}, await momentToCompute(store.read))
    await importRows(store, ...models, imported[0]!)
    const before = await momentToCompute(store.read)
    const cast = (verdict: 'left' | 'right', at: string) => castVotes(store, { left: 'owl', right: 'mole', verdict, at })
    const [hasty] = await cast('left', '2030-01-02T03:04:05.000Z')
    await cast('right', '2030-01-02T03:04:04.000Z')
    await writeCheck(store, hasty!, 'dwell', 'fail', 1, '2030-01-02T03:04:05.000Z')
    mock.timers.enable({ apis: ['Date'], now: Date.parse('2030-01-02T03:04:05.040Z') })
    const moment = await momentToCompute(store.read)
    assert.deepEqual([moment.ledgerHead, moment.lastVoteId, moment.state], [before.ledgerHead, before.lastVoteId, before.state])
    assert.notEqual(moment.state, await stateOf(store.read))
    assert.deepEqual([rowsOfVotes(await read()), await settlesInMs(store.read)], [['owl left wren'], 60])
    mock.timers.setTime(Date.parse('2030-01-02T03:04:05.100Z'))
    const found = await read()
    assert.deepEqual([rowsOfVotes(found), Object.fromEntries(found.setAside)], [['owl left wren', 'owl right mole'], { dwell: 1 }])
    assert.deepEqual([(await momentToCompute(store.read)).state, await settlesInMs(store.read)], [await stateOf(store.read), 0])
    await store.close()
  })

  test('a fact that is found later of an old vote keeps no vote waiting', async ({ mock }) => {
    const store = await openTestStore(kind)
    await importRows(store, ...models, imported[0]!)
    const [old] = await castVotes(store, { left: 'owl', right: 'mole', verdict: 'left' })
    await castVotes(store, { left: 'owl', right: 'mole', verdict: 'right' })
    await writeCheck(store, old!, 'voter-evidence', 'fail', 1, '2030-01-02T03:04:05.000Z')
    mock.timers.enable({ apis: ['Date'], now: Date.parse('2030-01-02T03:04:05.040Z') })
    assert.deepEqual(rowsOfVotes(await readVotes(store.read, defaultSlice, {}, await momentToCompute(store.read))), ['owl left wren', 'owl left mole', 'owl right mole'])
    await store.close()
  })
})
