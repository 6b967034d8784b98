import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import type { z } from 'zod'
import { readSettings } from '../../config/settings.ts'
import { cellsOf } from '../../core/ratings/cells.ts'
import { fitBradleyTerry } from '../../core/ratings/bradley-terry.ts'
import { outcomes, type Votes } from '../../core/ratings/votes.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import { makeRenderer } from '../../media/rendering/cached.ts'
import { castVotes, withdraw, writeCheck } from '../../testing/cast-votes.ts'
import { anAnswer, aVote, importRows } from '../../testing/imported-rows.ts'
import { simulateVotes } from '../../testing/simulated-votes.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'
import { getLeaderboard } from '../boards/leaderboard.ts'
import { getMethodology } from '../methodology/get.ts'
import type { Caller, Operation, Progress, Services } from '../operation.ts'
import { perform } from '../perform.ts'
import { influenceOfVotes } from './influence.ts'
import { listVotesOperation } from './list.ts'
import { recheckVotesOperation } from './recheck.ts'
import { summarizeVotes } from './summary.ts'

const visitor: Caller = { kind: 'visitor', id: 'test' }
const admin: Caller = { kind: 'admin', id: 'test' }
/** Each voter votes once on each. */
const challenges = Array.from({ length: 100 }, (_, index) => ({ kind: 'challenge' as const, key: `q${index}`, turns: [`Question ${index}?`] }))

/** Votes of twelve people with a hundred each, of whom `reversed 0` votes against what they see. */
const { votes, voterKinds } = simulateVotes({
  models: 5, votes: 1_200, seed: 4, ties: { kind: 'davidson', amount: 0.5 }, voters: { votesEach: 100, groups: [{ kind: 'reversed', count: 1 }] },
})
const imported = Array.from({ length: votes.length }, (_, row) => aVote(String(row), {
  left: { model: votes.models[votes.left[row]!]! }, right: { model: votes.models[votes.right[row]!]! }, verdict: outcomes[votes.outcome[row]!]!,
  judge: `${voterKinds[votes.voter![row]!]} ${votes.voter![row]}`, challenge: challenges[row % 100],
}))

/** Ratings of the imported votes of honest voters, without some of them, by a fit of its own. */
function ratingsWithout(keys: string[]): Map<string, number> {
  const weight = Float64Array.from({ length: votes.length }, (_, row) => Number(voterKinds[votes.voter![row]!] === 'honest' && !keys.includes(String(row))))
  const kept: Votes = { ...votes, weight }
  const { theta } = fitBradleyTerry(cellsOf(kept), 0.5)!
  return new Map(votes.models.map((model, place) => [model, 1000 + (400 / Math.LN10) * theta[place]!]))
}

function firstOf(ratings: Map<string, number>): string {
  return [...ratings].reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}

forEachDatabase((kind) => {
  let store: TestStore
  let services: Services
  const ask = <I extends z.ZodObject, O extends z.ZodType>(operation: Operation<string, I, O>, input: z.input<I>, caller = visitor): Promise<z.output<O>> =>
    perform(operation, input, caller, services)

  /** What is made of everything there is. Facts of the last moments are left for the next computation. */
  async function current<T extends { state: string }>(look: () => Promise<T>): Promise<T> {
    for (let tries = 0; tries < 50; tries++) {
      const found = await look()
      if (found.state === 'current') return found
      await setTimeout(100)
    }
    throw new Error('It never became current.')
  }

  before(async () => {
    store = await openTestStore(kind)
    services = { store, settings: readSettings({}), renderer: makeRenderer(1024 * 1024), now: () => new Date('2026-01-03T03:04:05.000Z') }
    await importRows(store, ...imported)
  })
  after(() => store.close())

  test('only an admin may have all votes checked anew; the checking tells how far it is, and boards follow it', async () => {
    await assert.rejects(ask(recheckVotesOperation, {}), /admin token/)
    const events: Progress[] = []
    const report = await perform(recheckVotesOperation, {}, admin, services, { progress: (event) => events.push(event) })
    assert.deepEqual([report.votes, report.voters!.judged, report.voters!.excluded, report.voters!.excludedVotes], [1_200, 12, 1, 100])
    assert.deepEqual(report.written, [{ check: 'same-prompt', pass: 1_200, fail: 0, unknown: 0 }])
    assert.deepEqual(events.at(-1), { message: 'Holding each voter against the others', done: 1, total: 1 })
    assert.deepEqual((await ask(getMethodology, {})).voters, { judged: 12, review: 0, excluded: 1 })
    const { board } = await current(() => ask(getLeaderboard, { wait: 20 }))
    assert.deepEqual([board!.votes.used, board!.votes.setAside.map(({ rule, votes: some }) => [rule, some])], [1_100, [['voter-evidence', 100]]])
  })

  test('the summary counts votes, findings and rules, each vote under one rule', async () => {
    const [cast, taken, hasty] = await castVotes(store, ...[1, 2, 3].map(() => ({ left: 'model-1', right: 'model-2', verdict: 'tie' as Verdict, pool: 'sealed' as const })))
    await withdraw(store, taken!)
    await writeCheck(store, hasty!, 'dwell', 'fail')
    await writeCheck(store, cast!, 'dwell', 'fail')
    await writeCheck(store, cast!, 'dwell', 'pass', 2)
    const { summary } = await current(() => ask(summarizeVotes, { wait: 20 }))
    assert.deepEqual([summary!.votes, summary!.counted, summary!.sources, summary!.judgeKinds, summary!.pools], [
      1_203, 1_101, [{ value: 'import', votes: 1_200 }, { value: 'arena', votes: 3 }], [{ value: 'human', votes: 1_203 }], [{ value: null, votes: 1_200 }, { value: 'sealed', votes: 3 }]])
    assert.equal(summary!.verdicts.reduce((sum, { votes: some }) => sum + some, 0), 1_203)
    const found = new Map(summary!.checks.map(({ check, pass, fail, unknown }) => [check, [pass, fail, unknown]]))
    assert.deepEqual([found.get('dwell'), found.get('voter-evidence'), found.get('both-seen')], [[1, 1, 1_201], [1_100, 100, 3], [0, 0, 1_203]])
    assert.deepEqual(summary!.rules.filter(({ setAside }) => setAside > 0).map(({ rule, setAside }) => [rule, setAside]), [['withdrawn', 1], ['dwell', 1], ['voter-evidence', 100]])
  })

  test('without the decisive votes another model is first, as a fit of its own says', async () => {
    const { report, evidence } = await current(() => ask(influenceOfVotes, { collection: 'tests', wait: 20 }))
    const { first, decisive } = report!
    assert.deepEqual([report!.votes, report!.models, report!.reason, first!.slug], [1_100, 5, null, firstOf(ratingsWithout([]))])
    assert.ok(decisive!.votes <= 50 && decisive!.some.length === decisive!.votes, `${decisive!.votes} votes`)
    const rest = ratingsWithout(decisive!.some.map(({ id }) => id))
    assert.equal(firstOf(rest), decisive!.challenger.slug)
    assert.ok(Math.abs(rest.get(first!.slug)! - rest.get(decisive!.challenger.slug)! - decisive!.leadAfter) < 0.05)
    assert.equal(evidence!.flagged.find(({ flag }) => flag === 'exclude')!.voter, 'reversed 0')
  })

  test('ratings with and without flagged voters stand beside each other, and voters who move most are named', async () => {
    const { report } = await ask(influenceOfVotes, { collection: 'tests', wait: 20 })
    const { flagged, voters } = report!
    assert.deepEqual([flagged.isSetAside, flagged.voters, flagged.votes, flagged.models.length], [true, 1, 100, 5])
    const without = ratingsWithout([])
    for (const row of flagged.models) assert.ok(Math.abs(row.without! - without.get(row.model.slug)!) < 0.01 && Math.abs(row.with - row.without!) > 0.01)
    assert.equal(voters.length, 10)
    assert.ok(voters.every(({ collection, voter, votes: some }) => collection === 'tests' && voter.startsWith('honest ') && some === 100))
    const [most] = voters
    const own = Array.from(votes.left.keys()).filter((row) => `honest ${votes.voter![row]}` === most!.voter).map(String)
    assert.ok(Math.abs(without.get(most!.model.slug)! - ratingsWithout(own).get(most!.model.slug)! - most!.moved) < 0.01)
  })

  test('a slice without votes has no influence, and says why', async () => {
    const { report } = await ask(influenceOfVotes, { judges: 'model', wait: 20 })
    assert.deepEqual([report!.votes, report!.first, report!.decisive, report!.voters, report!.reason], [0, null, null, [], 'There are no votes to rate by.'])
    await assert.rejects(ask(influenceOfVotes, { style: true } as never), /style/)
  })

  test('votes are listed newest first with what is known of them, page by page, each once', async () => {
    const first = await ask(listVotesOperation, { limit: 2 })
    assert.deepEqual(first.votes.map(({ source, left, verdict, voter, pool, withdrawn, setAsideBy }) => [source, left, verdict, voter, pool, withdrawn, setAsideBy]), [
      ['arena', 'model-1', 'tie', 'reader', 'sealed', false, 'dwell'], ['arena', 'model-1', 'tie', 'reader', 'sealed', true, 'withdrawn']])
    assert.deepEqual(first.votes[0]!.checks.map(({ check, outcome }) => `${check}: ${outcome}`), [
      'dwell: fail', 'both-seen: unknown', 'duplicate-text: unknown', 'identity-leak: unknown', 'rate: unknown', 'same-prompt: unknown', 'voter-evidence: unknown'])
    const seen = new Set<string>()
    for (let cursor: string | undefined; ;) {
      const page = await ask(listVotesOperation, { limit: 200, cursor })
      for (const { id } of page.votes) seen.add(id)
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    assert.equal(seen.size, 1_203)
  })

  const count = (is: (row: number) => boolean) => Array.from(votes.left.keys()).filter(is).length
  const filters: Array<[input: z.input<typeof listVotesOperation.input>, votes: number]> = [
    [{ collection: 'arena' }, 3], [{ voter: 'reversed 0' }, 100], [{ check: 'voter-evidence' }, 100], [{ check: 'dwell', found: 'pass' }, 1],
    [{ check: 'voter-evidence', found: 'unknown' }, 3], [{ collection: 'arena', check: 'dwell' }, 1], [{ voter: 'reversed 0', collection: 'arena' }, 0],
    [{ model: 'model-0', voter: 'honest 5' }, count((row) => votes.voter![row] === 5 && (votes.left[row] === 0 || votes.right[row] === 0))],
  ]
  for (const [input, expected] of filters) {
    test(`votes are filtered: ${JSON.stringify(input)}`, async () => assert.equal((await ask(listVotesOperation, { ...input, limit: 200 })).votes.length, expected))
  }

  test('votes on a challenge are found, and what is not there is said', async () => {
    const { slug } = await store.read.selectFrom('challenges').select('slug').executeTakeFirstOrThrow()
    const { votes: [vote] } = await ask(listVotesOperation, { challenge: slug, limit: 1 })
    assert.deepEqual([vote!.challenge, vote!.collection], [slug, 'tests'])
    await assert.rejects(ask(listVotesOperation, { challenge: 'nowhere' }), /no challenge/)
    await assert.rejects(ask(listVotesOperation, { collection: 'nowhere' }), /no collection/)
    await assert.rejects(ask(listVotesOperation, { model: 'nobody' }), /no model/)
    await assert.rejects(ask(listVotesOperation, { cursor: 'x' }), /cursor/)
  })

  test('a vote whose voter has not been told the names is not listed before that', async () => {
    const text = (name: string) => anAnswer(name, `${name} says so.`, { challenge: challenges[0] })
    await importRows(store, text('model-1'), text('model-2'))
    const [left, right] = await store.read.selectFrom('responses').select(['id', 'model_id', 'challenge_id']).orderBy('id').execute()
    const { id } = await store.write.insertInto('duels').values({
      public_id: 'a duel', challenge_id: left!.challenge_id, left_response_id: left!.id, right_response_id: right!.id, left_model_id: left!.model_id, right_model_id: right!.model_id,
      pool: 'open', state: 'voted', ended: null, voter: 'reader', asked: {}, reason: 'uniform', probability: 1, seed: 's', drawn_at: '', expires_at: '', voted_at: '', revealed_at: null,
    }).returning('id').executeTakeFirstOrThrow()
    const [vote] = await castVotes(store, { left: 'model-1', right: 'model-2', verdict: 'left', voter: 'blind' })
    await store.write.updateTable('votes').set({ duel_id: id }).where('id', '=', vote!).execute()
    const listed = async () => (await ask(listVotesOperation, { voter: 'blind' })).votes.length
    assert.equal(await listed(), 0)
    await store.write.updateTable('duels').set({ state: 'revealed' }).where('id', '=', id).execute()
    assert.equal(await listed(), 1)
  })
})
