import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { anAnswer, aVote, importRows, manyRows, rowsOf, testWriter } from '../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../testing/store.ts'
import type { TestStore } from '../testing/store.ts'
import type { DatabaseKind } from './dialect.ts'
import { chainLooseVotes, chainWithdrawal, findHead } from './ledger.ts'
import { verifyStoredLedger } from './ledger/verify.ts'

/** Three entries over 4 + 1 + 1 votes, and one withdrawal. */
async function chainedStore(kind: DatabaseKind): Promise<TestStore> {
  const store = await openTestStore(kind)
  const answer = anAnswer('a', 'text')
  await (await testWriter(store)).write(rowsOf(
    aVote('1', { probabilityRight: 0.1 + 0.2, reasons: ['short', 'naïve “quotes” 👍'], criteria: { 2: 'x', 1: null, b: [1e-7, 0] }, comment: 'line\u2028end' }),
    aVote('2', { left: { model: 'a', response: answer }, challenge: answer.challenge as never, blind: null, judge: 'somebody', votedAt: '2024-01' }),
    aVote('3', { verdict: 'tie', sidesKnown: false }), aVote('4', { verdict: 'both-bad', provenance: { deep: { er: [true] } } }),
  ))
  await importRows(store, aVote('5'))
  await importRows(store, aVote('5'), aVote('6'))
  await store.write.transaction().execute(async (transaction) => {
    const entry = await chainWithdrawal(transaction, { collection: 'tests', key: '6' }, '2026-01-03T00:00:00.000Z')
    const { id } = await transaction.selectFrom('votes').select('id').where('key', '=', '6').executeTakeFirstOrThrow()
    await transaction.insertInto('vote_withdrawals').values({ vote_id: id, at: entry.at, ledger_id: entry.id }).execute()
  })
  return store
}

const run = (statement: string) => (store: TestStore) => sql.raw(statement).execute(store.write)

const tamperings: Array<[name: string, tamper: (store: TestStore) => Promise<unknown>, entry: number | null, problem: RegExp]> = [
  ['a changed verdict', run("update votes set verdict = 'right' where key = '2'"), 1, /not what it was/],
  ['a changed model', run('update votes set left_model_id = right_model_id where key = \'3\''), 1, /not what it was/],
  ['a changed voter', run("update votes set judge = 'nobody' where key = '2'"), 1, /not what it was/],
  ['a changed comment', run("update votes set comment = 'x' where key = '1'"), 1, /not what it was/],
  ['a changed time', run("update votes set voted_at = '2025' where key = '5'"), 2, /not what it was/],
  ['a vote made blind', run('update votes set blind = true where key = \'2\''), 1, /not what it was/],
  ['a removed vote', run("delete from votes where key = '3'"), 1, /1 of its 4 votes are gone/],
  ['all votes of an entry removed', run("delete from votes where key = '5'"), 2, /1 of its 1 votes are gone/],
  ['a vote without an entry', run("update votes set ledger_id = null where key = '5'"), 2, /1 of its 1 votes are gone/],
  ['a vote moved to another entry', run("update votes set ledger_id = 1 where key = '5'"), 1, /1 votes were put under it/],
  ['a removed entry', run('delete from ledger where id = 2'), 3, /Entry 2 is missing/],
  ['a removed vote with its entry', run("delete from ledger where id = 2; delete from votes where key = '5'"), 3, /Entry 2 is missing/],
  ['an entry that says less', run('update ledger set votes = 3 where id = 1'), 1, /Its hash/],
  ['a changed payload', run(`update ledger set payload = '${'a'.repeat(64)}' where id = 3`), 3, /Its hash/],
  ['a removed withdrawal', run('delete from vote_withdrawals'), 4, /withdrawal it stands for is gone/],
  ['a withdrawal of another time', run("update vote_withdrawals set at = '2027'"), 4, /not what it was/],
]

forEachDatabase((kind) => {
  test('every imported vote is chained, in one entry for each batch, and duplicates in none', async () => {
    const store = await chainedStore(kind)
    const entries = await store.read.selectFrom('ledger').select(['id', 'kind', 'votes']).orderBy('id').execute()
    assert.deepEqual(entries.map(({ id, kind: what, votes }) => [id, what, votes]), [[1, 'votes', 4], [2, 'votes', 1], [3, 'votes', 1], [4, 'withdrawal', 1]])
    const report = await verifyStoredLedger(store)
    assert.deepEqual(report, { entries: 4, votes: 6, head: (await findHead(store.read))!.hash, faults: [], faultCount: 0 })
    await store.close()
  })

  for (const [name, tamper, entry, problem] of tamperings) {
    test(`verifying finds ${name}`, async () => {
      const store = await chainedStore(kind)
      await tamper(store)
      const { faults } = await verifyStoredLedger(store)
      assert.equal(faults[0]?.entry, entry)
      assert.match(faults[0]!.problem, problem)
      await store.close()
    })
  }

  test('who kept the head finds out that the end of the chain was cut off', async () => {
    const store = await chainedStore(kind)
    const kept = (await findHead(store.read))!.hash
    await run('delete from vote_withdrawals')(store)
    await run('delete from ledger where id = 4')(store)
    assert.equal((await verifyStoredLedger(store)).faultCount, 0)
    assert.match((await verifyStoredLedger(store, { known: kept })).faults[0]!.problem, /head that was kept/)
    await store.close()
  })

  test('the newest entries can be verified alone', async () => {
    const store = await chainedStore(kind)
    await run("update votes set verdict = 'right' where key = '5'")(store)
    assert.deepEqual((await verifyStoredLedger(store, { after: 1 })).faults, [{ entry: 2, problem: 'A vote in it is not what it was.' }])
    const newest = await verifyStoredLedger(store, { after: 2 })
    assert.deepEqual([newest.entries, newest.votes, newest.faultCount], [4, 1, 0])
    await store.close()
  })

  test('votes from before the ledger get an entry for each collection', async () => {
    const store = await openTestStore(kind)
    await (await testWriter(store)).write(manyRows(40))
    await (await testWriter(store, { collection: { slug: 'more', name: 'More' } })).write(rowsOf(aVote('x')))
    await run('delete from ledger')(store)
    await run('update votes set ledger_id = null')(store)
    assert.match((await verifyStoredLedger(store)).faults[0]!.problem, /41 votes stand in no entry/)
    await store.write.transaction().execute((transaction) => chainLooseVotes(transaction, new Date(0)))
    const report = await verifyStoredLedger(store)
    assert.deepEqual([report.entries, report.votes, report.faultCount], [2, 41, 0])
    await store.close()
  })
})

test('an entry can be recomputed from its description alone', async () => {
  const store = await openTestStore('sqlite')
  await importRows(store, aVote('only', { votedAt: '2024-05-06' }))
  const vote = '["vote-1","tests","only","import",null,1,"a","b",null,null,"left",null,null,null,true,true,"human",null,null,null,"2024-05-06",null,null,null,null]'
  const sha256 = (text: string) => hash('sha256', text)
  const payload = sha256(sha256(vote))
  const expected = sha256(`["entry-1",1,"votes",1,"${payload}","${'0'.repeat(64)}","2026-01-02T03:04:05.678Z"]`)
  assert.equal((await findHead(store.read))!.hash, expected)
  await store.close()
})
