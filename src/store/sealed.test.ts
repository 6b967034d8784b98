import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openBlobs } from '../media/blobs.ts'
import { anAnswer, aVote, rowsOf, tellOutcome, testWriter } from '../testing/imported-rows.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../testing/store.ts'
import { countsByChallenge, countSharedChallenges, listAnsweredChallenges, neighboursOf, sharedChallenges } from './challenges.ts'
import { examineStore } from './doctor.ts'
import { exportRecords } from './exporting.ts'
import { answerCounts, findModel, listModels } from './models.ts'
import {
  countEverything, findResponse, firstAnswers, listCollections, listResponses, modelsThatAnswered, newestResponses, readResponses, showcasePair,
} from './responses.ts'
import { search } from './search.ts'
import { unseal } from './sealed.ts'

const challenge = {
  kind: 'challenge' as const, key: 'q', title: 'Pearls', description: 'About pearls.', difficulty: 'easy' as const, turns: ['Tell me of pearls.'],
}
const long = (word: string) => `${word} ${'and so the oyster waited for the tide '.repeat(20)}`
const open = [anAnswer('open one', long('openpearl'), { challenge }), anAnswer('open two', long('openshell'), { challenge })]
const hidden = [anAnswer('hidden one', long('hiddenpearl'), { challenge }), anAnswer('hidden two', long('hiddenshell'), { challenge })]
const vote = aVote('v', {
  challenge: { key: 'q' }, left: { model: 'hidden one', response: hidden[0]! }, right: { model: 'open one', response: open[0]! },
})

async function write(store: TestStore, sealed: boolean, ...records: Parameters<typeof rowsOf>): Promise<string[]> {
  return (await (await testWriter(store, { sealed })).write(rowsOf(...records))).map(tellOutcome)
}

async function exported(store: TestStore, sealed: boolean): Promise<string> {
  const kinds = ['responses', 'votes'] as const
  const lists = await Promise.all(kinds.map((kind) => Array.fromAsync(exportRecords(store.read, { kind, readBlob: openBlobs(store.blobsFolder).get, sealed }))))
  return JSON.stringify(lists)
}

forEachDatabase((kind) => {
  let store: TestStore
  let ids: number[]

  before(async () => {
    store = await openTestStore(kind)
    await write(store, false, challenge, ...open)
    await write(store, true, ...hidden, vote)
    await store.searchIsCurrent()
    ids = (await store.read.selectFrom('responses').select('id').where('sealed', '=', true).orderBy('id').execute()).map(({ id }) => id)
  })
  after(() => store.close())

  /** Everything that reads of the store answer about sealed and open answers. */
  async function seen() {
    const db = store.read
    const one = (await findModel(db, 'hidden-one'))!
    const openOne = (await findModel(db, 'open-one'))!
    const { id: challengeId } = await db.selectFrom('challenges').select('id').executeTakeFirstOrThrow()
    const publicIds = (await db.selectFrom('responses').select('public_id').where('id', 'in', ids).execute()).map(({ public_id }) => public_id)
    return {
      'listed': (await listResponses(db, {}, { limit: 50 })).length,
      'newest': (await newestResponses(db, {}, { limit: 50 })).length,
      'listed by id': (await listResponses(db, { publicIds }, { limit: 50 })).length,
      'read': (await readResponses(db, { challengeId }, { limit: 50 })).length,
      'found': (await Promise.all(publicIds.map((id) => findResponse(db, id)))).filter(Boolean).length,
      'first answers': (await firstAnswers(db, [challengeId], [one.id])).length,
      'who answered': (await modelsThatAnswered(db, challengeId, 50)).length,
      'counted': (await countEverything(db)).responses,
      'of the collection': (await listCollections(db))[0]!.responses,
      'models with answers': (await listModels(db, { hasAnswers: true })).length,
      'answers of the model': (await answerCounts(db, [one.id])).get(one.id)?.answers ?? 0,
      'answers of all models': (await answerCounts(db)).size,
      'answers to the challenge': (await countsByChallenge(db, [challengeId])).get(challengeId)!.answers,
      'shared': (await sharedChallenges(db, [one.id, openOne.id], { limit: 5 })).length + await countSharedChallenges(db, [one.id, openOne.id]),
      'answered': (await listAnsweredChallenges(db, one.id, { limit: 5 })).length,
      'before another challenge': (await neighboursOf(db, one.id, challengeId + 1)).previous === null ? 0 : 1,
      'searched': (await search(db, { query: 'hiddenpearl', limit: 5, kinds: ['response'] })).results.length,
      'searched within the model': (await search(db, { query: 'hiddenpearl', limit: 5, model: 'hidden-one' })).results.length,
      'searched by a common word': (await search(db, { query: 'oyster', limit: 5 })).results.length,
      'shown first': (await showcasePair(db))!.models.filter((slug) => slug.startsWith('hidden')).length,
      'exported': (await exported(store, false)).split('hiddenpearl').length - 1,
    }
  }

  test('no read of the store knows of a sealed answer', async () => {
    assert.equal(ids.length, 2)
    assert.deepEqual(await seen(), {
      'listed': 2, 'newest': 2, 'listed by id': 0, 'read': 2, 'found': 0, 'first answers': 0, 'who answered': 2, 'counted': 2,
      'of the collection': 2, 'models with answers': 2, 'answers of the model': 0, 'answers of all models': 2, 'answers to the challenge': 2,
      'shared': 0, 'answered': 0, 'before another challenge': 0, 'searched': 0, 'searched within the model': 0, 'searched by a common word': 2,
      'shown first': 0, 'exported': 0,
    })
  })

  test('the newest answer that search has to find is an open one', async () => {
    const findings = await examineStore(store)
    assert.deepEqual(findings.filter(({ state }) => state === 'fail'), [])
    assert.ok(!JSON.stringify(findings).includes('hidden'))
  })

  test('an export for one’s own use holds them, and brings them back sealed', async () => {
    const whole = await exported(store, true)
    assert.equal(whole.split('hiddenpearl').length - 1, 2)
    const records = (JSON.parse(whole) as Array<Array<{ record: never }>>).flat().map(({ record }) => record)
    const other = await openTestStore(kind)
    await write(other, false, ...records)
    const sealed = await other.read.selectFrom('responses').select(['public_id', 'sealed']).orderBy('id').execute()
    assert.deepEqual(sealed.map((row) => row.sealed), [false, false, true, true])
    await other.close()
  })

  test('importing an answer again changes nothing about who may see it', async () => {
    assert.deepEqual(await write(store, false, ...hidden), ['duplicate', 'duplicate'])
    assert.deepEqual(await write(store, true, ...open), ['duplicate', 'duplicate'])
    assert.equal((await listResponses(store.read, {}, { limit: 50 })).length, 2)
  })

  test('sealed bytes are not let out by an open place that waited for them', async () => {
    const other = await openTestStore(kind)
    const picture = (body: string | { missing: string }) => anAnswer('painter', body, { challenge: { kind: 'challenge', turns: ['Paint.'] } })
    await write(other, false, picture({ missing: 'a.png' }))
    assert.deepEqual(await write(other, true, picture('the bytes')), ['imported'])
    assert.deepEqual(await listResponses(other.read, {}, { limit: 5 }), [])
    await other.close()
  })

  test('once revealed, an answer is there like any other', async () => {
    assert.equal(await unseal(store.write, ids), 2)
    assert.equal(await unseal(store.write, ids), 0)
    assert.deepEqual(await seen(), {
      'listed': 4, 'newest': 4, 'listed by id': 2, 'read': 4, 'found': 2, 'first answers': 1, 'who answered': 4, 'counted': 4,
      'of the collection': 4, 'models with answers': 4, 'answers of the model': 1, 'answers of all models': 4, 'answers to the challenge': 4,
      'shared': 2, 'answered': 1, 'before another challenge': 1, 'searched': 1, 'searched within the model': 1, 'searched by a common word': 4,
      'shown first': 1, 'exported': 2,
    })
  })
})

/** Files that read `responses` whole, and why no caller learns of a sealed answer by them. */
const readsSealed: Record<string, string> = {
  'import.ts': 'asks only whether the collection has answers without bytes',
  'importing/responses.ts': 'writes them',
  'restore.ts': 'asks only whether there are any',
  'sealed.ts': 'unseals them',
  'search-index.ts': 'writes down their words; whether anybody finds them by those is asked in searching/',
  'ledger/votes.ts': 'hashes which answers a vote was about',
  'duels.ts': 'shows them to the voter of their duel, and names them after the vote',
  'duels/candidates.ts': 'draws duels from them',
  'duels/pair.ts': 'asks whether a drawn pair is still there',
  'vote-checks.ts': 'looks at the answers of a vote that was cast',
  'recheck.ts': 'looks at the answers of votes that were cast',
  'lab/published.ts': 'asks what kind of text the answers of a public session are',
  'lab/sessions.ts': 'notes which attempt an answer came of, and shows none',
  'runs/attempts.ts': 'names answers of a run, which are never sealed, to admins',
  'runs/create.ts': 'counts samples that a run need not ask for again',
  'runs/read.ts': 'names answers of a run, which are never sealed, to admins',
  'boards/style-counts.ts': 'counts style for a board, in sums of which no answer can be told',
}

test('every file of the store that reads answers leaves sealed ones out, or is known not to show them', () => {
  const wrong = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.test.ts') && !file.startsWith('migrations/'))
    .filter((file) => {
      const text = readFileSync(join(import.meta.dirname, file), 'utf8')
      return /(selectFrom|Join)\('responses\b|(from|join) responses\b/.test(text) && !text.includes('isOpen') && !(file in readsSealed)
    })
  assert.deepEqual(wrong, [])
})
