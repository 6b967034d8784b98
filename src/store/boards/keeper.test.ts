import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { test } from 'node:test'
import { defaultSlice, type Slice } from '../../core/boards/slice.ts'
import type { ImportedRecord } from '../../core/imports/records.ts'
import { castVotes, chooseRules, withdraw, writeCheck } from '../../testing/cast-votes.ts'
import { anAnswer, aVote, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, makeTestPlace, openTestStore } from '../../testing/store.ts'
import { openStore, type Store } from '../database.ts'
import type { BoardLook } from './keeper.ts'
import { listBoards } from './stored.ts'

const poem = { kind: 'challenge' as const, key: 'poem', turns: ['Ask poem.'], category: 'writing' }
const aDay = { at: '2026-01-02T03:04:05.000Z' }

/** A little tournament on two challenges: owl beats wren twice, wren beats mole once, owl and mole tie. */
function tournament(): ImportedRecord[] {
  const vote = (key: string, left: string, right: string, verdict: 'left' | 'tie', more = {}) =>
    aVote(key, { left: { model: left }, right: { model: right }, verdict, challenge: poem, ...more })
  const other = { challenge: { kind: 'challenge' as const, key: 'sum', turns: ['Ask sum.'], category: 'maths' } }
  return [vote('1', 'owl', 'wren', 'left'), vote('2', 'owl', 'wren', 'left', other), vote('3', 'wren', 'mole', 'left'), vote('4', 'owl', 'mole', 'tie', other)]
}

/** The board once it is made of everything there is. */
async function current(store: Store, slice: Slice = defaultSlice): Promise<BoardLook & { board: NonNullable<BoardLook['board']> }> {
  for (let tries = 0; tries < 200; tries++) {
    const look = await store.boards.look(slice)
    if (look.problem) throw new Error(look.problem)
    if (look.state === 'current') return look as never
    await store.boards.settled({ kind: 'board', slice }, 10_000)
    await setTimeout(50)
  }
  throw new Error('The board never became current.')
}

function games({ board }: Pick<BoardLook, 'board'>): Record<string, number> {
  return Object.fromEntries(board!.document.report.models.map(({ model, games: count }) => [model, count]))
}

forEachDatabase((kind) => {
  test('whoever asks first hears that the board is being computed, then gets it, with all that a page needs', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    const first = await store.boards.look(defaultSlice)
    assert.deepEqual([first.state, first.board], ['first-computation', undefined])
    const { board } = await current(store)
    assert.deepEqual(games({ board }), { mole: 2, owl: 3, wren: 3 })
    const { document } = board
    assert.equal(document.report.hash, board.hash)
    assert.deepEqual([document.read, document.prompts, document.setAside], [4, 2, []])
    assert.deepEqual(document.report.options.cluster, 'prompt')
    assert.deepEqual(document.categories, [{ category: 'maths', votes: 2 }, { category: 'writing', votes: 2 }])
    const { pairs } = (await store.boards.detail(defaultSlice))!
    assert.deepEqual(pairs.map(({ a, b, winsA, winsB, ties }) => [a, b, winsA, winsB, ties]), [['mole', 'owl', 0, 0, 1], ['mole', 'wren', 0, 1, 0], ['owl', 'wren', 2, 0, 0]])
    await store.close()
  })

  test('a vote makes the board follow: the old one is shown until the new one is stored', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    const before = await current(store)
    await castVotes(store, { left: 'mole', right: 'owl', verdict: 'left' })
    const meanwhile = await store.boards.look(defaultSlice)
    assert.deepEqual([meanwhile.state, meanwhile.board!.hash], ['updating', before.board.hash])
    const after = await current(store)
    assert.deepEqual(games(after), { mole: 3, owl: 4, wren: 3 })
    assert.notEqual(after.board.hash, before.board.hash)
    await store.close()
  })

  test('withdrawals, checks and rules make it follow too, and say what was set aside', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    const [first, second] = await castVotes(store, { left: 'mole', right: 'owl', verdict: 'left' }, { left: 'mole', right: 'owl', verdict: 'right' })
    assert.equal((await current(store)).board.votes, 6)
    await withdraw(store, first!)
    assert.deepEqual((await current(store)).board.document.setAside, [{ rule: 'withdrawn', count: 1 }])
    await writeCheck(store, second!, 'dwell', 'fail')
    assert.equal((await current(store)).board.votes, 4)
    await chooseRules(store, { dwell: false })
    const { board } = await current(store)
    assert.deepEqual([board.votes, board.document.setAside], [5, [{ rule: 'withdrawn', count: 1 }]])
    await store.close()
  })

  test('what changes no vote leaves the board as it is, under the same hash', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    const before = await current(store)
    await importRows(store, anAnswer('owl', 'words', { challenge: poem }))
    await store.write.insertInto('imports').values({
      file: 'answers', format: 'own', collection_id: null, read: 1, imported: 1, duplicates: 0, rejected: 0, rejections: [], lost: [], state: 'done',
      started_at: aDay.at, finished_at: aDay.at,
    }).execute()
    assert.equal((await store.boards.look(defaultSlice)).state, 'updating')
    const after = await current(store)
    assert.deepEqual([after.board.id, after.board.hash], [before.board.id, before.board.hash])
    await store.close()
  })

  test('a board of the same hash tells what its newest computation found beside the ratings, in other processes too', async () => {
    const place = await makeTestPlace(kind)
    const [store, other] = [await openStore(place), await openStore(place)]
    await importRows(store, ...tournament())
    const { board: before } = await current(store)
    assert.equal((await other.boards.look(defaultSlice)).board!.document.read, 4)
    const [hasty] = await castVotes(store, { left: 'mole', right: 'owl', verdict: 'left' })
    await writeCheck(store, hasty!, 'dwell', 'fail')
    const { board: after } = await current(store)
    assert.deepEqual([after.id, after.hash, after.votes, after.last_vote_id], [before.id, before.hash, 4, hasty])
    assert.deepEqual([after.document.read, after.document.setAside], [5, [{ rule: 'dwell', count: 1 }]])
    assert.ok(after.as_of > before.as_of && after.computed_at > before.computed_at && after.ledger_head !== before.ledger_head)
    assert.deepEqual((await other.boards.look(defaultSlice)).board, after)
    assert.deepEqual((await other.boards.recompute(after.hash))!.isEqual, true)
    await Promise.all([store.close(), other.close()])
    await place.remove()
  })

  test('a board that comes back is the newest of its slice again, and it and the one between are computed anew as they were', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    const { board: first } = await current(store)
    const [vote] = await castVotes(store, { left: 'mole', right: 'owl', verdict: 'left' })
    const { board: between } = await current(store)
    await withdraw(store, vote!)
    const { board: again } = await current(store)
    assert.deepEqual([again.hash, again.document.setAside], [first.hash, [{ rule: 'withdrawn', count: 1 }]])
    assert.deepEqual((await listBoards(store.read, first.slice_key, 9)).map(({ hash }) => hash), [first.hash, between.hash])
    for (const { hash } of [first, between]) assert.equal((await store.boards.recompute(hash))!.isEqual, true)
    await store.close()
  })

  test('a slice is the same however it is written, and another one has a board of its own', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    const one = await current(store, { ...defaultSlice, creators: ['b', 'a'] })
    const { ties, ...rest } = defaultSlice
    const same = await store.boards.look({ creators: ['a', 'b', 'a'], ...rest, ties, pool: undefined })
    assert.deepEqual([same.state, same.board!.hash], ['current', one.board.hash])
    assert.deepEqual(games(await current(store, { ...defaultSlice, category: 'maths' })), { mole: 1, owl: 2, wren: 1 })
    await store.close()
  })

  test('a board computed anew has the same hash; one whose votes were changed by hand has not', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    const { hash } = (await current(store)).board
    await castVotes(store, { left: 'mole', right: 'owl', verdict: 'left' })
    const again = (await store.boards.recompute(hash))!
    assert.deepEqual([again.isEqual, again.isOfEqualVotes, again.votesNow, again.largestDifference], [true, true, 4, 0])
    await store.write.updateTable('votes').set({ verdict: 'right' }).where('key', '=', '1').execute()
    const changed = (await store.boards.recompute(hash))!
    assert.deepEqual([changed.isEqual, changed.isOfEqualVotes], [false, false])
    assert.ok(changed.largestDifference! > 0)
    assert.equal(await store.boards.recompute('0'.repeat(64)), undefined)
    await store.close()
  })

  test('boards of a server follow what another process imports', async () => {
    const place = await makeTestPlace(kind)
    const server = await openStore(place)
    await importRows(server, ...tournament())
    const problems: unknown[] = []
    server.boards.reportTo((problem) => problems.push(problem))
    server.boards.follow()
    const other = await openStore(place)
    await importRows(other, aVote('5', { left: { model: 'mole' }, right: { model: 'owl' }, challenge: poem }))
    // Nobody asks: it sees for itself.
    let votes = 0
    for (let tries = 0; tries < 200 && votes < 5; tries++) {
      await setTimeout(100)
      votes = (await other.read.selectFrom('boards').select('votes').orderBy('id', 'desc').executeTakeFirst())?.votes ?? 0
    }
    assert.equal(votes, 5)
    await other.close()
    await server.close()
    assert.deepEqual(problems, [])
    await place.remove()
  })

  test('two processes that compute the same board store it once', async () => {
    const place = await makeTestPlace(kind)
    const [one, other] = [await openStore(place), await openStore(place)]
    await importRows(one, ...tournament())
    const [first, second] = await Promise.all([current(one), current(other)])
    assert.equal(first.board.hash, second.board.hash)
    assert.equal((await one.read.selectFrom('boards').select('id').execute()).length, 1)
    await Promise.all([one.close(), other.close()])
    await place.remove()
  })

  test('boards of earlier days are kept one a day, those of the last day all, and the current one always', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    await current(store)
    await castVotes(store, { left: 'mole', right: 'owl', verdict: 'left' })
    await current(store)
    const ids = (await store.read.selectFrom('boards').select('id').orderBy('id').execute()).map(({ id }) => id)
    const { report } = await store.read.selectFrom('boards').selectAll().where('id', '=', ids[0]!).executeTakeFirstOrThrow()
    const common = { slice_key: (await store.read.selectFrom('boards').select('slice_key').executeTakeFirstOrThrow()).slice_key, slice: {}, rules_id: 1, method_version: '1', votes: 1, last_vote_id: 1, as_of: '', ledger_head: null, report }
    const old = ['2025-01-01T01:00:00.000Z', '2025-01-01T02:00:00.000Z', '2025-01-02T01:00:00.000Z']
    // Older boards have smaller ids.
    await store.write.insertInto('boards').values(old.map((computed_at, index) => ({ ...common, id: -3 + index, hash: computed_at, computed_at }))).execute()
    await castVotes(store, { left: 'mole', right: 'owl', verdict: 'left' })
    const { board } = await current(store)
    const left = await store.read.selectFrom('boards').select(['id', 'computed_at']).orderBy('id').execute()
    assert.deepEqual(left.map(({ id }) => id), [-2, -1, ...ids, board.id])
    await store.close()
  })

  test('slices that nobody asked for the longest are forgotten with their boards', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...tournament())
    const { board } = await current(store)
    const asked = (index: number) => new Date(Date.parse('2025-01-01') + index * 1000).toISOString()
    await store.write.insertInto('computations').values(Array.from({ length: 205 }, (_, index) => (
      { key: `k${index}`, task: { kind: 'agreement' as const }, asked_at: asked(index), state: '', board_id: null, detail: Buffer.from('') }))).execute()
    await current(store, { ...defaultSlice, category: 'maths' })
    const kept = (await store.read.selectFrom('computations').select('key').execute()).map(({ key }) => key)
    assert.equal(kept.length, 200)
    assert.ok(kept.includes(board.slice_key) && !kept.includes('k0') && !kept.includes('k6') && kept.includes('k7'))
    await store.close()
  })
})

test('odd slices by the dozen are refused instead of filling the queue', async () => {
  const store = await openTestStore('sqlite')
  await importRows(store, ...tournament())
  const looks = await Promise.all(Array.from({ length: 120 }, (_, index) => store.boards.look({ ...defaultSlice, collection: `c${index}` })))
  assert.ok(looks.some(({ problem }) => problem?.startsWith('Too many boards')))
  assert.ok(looks.filter(({ problem }) => problem === undefined).length >= 50)
  await store.close()
})

test('a process killed while it computes leaves no half of a board, and the next one computes it', async () => {
  const place = await makeTestPlace('sqlite')
  const script = `
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../database.ts'))}
    import { defaultSlice } from ${JSON.stringify(join(import.meta.dirname, '../../core/boards/slice.ts'))}
    import { importRows, manyRows, testWriter } from ${JSON.stringify(join(import.meta.dirname, '../../testing/imported-rows.ts'))}
    const store = await openStore(${JSON.stringify({ folder: place.folder })})
    await (await testWriter(store)).write(manyRows(2_000))
    await store.boards.look(defaultSlice)
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60)`
  const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', script], { encoding: 'utf8' })
  assert.equal(signal, 'SIGKILL', stderr)
  const store = await openStore(place)
  assert.equal((await current(store)).board.votes, 2_000)
  await store.close()
  await place.remove()
})

test('what cannot be computed is told, and not tried again and again', async () => {
  const store = await openTestStore('sqlite')
  await importRows(store, ...tournament())
  const problems: unknown[] = []
  store.boards.reportTo((problem) => problems.push(problem))
  await store.write.schema.alterTable('votes').renameColumn('probability_right', 'lost').execute()
  await store.boards.look(defaultSlice)
  await store.boards.settled({ kind: 'board', slice: defaultSlice }, 10_000)
  const look = await store.boards.look(defaultSlice)
  assert.deepEqual([look.state, look.problem], ['first-computation', 'It could not be computed; the log of the server says why.'])
  await store.boards.look(defaultSlice)
  assert.equal(problems.length, 1)
  assert.match(String(problems[0]), /probability_right/)
  await store.close()
})

test('how far judges and people agree is computed from what both judged, and follows', async () => {
  const store = await openTestStore('sqlite')
  const judged = (key: string, verdict: 'left' | 'right' | 'tie', more = {}) => aVote(key, { verdict, challenge: poem, judgeKind: 'model', judge: 'gpt', ...more })
  const onSum = { challenge: { kind: 'challenge' as const, key: 'sum', turns: ['Ask sum.'] } }
  await importRows(store,
    aVote('a', { challenge: poem, judge: 'ann' }), aVote('b', { challenge: poem, judge: 'bob' }), aVote('c', { challenge: poem, judge: 'cid', verdict: 'right' }),
    // The judge saw them the other way round.
    judged('d', 'right', { left: { model: 'b' }, right: { model: 'a' } }), aVote('e', { ...onSum, judge: 'ann' }), judged('f', 'tie', onSum),
    judged('g', 'left', { judge: 'claude' }), aVote('h', { challenge: { kind: 'challenge', turns: ['Only people judged this.'] } }))
  await store.boards.agreement()
  await store.boards.settled({ kind: 'agreement' }, 10_000)
  const { state, document: agreement } = await store.boards.agreement()
  assert.equal(state, 'current')
  assert.deepEqual(agreement!.judges, [{ judge: 'gpt', votes: 2, ties: 1, abstentions: 0 }, { judge: 'claude', votes: 1, ties: 0, abstentions: 0 }])
  assert.equal(agreement!.people.votes, 4)
  assert.equal(agreement!.people.among!.raw, 1 / 3)
  const between = agreement!.agreements.map(({ one, other, pairs, raw }) => [one, other, pairs, raw])
  assert.deepEqual(between, [[null, 'gpt', 2, (2 / 3 + 0) / 2], [null, 'claude', 1, 2 / 3], ['gpt', 'claude', 1, 1]])
  await store.close()
})
