import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { inTransaction } from '../database.ts'
import { readColumns } from '../runs/read.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'
import { addRound, askCellAgain, findSession, insertSession, listSessions, readLabCells, stopCells } from './sessions.ts'

const at = '2026-01-02T03:04:05.000Z'

forEachDatabase((kind) => {
  let store: TestStore
  beforeEach(async () => { store = await openTestStore(kind) })
  afterEach(() => store.close())

  async function aSession(owner = 'someone') {
    return inTransaction(store.write, async (tx) => {
      const { id: modelId } = await tx.insertInto('models').values({
        slug: `m-${Math.random()}`, name: 'M', creator_id: null, family: null, base_id: null, variant: null, released: null, retired: null, knowledge: null,
        input_modalities: null, output_modalities: null, capabilities: null, categories: null, context_tokens: null, output_tokens: null, size_class: null,
        open_weights: null, licence: null, url: null, prices: null, input_price: null, output_price: null, house: false, source: null, source_date: null, created_at: at,
      }).returning('id').executeTakeFirstOrThrow()
      const column = { modelId, provider: 'p', connection: null, settings: {}, price: null, limits: {} }
      return insertSession(tx, {
        owner, template: '{{a}}', variables: { a: '1' }, system: null, blind: true, caller: 'x', at, asked: {}, models: [{ ...column, name: 'one' }, { ...column, name: 'two' }],
      })
    })
  }

  async function ask(session: Awaited<ReturnType<typeof aSession>>) {
    const found = (await findSession(store.read, session.public_id))!
    const columns = await readColumns(store.read, session.run_id)
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'hi' }] }]
    const round = { prompt: 'hi', attachments: [], shared: null, at, best: null }
    await inTransaction(store.write, (tx) => addRound(tx, found, round, columns.map(({ id, provider }) => ({ runModelId: id, provider, messages }))))
  }

  test('a question makes a cell for each column, and the run goes on', async () => {
    const session = await aSession()
    await ask(session)
    await ask(session)
    const cells = await readLabCells(store.read, session.run_id)
    assert.deepEqual(cells.map(({ sample, state, challenge_id, question }) => [sample, state, challenge_id, question?.[0]?.role]), [1, 1, 2, 2].map((round) => [round, 'waiting', null, 'user']))
    assert.equal((await findSession(store.read, session.public_id))!.rounds.length, 2)
    assert.equal((await store.read.selectFrom('runs').select('state').executeTakeFirstOrThrow()).state, 'running')
  })

  test('one column or all are stopped, and only what was stopped or failed is asked again', async () => {
    const session = await aSession()
    await ask(session)
    const [first, second] = await readColumns(store.read, session.run_id)
    const states = async () => (await readLabCells(store.read, session.run_id)).map(({ state }) => state)
    assert.equal(await stopCells(store.write, session.run_id, second!.id, at), 1)
    assert.deepEqual(await states(), ['waiting', 'stopped'])
    assert.deepEqual((await readLabCells(store.read, session.run_id)).map(({ stopped_at }) => stopped_at), [null, at])
    assert.equal(await askCellAgain(store.write, session.run_id, first!.id, 1), false)
    assert.equal(await askCellAgain(store.write, session.run_id, second!.id, 1), true)
    assert.deepEqual(await states(), ['waiting', 'waiting'])
    assert.equal(await stopCells(store.write, session.run_id, undefined, at), 2)
  })

  test('sessions are listed for their owner, newest first, page by page', async () => {
    const ids = [await aSession(), await aSession(), await aSession('another'), await aSession()].map(({ id }) => id)
    const page = await listSessions(store.read, 'someone', { limit: 2 })
    assert.deepEqual(page.map(({ id }) => id), [ids[3], ids[1]])
    assert.deepEqual((await listSessions(store.read, 'someone', { limit: 2, before: ids[1] })).map(({ id }) => id), [ids[0]])
  })
})
