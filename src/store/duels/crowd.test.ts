import assert from 'node:assert/strict'
import { test } from 'node:test'
import { castVotes, chooseRules, withdraw, writeCheck } from '../../testing/cast-votes.ts'
import { anAnswer, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import { findRules } from '../vote-rules.ts'
import { crowdOn } from './crowd.ts'

forEachDatabase((kind) => {
  async function open() {
    const store = await openTestStore(kind)
    await importRows(store, anAnswer('ash', 'ash'), anAnswer('birch', 'birch'), anAnswer('cedar', 'cedar'))
    const idOf = async (slug: string) => (await store.read.selectFrom('models').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()).id
    const [left, right] = [await idOf('ash'), await idOf('birch')]
    const vote = async (voter: string) => (await castVotes(store, { left: 'ash', right: 'birch', verdict: 'left', voter }))[0]!
    const own = await vote('me')
    const crowd = async () => (await crowdOn(store.read, { left, right, challengeId: 0, besides: own }, (await findRules(store.read)).rules)).reduce((sum, { votes }) => sum + votes, 0)
    return { store, vote, crowd }
  }

  test('others are counted as the rules in force count them, whatever side each model was on', async () => {
    const { store, vote, crowd } = await open()
    await castVotes(store, { left: 'birch', right: 'ash', verdict: 'tie', voter: 'a' }, { left: 'cedar', right: 'ash', verdict: 'tie', voter: 'a' })
    const [hasty, leaking, mended, unsure, gone] = [await vote('b'), await vote('c'), await vote('d'), await vote('e'), await vote('f')]
    await vote('me')
    assert.equal(await crowd(), 6)
    await writeCheck(store, hasty, 'dwell', 'fail')
    await writeCheck(store, hasty, 'rate', 'pass')
    await writeCheck(store, leaking, 'identity-leak', 'fail')
    await writeCheck(store, mended, 'dwell', 'fail', 1)
    await writeCheck(store, mended, 'dwell', 'pass', 2)
    await writeCheck(store, unsure, 'dwell', 'unknown')
    await withdraw(store, gone)
    assert.equal(await crowd(), 4)
    await chooseRules(store, { dwell: false, 'identity-leak': true })
    assert.equal(await crowd(), 4)
    await chooseRules(store, { dwell: false })
    assert.equal(await crowd(), 5)
    await chooseRules(store, { dwell: false, 'duplicate-text': false, rate: false, 'same-prompt': false, 'voter-evidence': false })
    assert.equal(await crowd(), 5)
    await store.close()
  })

  test('a vote with the names in sight is left out where the rules leave it out; one of which that is unknown never', async () => {
    const { store, vote, crowd } = await open()
    const [seen, unknown] = [await vote('a'), await vote('b')]
    await store.write.updateTable('votes').set({ blind: false }).where('id', '=', seen).execute()
    await store.write.updateTable('votes').set({ blind: null }).where('id', '=', unknown).execute()
    assert.equal(await crowd(), 1)
    await chooseRules(store, { 'not-blind': false })
    assert.equal(await crowd(), 2)
    await store.close()
  })
})
