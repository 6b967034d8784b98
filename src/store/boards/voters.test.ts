import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { test } from 'node:test'
import { defaultSlice } from '../../core/boards/slice.ts'
import type { ImportedVote } from '../../core/imports/records.ts'
import { outcomes } from '../../core/ratings/votes.ts'
import { castVotes, chooseRules, writeCheck } from '../../testing/cast-votes.ts'
import { aVote, importRows } from '../../testing/imported-rows.ts'
import { simulateVotes, type VoterKind } from '../../testing/simulated-votes.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import type { Store } from '../database.ts'
import type { BoardDocument } from '../../core/boards/board.ts'
import { votersTask, type Task } from './task.ts'
import type { VotersDocument } from './voters.ts'

const board: Task = { kind: 'board', slice: defaultSlice }

async function judged(store: Store): Promise<VotersDocument> {
  return current(() => store.boards.voters(), store, votersTask)
}

async function boardOf(store: Store): Promise<BoardDocument> {
  return current(async () => {
    const look = await store.boards.look(defaultSlice)
    return { ...look, document: look.board?.document }
  }, store, board)
}

/** The result of a task once it is made of everything there is. */
async function current<T>(look: () => Promise<{ state: string; document: T | undefined; problem?: string }>, store: Store, task: Task): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const { state, document, problem } = await look()
    if (problem) throw new Error(problem)
    if (state === 'current') return document!
    await store.boards.settled(task, 10_000)
    await setTimeout(50)
  }
  throw new Error('It never became current.')
}

/** Of a hundred honest voters one may come above the limit (Ville): of these twenty none does. */
const crowd = { models: 6, votes: 2_400, seed: 2, ties: { kind: 'davidson', amount: 0.5 } as const }
const rogues: VoterKind[] = ['coin', 'reversed', 'one-model', 'always-left']

/** Votes of twenty-four people with a hundred each, of whom four do not vote like readers: `coin 0`, `reversed 1` … `honest 23`. */
function aCrowd(): ImportedVote[] {
  const { votes, voterKinds } = simulateVotes({ ...crowd, voters: { votesEach: 100, groups: rogues.map((kind) => ({ kind, count: 1 })) } })
  return Array.from({ length: votes.length }, (_, row) => aVote(String(row), {
    left: { model: votes.models[votes.left[row]!]! }, right: { model: votes.models[votes.right[row]!]! }, verdict: outcomes[votes.outcome[row]!]!,
    judge: `${voterKinds[votes.voter![row]!]} ${votes.voter![row]}`,
  }))
}

async function facts(store: Store) {
  return store.read.selectFrom('vote_checks').innerJoin('votes', 'votes.id', 'vote_checks.vote_id').select(['vote_id', 'votes.judge', 'version', 'outcome', 'detail'])
    .where('name', '=', 'voter-evidence').orderBy('vote_id').orderBy('version').execute()
}

forEachDatabase((kind) => {
  test('votes of a coin, a reversed voter, a campaign and a habit are set aside, and those of honest voters are not', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...aCrowd())
    assert.equal((await boardOf(store)).report.votes.used, 2_400)
    const found = await judged(store)
    assert.deepEqual([found.voters, found.judged, found.excluded, found.excludedVotes], [24, 24, 4, 400])
    const excluded = found.flagged.filter(({ flag }) => flag === 'exclude')
    assert.deepEqual(excluded.map(({ voter, habit, model }) => [voter, habit, model]).sort(), [
      ['always-left 3', 'always-left', null], ['coin 0', 'coin', null], ['one-model 2', 'one-model', 'model-0'], ['reversed 1', 'reversed', null]])
    const document = await boardOf(store)
    assert.deepEqual([document.setAside, document.report.votes.used], [[{ rule: 'voter-evidence', count: 400 }], 2_000])
    const written = await facts(store)
    assert.equal(written.length, 2_400)
    for (const { judge, outcome, version } of written) assert.deepEqual([outcome, version], [judge!.startsWith('honest') ? 'pass' : 'fail', 1_000], judge!)
    assert.deepEqual(Object.keys(written[0]!.detail!).sort(), ['eValue', 'flag', 'flaggedAfter', 'habit', 'votes'])
    await store.close()
  })

  test('a rule that is off lets their votes count again, and what was found of them stays', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...aCrowd())
    await judged(store)
    await chooseRules(store, { 'voter-evidence': false })
    assert.equal((await boardOf(store)).report.votes.used, 2_400)
    assert.equal((await judged(store)).excluded, 4)
    await store.close()
  })

  test('nothing is written twice; a new vote gets what is known of its voter, and what is found otherwise now gets a newer fact', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...aCrowd())
    await judged(store)
    const before = await facts(store)
    await store.write.deleteFrom('computations').execute()
    await judged(store)
    assert.deepEqual(await facts(store), before)
    const last = before.at(-1)!
    await writeCheck(store, last.vote_id, 'voter-evidence', 'fail', 1_001)
    await importRows(store, aVote('another', { left: { model: 'model-1' }, right: { model: 'model-2' }, judge: 'reversed 1' }))
    await judged(store)
    const added = (await facts(store)).filter(({ vote_id, version }) => !before.some((fact) => fact.vote_id === vote_id && fact.version === version))
    assert.deepEqual(added.map(({ judge, version, outcome }) => [judge, version, outcome]), [
      ['honest 23', 1_001, 'fail'], ['honest 23', 1_002, 'pass'], ['reversed 1', 1_000, 'fail']])
    await store.close()
  })

  test('a voter is held against the same collection alone; who is the only one there, or has cast hardly a vote, is not judged', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...aCrowd())
    // The same pseudonym elsewhere is somebody else, and always for one model.
    await castVotes(store, ...Array.from({ length: 40 }, (_, index) => (
      { left: 'model-5', right: `model-${index % 5}`, verdict: 'left' as const, voter: 'honest 23' })))
    await importRows(store, ...[0, 1].map((index) => aVote(`few ${index}`, { left: { model: 'model-1' }, right: { model: 'model-2' }, judge: 'hardly' })))
    const found = await judged(store)
    assert.deepEqual([found.voters, found.judged, found.excluded], [26, 24, 4])
    assert.deepEqual((await facts(store)).filter(({ judge }) => judge === 'hardly'), [])
    const own = await facts(store)
    assert.equal(own.filter(({ judge }) => judge === 'honest 23').length, 100)
    await store.close()
  })
})

test('a server sees for itself that a voter does not vote like a reader', async () => {
  const store = await openTestStore('sqlite')
  const problems: unknown[] = []
  store.boards.reportTo((problem) => problems.push(problem))
  await importRows(store, ...aCrowd())
  store.boards.follow()
  let setAside = 0
  for (let tries = 0; tries < 200 && setAside < 400; tries++) {
    await setTimeout(100)
    const { board: newest } = await store.boards.look(defaultSlice)
    setAside = newest?.document.setAside.find(({ rule }) => rule === 'voter-evidence')?.count ?? 0
  }
  assert.deepEqual([setAside, problems], [400, []])
  await store.close()
})
