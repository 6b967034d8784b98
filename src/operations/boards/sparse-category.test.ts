import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../config/settings.ts'
import type { ImportedVote } from '../../core/imports/records.ts'
import { makeRenderer } from '../../media/rendering/cached.ts'
import { aVote, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import { getBestFor } from '../best-for/get.ts'
import type { Services } from '../operation.ts'
import { perform } from '../perform.ts'
import { getLeaderboard } from './leaderboard.ts'
import { recomputeBoard } from './recompute.ts'

const visitor = { kind: 'visitor' as const, id: 'test' }
const order = ['owl', 'mole', 'newt', 'lynx']

/** In writing each of four models beats the next ones three times of four; in maths two pairs met twice, and newt beat owl. */
function votesOf(category: string): ImportedVote[] {
  const vote = (left: string, right: string, number: number, verdict: 'left' | 'right') => aVote(`${category} ${left} ${right} ${number}`, { left: { model: left }, right: { model: right }, verdict, category })
  if (category === 'maths') return [1, 2].flatMap((number) => [vote('newt', 'owl', number, 'left'), vote('mole', 'lynx', number, 'left')])
  return order.flatMap((left, place) => order.slice(place + 1).flatMap((right) => Array.from({ length: 40 }, (_, number) => vote(left, right, number, number % 4 ? 'left' : 'right'))))
}

forEachDatabase((kind) => {
  test('a category with few votes leans on all of them, says so, and is computed anew from the same', async () => {
    const store = await openTestStore(kind)
    const services: Services = { store, settings: readSettings({}), renderer: makeRenderer(1024), now: () => new Date('2026-01-03T03:04:05.000Z') }
    const boardOf = async (more: object = {}) => (await perform(getLeaderboard, { category: 'maths', wait: 20, ...more }, visitor, services)).board!
    await importRows(store, ...votesOf('writing'), ...votesOf('maths'))

    const maths = await boardOf()
    assert.deepEqual(maths.rows.map(({ model: { slug } }) => slug).sort(), [...order].sort())
    assert.deepEqual([maths.votes.used, maths.votes.read, maths.parts, maths.shrinkagePoints! > 0], [4, 4, null, true])
    assert.match(maths.reason!, /drawn towards those of all categories/)
    const of = (slug: string) => maths.rows.find(({ model }) => model.slug === slug)!
    assert.ok(of('mole').rating! > of('lynx').rating! && of('owl').rating! > of('lynx').rating!, 'what all categories say ties the two pairs together')
    for (const { rating, lo, hi, rankLo, rankHi, games } of maths.rows) assert.ok(lo! < rating! && rating! < hi! && rankLo! <= rankHi! && games === 2)

    assert.equal((await perform(recomputeBoard, { board: maths.hash }, { kind: 'admin', id: 'token' }, services)).isEqual, true)
    const { unknowns, best } = await perform(getBestFor, { topic: 'maths', wait: 20 }, visitor, services)
    assert.ok(unknowns.some((sentence) => sentence.includes('lean on all categories')) && best.length > 0)

    const [writing, davidson] = [await boardOf({ category: 'writing' }), await boardOf({ method: 'davidson' })]
    assert.deepEqual([writing.shrinkagePoints, davidson.shrinkagePoints, davidson.parts?.length], [null, null, 2])

    await importRows(store, aVote('one more', { left: { model: 'owl' }, right: { model: 'lynx' }, category: 'writing' }))
    const next = await boardOf()
    assert.equal(next.votes.used, 4)
    assert.notEqual(next.hash, maths.hash, 'it is made of the votes of every category, and its hash tells')
    await store.close()
  })
})
