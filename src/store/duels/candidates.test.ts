import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noteChanges } from '../response-changes.ts'
import { unseal } from '../sealed.ts'
import { anAnswer, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import type { TestStore } from '../../testing/store.ts'
import { openStore } from '../database.ts'
import { insertDuel } from '../duels.ts'
import { Candidates, type CandidateFilter } from './candidates.ts'

const colours = { kind: 'challenge' as const, turns: ['Name a colour.'], category: 'art' }
const numbers = { kind: 'challenge' as const, turns: ['Name a number.'] }

/** The texts that may be drawn, by group. */
async function textsIn(candidates: Candidates, store: Pick<TestStore, 'read'>, filter: Partial<CandidateFilter> = {}): Promise<string[][]> {
  await candidates.follow(store.read)
  const groups = await candidates.groups(store.read, { pool: 'open', ...filter })
  const rows = await store.read.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'body_id').select(['responses.id', 'bytes']).execute()
  const texts = new Map(rows.map(({ id, bytes }) => [id, Buffer.from(bytes ?? []).toString()]))
  return groups.map(({ responses }) => responses.map((id) => texts.get(id)!))
}

async function seal(store: TestStore, text: string): Promise<number> {
  const { id } = await store.write.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'body_id').select('responses.id').where('bytes', '=', Buffer.from(text)).executeTakeFirstOrThrow()
  await store.write.updateTable('responses').set({ sealed: true }).where('id', '=', id).execute()
  await noteChanges(store.write, [id])
  return id
}

forEachDatabase((kind) => {
  test('first answers with bytes that can be seen are drawn, by challenge and output type; others are not', async () => {
    const store = await openTestStore(kind)
    await importRows(store,
      anAnswer('a', 'red', { challenge: colours }), anAnswer('b', 'blue', { challenge: colours }), anAnswer('c', '<p>green', { challenge: colours, outputType: 'html' }),
      anAnswer('d', '<p>grey', { challenge: colours, outputType: 'html' }), anAnswer('e', '', { challenge: colours }), anAnswer('f', { missing: 'x' }, { challenge: colours }),
      anAnswer('g', 'more red', { challenge: colours, turn: 2 }), anAnswer('h', Uint8Array.of(1), { challenge: colours, outputType: 'video' }),
      anAnswer('a', '1', { challenge: numbers }), anAnswer('b', '2', { challenge: numbers }))
    assert.deepEqual(await textsIn(new Candidates(), store), [['<p>green', '<p>grey'], ['red', 'blue'], ['1', '2']])
    assert.deepEqual(await textsIn(new Candidates(), store, { category: 'art' }), [['<p>green', '<p>grey'], ['red', 'blue']])
    assert.deepEqual(await textsIn(new Candidates(), store, { challengeId: 2 }), [['1', '2']])
    await store.close()
  })

  test('what another process adds, fills or unseals is taken in before the next draw', async () => {
    const store = await openTestStore(kind)
    const other = { ...store, ...await openStore(store.place) }
    const candidates = new Candidates()
    await importRows(other, anAnswer('a', 'red'), anAnswer('b', 'blue'), anAnswer('c', { missing: 'c' }))
    assert.deepEqual(await textsIn(candidates, store), [['red', 'blue']])
    await importRows(other, anAnswer('d', 'grey'))
    assert.deepEqual(await textsIn(candidates, store), [['red', 'blue', 'grey']])
    await importRows(other, anAnswer('c', 'green'))
    assert.deepEqual(await textsIn(candidates, store), [['green', 'red', 'blue', 'grey']])
    const sealed = [await seal(other, 'red'), await seal(other, 'green')]
    assert.deepEqual(await textsIn(candidates, store), [['blue', 'grey']])
    assert.deepEqual(await textsIn(candidates, store, { pool: 'sealed' }), [['green', 'red']])
    await unseal(other.write, sealed)
    assert.deepEqual(await textsIn(candidates, store), [['green', 'red', 'blue', 'grey']])
    await other.close()
  })

  test('duels are counted as they are drawn, whoever drew them, and variants follow their base', async () => {
    const store = await openTestStore(kind)
    const candidates = new Candidates()
    await importRows(store, anAnswer('a', 'red'), anAnswer('b', 'blue'), anAnswer('b-high', 'grey'))
    await candidates.follow(store.read)
    assert.deepEqual(candidates.models.map(({ base, games }) => [base, games]), [[1, 0], [2, 0], [3, 0]])
    const [challenge] = await store.read.selectFrom('challenges').select('id').execute()
    for (const right of [2, 3]) {
      await insertDuel(store.write, {
        public_id: `d${right}`, challenge_id: challenge!.id, left_response_id: 1, right_response_id: right, left_model_id: 1, right_model_id: right, pool: 'open',
        state: 'sealed', ended: null, voter: 'v', bound: true, offered_to: null, voted_from: null, asked: {}, reason: 'balance', probability: 0.5, seed: '0', drawn_at: '2026', expires_at: '2027', voted_at: null, revealed_at: null,
      })
    }
    await store.write.updateTable('models').set({ base_id: 2 }).where('id', '=', 3).execute()
    await store.write.insertInto('imports').values({ file: 'x', format: 'x', collection_id: null, read: 0, imported: 0, duplicates: 0, rejected: 0, rejections: [], lost: [], state: 'done', started_at: '2026', finished_at: null }).execute()
    await candidates.follow(store.read)
    assert.deepEqual(candidates.models.map(({ base, games }) => [base, games]), [[1, 2], [2, 1], [2, 1]])
    await store.close()
  })
})
