import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { isDomainError, type Problem } from '../../core/errors.ts'
import { aVoter, answersOf, DuelStage } from '../../testing/duels.ts'
import { anAnswer, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import type { TestStore } from '../../testing/store.ts'
import { inTransaction, openStore } from '../../store/database.ts'
import { addUndo } from '../../store/migrations/018-undo.ts'
import { lightenVotes } from '../../store/migrations/020-lighter-votes.ts'
import { defaultSlice } from '../../core/boards/slice.ts'
import { readVotes } from '../../store/boards/read-votes.ts'
import { everything } from '../../store/boards/state.ts'
import { verifyStoredLedger } from '../../store/ledger/verify.ts'
import { recheckVotes } from '../../store/recheck.ts'
import { getChallenge } from '../challenges/get.ts'
import { getVoterBoard } from '../voters/board.ts'
import { verifyReceipt } from '../receipts/verify.ts'
import { getResult } from '../results/get.ts'
import { duelAnswer } from './answer.ts'
import { createDuel } from './create.ts'
import { getDuel } from './get.ts'
import { revealDuel } from './reveal.ts'
import { skipDuel } from './skip.ts'
import { startDuel } from './start.ts'
import { undoVote } from './undo.ts'
import { voteOnDuel } from './vote.ts'

function is(kind: Problem, message: RegExp) {
  return (error: unknown) => isDomainError(error) && error.kind === kind && message.test(error.message)
}

const program = { kind: 'visitor' as const, id: 'an address' }

forEachDatabase((kind) => {
  async function open(models = ['ash', 'birch', 'cedar'], challenges = ['One?', 'Two?']): Promise<{ store: TestStore; stage: DuelStage }> {
    const store = await openTestStore(kind)
    await importRows(store, ...answersOf(models, challenges).map((record) => [record]))
    return { store, stage: new DuelStage(store) }
  }

  test('a duel is sealed, gets its vote, and reveals whose answers they are', async () => {
    const { store, stage } = await open()
    const duel = await stage.draw()
    assert.deepEqual([duel.state, duel.vote, duel.reveal], ['sealed', null, null])
    assert.match(duel.id, /^[\da-f]{32}$/, 'a word of a command line that never begins with a dash')
    stage.wait(0.1)
    const { state, vote, reveal } = await stage.vote(duel.id, undefined, { strength: 'clear', criteria: { style: 'right' }, reasons: ['shorter'], comment: ' Well put. ', dwellMs: 5_000, bothSeen: true })
    assert.deepEqual([reveal!.ratings, reveal!.setAside], [null, null])
    assert.match(reveal!.noRatings!, /^No ratings yet: the votes are being counted/)
    assert.deepEqual([state, vote!.verdict, vote!.strength, vote!.criteria, vote!.reasons, vote!.comment], ['revealed', 'left', 'clear', { style: 'right' }, ['shorter'], 'Well put.'])
    assert.equal(duel.left!.text!.text, `${reveal!.left.model.slug} on ${duel.challenge.prompts[0]!.text}`)
    assert.equal(duel.right!.text!.text, `${reveal!.right.model.slug} on ${duel.challenge.prompts[0]!.text}`)
    assert.deepEqual((await stage.ask(getDuel, { duel: duel.id })).reveal, reveal)
    const row = await store.read.selectFrom('votes').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual(
      [row.source, row.blind, row.sides_known, row.judge_kind, row.judge, row.pool, row.provenance],
      ['arena', true, true, 'human', 'v', 'open', { dwellMs: 5_000, bothSeen: true }])
    await store.close()
  })

  const endings: Array<[name: string, end: (stage: DuelStage, duel: string) => Promise<unknown>, message: RegExp]> = [
    ['has its vote', (stage, duel) => stage.vote(duel), /its vote already/],
    ['was skipped', (stage, duel) => stage.ask(skipDuel, { duel }), /was skipped/],
    ['waited too long', async (stage) => stage.wait(7), /time of this duel has run out/],
  ]
  for (const [name, end, message] of endings) {
    test(`a duel that ${name} takes no vote and cannot be skipped`, async () => {
      const { store, stage } = await open()
      const { id } = await stage.draw()
      await end(stage, id)
      await assert.rejects(stage.vote(id), is('conflict', message))
      await assert.rejects(stage.ask(skipDuel, { duel: id }), is('conflict', message))
      await store.close()
    })
  }

  test('an expired duel shows no answers, at none of its addresses, and never names', async () => {
    const { store, stage } = await open()
    const { id } = await stage.draw()
    stage.wait(7)
    const duel = await stage.ask(getDuel, { duel: id })
    assert.deepEqual([duel.state, duel.ended, duel.left, duel.right, duel.reveal], ['expired', 'time', null, null, null])
    await assert.rejects(stage.ask(duelAnswer, { duel: id, side: 'left' }), is('conflict', /expired/))
    await assert.rejects(stage.ask(revealDuel, { duel: id }), is('conflict', /after the vote/))
    await stage.draw()
    assert.deepEqual(await store.read.selectFrom('duels').select(['state', 'ended']).where('public_id', '=', id).executeTakeFirst(), { state: 'expired', ended: 'time' })
    await store.close()
  })

  test('two votes on one duel at the same moment: one is stored, the other is told so', async () => {
    const { store, stage } = await open()
    const { id } = await stage.draw()
    const results = await Promise.allSettled([stage.vote(id), stage.vote(id, undefined, { verdict: 'right' }), stage.vote(id, undefined, { verdict: 'tie' })])
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const result of results) if (result.status === 'rejected') assert.ok(is('conflict', /its vote already/)(result.reason))
    assert.equal((await store.read.selectFrom('votes').select('id').execute()).length, 1)
    await assert.rejects(store.write.insertInto('votes').columns(['key', 'collection_id', 'source', 'turn', 'left_model_id', 'right_model_id', 'verdict', 'sides_known', 'judge_kind', 'created_at', 'duel_id'])
      .expression(store.write.selectFrom('votes').select((eb) => [eb.val('again').as('key'), 'collection_id', 'source', 'turn', 'left_model_id', 'right_model_id', 'verdict', 'sides_known', 'judge_kind', 'created_at', 'duel_id'])).execute(),
    /unique/i, 'the database itself has one vote for each duel')
    await store.close()
  })

  test('a repeated vote with its idempotency key answers the first reply, at once or later', async () => {
    const { store, stage } = await open()
    const { id } = await stage.draw()
    const input = { duel: id, verdict: 'both-bad' as const }
    const replies = await Promise.all([1, 2, 3].map(() => stage.ask(voteOnDuel, input, undefined, 'k')))
    replies.push(await stage.ask(voteOnDuel, input, undefined, 'k'))
    for (const reply of replies) assert.deepEqual(reply, replies[0])
    assert.equal((await verifyStoredLedger(store)).votes, 1)
    await store.close()
  })

  test('two processes that are asked the same with one idempotency key answer the same', async () => {
    const { store, stage } = await open()
    const other = await openStore(store.place)
    const { id } = await stage.draw()
    const input = { duel: id, verdict: 'tie' as const }
    const replies = await Promise.all([stage.ask(voteOnDuel, input, undefined, 'k'), new DuelStage(other).ask(voteOnDuel, input, undefined, 'k')])
    assert.deepEqual(replies[0], replies[1])
    assert.equal((await verifyStoredLedger(store)).votes, 1)
    await other.close()
    await store.close()
  })

  test('voters who share an address and an idempotency key share no reply', async () => {
    const { store, stage } = await open()
    const draw = (voter: string) => stage.ask(createDuel, {}, aVoter(voter), '1')
    assert.notEqual((await draw('v')).id, (await draw('w')).id)
    await store.close()
  })

  test('the id of a duel that was drawn without a cookie is the permission of a program; somebody else’s cookie is refused beside it', async () => {
    const { store, stage } = await open()
    const { id } = await stage.draw({}, program)
    const other = aVoter('w')
    const asks = [() => stage.ask(getDuel, { duel: id }, other), () => stage.vote(id, other), () => stage.ask(skipDuel, { duel: id }, other), () => stage.ask(duelAnswer, { duel: id, side: 'left' }, other)]
    for (const ask of asks) await assert.rejects(ask(), is('forbidden', /somebody else/))
    assert.equal((await stage.ask(getDuel, { duel: id }, program)).state, 'sealed')
    await stage.vote(id, program)
    for (const ask of [() => stage.ask(getDuel, { duel: id }, other), () => stage.ask(undoVote, { duel: id }, other), () => stage.ask(revealDuel, { duel: id }, other)]) await assert.rejects(ask(), is('forbidden', /somebody else/))
    await assert.rejects(stage.ask(getDuel, { duel: 'no-such' }, program), is('not-found', /no such duel/))
    await store.close()
  })

  test('a vote that a model decided is chained as one, and stands among people’s nowhere', async () => {
    const { store, stage } = await open(['ash', 'birch'])
    const { id } = await stage.draw()
    const { vote, reveal } = await stage.vote(id, undefined, { judge: 'model' })
    assert.deepEqual([vote!.judge, reveal!.ratings, reveal!.noRatings, reveal!.setAside], ['model', null, null, null])
    assert.equal((await store.read.selectFrom('votes').select('judge_kind').executeTakeFirstOrThrow()).judge_kind, 'model')
    assert.equal((await verifyStoredLedger(store)).faultCount, 0)
    const receipt = await stage.ask(verifyReceipt, { receipt: vote!.receipt.token })
    assert.deepEqual([receipt.judge, receipt.kept], ['model', true])
    assert.equal((await stage.ask(getDuel, { duel: id })).vote!.judge, 'model')
    assert.equal((await stage.ask(getResult, { result: vote!.share!.split('/').at(-1)! })).vote.judge, 'model')

    const { votes, today, streak } = await stage.ask(getVoterBoard, {})
    assert.deepEqual([votes, today, streak], [0, 0, 0])
    const read = async (judges: 'human' | 'model') => (await readVotes(store.read, { ...defaultSlice, judges }, {}, everything)).votes.length
    assert.deepEqual([await read('human'), await read('model')], [0, 1])
    const other = await stage.draw({ challenge: (await stage.ask(getDuel, { duel: id })).challenge.slug }, aVoter('w'))
    const seen = await stage.vote(other.id, aVoter('w'))
    assert.deepEqual([seen.vote!.judge, seen.reveal!.crowd.everywhere.votes], ['human', 0])
    await store.close()
  })

  test('a model has no pace: its checks of one are unknown, at once and in a recheck, and its votes speed up nobody', async () => {
    const { store, stage } = await open(['ash', 'birch', 'cedar'], Array.from({ length: 8 }, (_, index) => `Question ${index}?`))
    for (let vote = 0; vote < 20; vote += 1) await stage.vote((await stage.draw()).id, undefined, { judge: 'model', dwellMs: 1 })
    await stage.vote((await stage.draw()).id)
    const outcomes = await store.read.selectFrom('vote_checks').innerJoin('votes', 'votes.id', 'vote_checks.vote_id')
      .select(['judge_kind', 'name', 'outcome']).where('name', 'in', ['dwell', 'rate', 'same-prompt']).distinct().orderBy('judge_kind').orderBy('name').execute()
    assert.deepEqual(outcomes.map(({ judge_kind, name, outcome }) => `${judge_kind} ${name} ${outcome}`), [
      'human dwell fail', 'human rate pass', 'human same-prompt pass', 'model dwell unknown', 'model rate unknown', 'model same-prompt unknown'])
    assert.deepEqual((await recheckVotes(store, () => {})).written, [])
    await store.close()
  })

  test('a vote can be taken back until the next duel starts: a fact beside the vote, chained', async () => {
    const { store, stage } = await open()
    const first = await stage.draw()
    const { vote } = await stage.vote(first.id)
    assert.equal(vote!.canUndo, true)
    const undone = await stage.ask(undoVote, { duel: first.id })
    assert.deepEqual([undone.state, undone.vote!.withdrawn, undone.vote!.canUndo], ['revealed', true, false])
    await assert.rejects(stage.ask(undoVote, { duel: first.id }), is('conflict', /already/))
    assert.equal((await store.read.selectFrom('votes').select('verdict').executeTakeFirstOrThrow()).verdict, 'left')
    const report = await verifyStoredLedger(store)
    assert.deepEqual([report.entries, report.votes, report.faultCount], [2, 1, 0])

    const second = await stage.draw()
    const ahead = await stage.draw({ ahead: true })
    await stage.vote(second.id)
    assert.equal((await stage.ask(getDuel, { duel: second.id })).vote!.canUndo, true, 'a duel drawn ahead has not started')
    await stage.vote(ahead.id)
    await assert.rejects(stage.ask(undoVote, { duel: second.id }), is('conflict', /until the next duel starts/))
    await stage.draw()
    await assert.rejects(stage.ask(undoVote, { duel: ahead.id }), is('conflict', /until the next duel starts/))
    await store.close()
  })

  test('a duel that has its vote, was skipped, or is of somebody else cannot start, and ends nobody’s undo', async () => {
    const { store, stage } = await open()
    const [skipped, voted] = [await stage.draw(), await stage.draw()]
    await stage.ask(skipDuel, { duel: skipped.id })
    await stage.vote(voted.id)
    const ofOther = await stage.draw({}, aVoter('w'))
    for (const { id } of [skipped, voted]) await assert.rejects(stage.ask(startDuel, { duel: id }), is('conflict', /skipped|its vote already/))
    await assert.rejects(stage.ask(startDuel, { duel: ofOther.id }), is('forbidden', /somebody else/))
    assert.equal((await stage.ask(getDuel, { duel: voted.id })).vote!.canUndo, true)
    await store.close()
  })

  const refusal = /^Another duel was started after this vote, so it stays as it is\. A vote can be taken back until the next duel starts\.$/

  test('a vote can be taken back for as long as no other duel starts, also when the time of every duel has run out', async () => {
    const { store, stage } = await open()
    const duel = await stage.draw()
    await stage.vote(duel.id)
    await stage.draw({ ahead: true })
    stage.wait(1_000)
    await stage.vote((await stage.draw({}, aVoter('w'))).id, aVoter('w'))
    assert.equal((await stage.ask(getDuel, { duel: duel.id })).vote!.canUndo, true)
    assert.equal((await stage.ask(undoVote, { duel: duel.id })).vote!.withdrawn, true)
    await store.close()
  })

  const goingOn: Array<[name: string, goOn: (stage: DuelStage, earlier: string, ahead: string) => Promise<unknown>, isStart: boolean]> = [
    ['draws another', (stage) => stage.draw(), true],
    ['votes on one that was drawn before, in another window', (stage, earlier) => stage.vote(earlier), true],
    ['skips one that was drawn before', (stage, earlier) => stage.ask(skipDuel, { duel: earlier }), true],
    ['votes on one that was drawn ahead', (stage, _, ahead) => stage.vote(ahead), true],
    ['skips one that was drawn ahead', (stage, _, ahead) => stage.ask(skipDuel, { duel: ahead }), true],
    ['comes to one that was drawn ahead', (stage, _, ahead) => stage.ask(startDuel, { duel: ahead }), true],
    ['has another drawn ahead', (stage) => stage.draw({ ahead: true }), false],
    ['reads others, as a page does that is prepared', async (stage, earlier, ahead) => { for (const duel of [earlier, ahead]) await stage.ask(getDuel, { duel }) }, false],
    ['asks for one where none is left', (stage) => assert.rejects(stage.draw({ category: 'poetry' })), false],
  ]
  for (const [name, goOn, isStart] of goingOn) {
    test(`a voter who ${name} ${isStart ? 'has started the next duel' : 'has not started the next duel'}, whatever the clock says`, async () => {
      const { store, stage } = await open()
      const [earlier, ahead, skipped, duel] = [await stage.draw(), await stage.draw({ ahead: true }), await stage.draw(), await stage.draw()]
      await stage.ask(skipDuel, { duel: skipped.id })
      await stage.vote(duel.id)
      stage.wait(-1)
      await goOn(stage, earlier.id, ahead.id)
      assert.equal((await stage.ask(getDuel, { duel: duel.id })).vote!.canUndo, !isStart)
      if (isStart) await assert.rejects(stage.ask(undoVote, { duel: duel.id }), is('conflict', refusal))
      else await stage.ask(undoVote, { duel: duel.id })
      await store.close()
    })
  }

  test('of the votes there were before this was written down, the last of each voter can be taken back where nothing was drawn since', async () => {
    const { store, stage } = await open()
    const play = async (voter: string) => {
      stage.wait(0.1)
      const { id } = await stage.draw({}, aVoter(voter))
      stage.wait(0.1)
      await stage.vote(id, aVoter(voter))
      return id
    }
    const [before, last, other] = [await play('v'), await play('v'), await play('w')]
    stage.wait(0.1)
    await stage.draw({}, aVoter('w'))
    await sql`drop index duels_undo_for`.execute(store.write)
    await store.write.schema.alterTable('duels').dropColumn('undo_for').execute()
    await addUndo(store.write)
    const rows = await store.read.selectFrom('duels').select(['public_id', 'undo_for']).where('voted_at', 'is not', null).execute()
    assert.deepEqual(new Map(rows.map(({ public_id, undo_for }) => [public_id, undo_for])), new Map([[before, null], [last, 'v'], [other, null]]))
    await store.close()
  })

  test('a ledger of before its hashes lost their index is the same afterwards, and goes on', async () => {
    const { store, stage } = await open()
    for (let turn = 0; turn < 3; turn++) await stage.vote((await stage.draw()).id)
    const ledger = () => store.read.selectFrom('ledger').selectAll().orderBy('id').execute()
    const before = await ledger()
    for (const index of ['votes_by_voter', 'duels_sealed']) await store.write.schema.dropIndex(index).execute()
    await sql`create index votes_of_voter on votes (judge, voted_at)`.execute(store.write)
    await sql`create index votes_by_judge on votes (judge)`.execute(store.write)
    await sql`create index duels_by_state_expires_at on duels (state, expires_at)`.execute(store.write)
    if (kind === 'postgres') await sql`alter table ledger add constraint ledger_hash_key unique (hash)`.execute(store.write)
    await inTransaction(store.write, lightenVotes)
    assert.deepEqual(await ledger(), before)
    await stage.vote((await stage.draw()).id)
    assert.equal((await ledger()).length, before.length + 1)
    assert.deepEqual((await verifyStoredLedger(store)).faults, [])
    await store.close()
  })

  test('without `reveal` the names stay sealed until they are asked for', async () => {
    const { store, stage } = await open()
    const { id } = await stage.draw()
    const voted = await stage.vote(id, undefined, { reveal: false })
    assert.deepEqual([voted.state, voted.reveal, voted.vote!.share], ['voted', null, null])
    assert.equal((await stage.ask(getDuel, { duel: id })).reveal, null)
    const revealed = await stage.ask(revealDuel, { duel: id })
    assert.equal(revealed.state, 'revealed')
    assert.ok(revealed.reveal!.left.model.name)
    assert.deepEqual(await stage.ask(revealDuel, { duel: id }), revealed)
    await store.close()
  })

  test('a voter has each pair once, whatever became of it, and then hears that none is left', async () => {
    const { store, stage } = await open()
    const pairs: string[] = []
    for (let turn = 0; turn < 6; turn++) {
      const { id, left, right } = await stage.draw()
      pairs.push([left!.text!.text, right!.text!.text].sort().join())
      if (turn % 2) await stage.vote(id)
      else if (turn % 3) await stage.ask(skipDuel, { duel: id })
    }
    assert.equal(new Set(pairs).size, 6)
    await assert.rejects(stage.draw(), is('not-found', /had every pair/))
    assert.equal((await stage.draw({}, aVoter('w'))).state, 'sealed')
    stage.wait(7)
    assert.equal((await stage.draw()).state, 'sealed', 'what they let expire comes again')
    await store.close()
  })

  test('texts that a reader cannot tell apart never meet, whatever their bytes', async () => {
    const store = await openTestStore(kind)
    const stage = new DuelStage(store)
    const challenge = { kind: 'challenge' as const, turns: ['List them.'] }
    await importRows(store, anAnswer('ash', 'One two\nthree', { challenge }), anAnswer('birch', 'One  two three\n', { challenge }))
    await assert.rejects(stage.draw(), is('not-found', /no two answers that can/))
    await importRows(store, anAnswer('cedar', 'Four five six', { challenge }), anAnswer('fir', ' One two three', { challenge }))
    for (let voter = 0; voter < 12; voter++) {
      const { left, right } = await stage.draw({}, aVoter(`v${voter}`))
      assert.ok([left!.text!.text, right!.text!.text].includes('Four five six'))
    }
    await store.close()
  })

  test('a challenge, a category or a pool without a pair says so', async () => {
    const { store, stage } = await open(['ash'])
    await assert.rejects(stage.draw(), is('not-found', /no two answers that can/))
    await assert.rejects(stage.draw({ category: 'poetry' }), is('not-found', /category "poetry"/))
    await assert.rejects(stage.draw({ pool: 'sealed' }), is('not-found', /no two sealed answers/))
    await assert.rejects(stage.draw({ challenge: 'no-such' }), is('not-found', /no challenge/))
    await store.close()
  })

  test('sealed answers are dueled in a pool of their own, and open to all once revealed', async () => {
    const { store, stage } = await open()
    await store.write.updateTable('responses').set({ sealed: true }).execute()
    await assert.rejects(stage.draw(), is('not-found', /no two answers/))
    const one = await stage.draw({ pool: 'sealed' })
    const two = await stage.draw({ pool: 'sealed', challenge: one.challenge.slug }, aVoter('w'))
    assert.equal(one.pool, 'sealed')
    await stage.vote(one.id)
    const open_ = await store.read.selectFrom('responses').select('public_id').where('sealed', '=', false).execute()
    const { reveal } = await stage.ask(getDuel, { duel: one.id })
    assert.deepEqual(open_.map(({ public_id }) => public_id).sort(), [reveal!.left.response, reveal!.right.response].sort())
    // Of three models any two pairs share an answer, which could have been read by now.
    await stage.vote(two.id, aVoter('w'))
    const pools = await store.read.selectFrom('votes').select('pool').orderBy('id').execute()
    assert.deepEqual(pools.map(({ pool }) => pool), ['sealed', 'open'])
    await store.close()
  })

  test('how others voted is told with the sides of the own duel, without own votes, earlier ones too, and what was withdrawn or set aside', async () => {
    const { store, stage } = await open(['ash', 'birch'], ['One?', 'Two?'])
    const here = { challenge: 'one' }
    const cast = async (voter: string, challenge: string, better: 'ash' | 'birch', hoursToRead = 0.1) => {
      const duel = await stage.draw({ challenge }, aVoter(voter))
      stage.wait(hoursToRead)
      const verdict = duel.left!.text!.text.startsWith(better) ? 'left' : 'right'
      return { duel, ...(await stage.vote(duel.id, aVoter(voter), { verdict })) }
    }
    for (const voter of ['a', 'b', 'c']) await cast(voter, here.challenge, 'ash')
    await cast('d', here.challenge, 'birch')
    await cast('e', 'two', 'birch')
    const { duel } = await cast('f', here.challenge, 'birch')
    await stage.ask(undoVote, { duel: duel.id }, aVoter('f'))
    const hasty = await cast('h', here.challenge, 'birch', 0)
    assert.equal(hasty.reveal!.setAside!.rule, 'dwell')
    await cast('g', 'two', 'ash')
    const { reveal } = await cast('g', here.challenge, 'ash')
    const [ash, birch] = reveal!.left.model.slug === 'ash' ? ['left', 'right'] as const : ['right', 'left'] as const
    assert.deepEqual([reveal!.crowd.challenge.votes, reveal!.crowd.challenge[ash], reveal!.crowd.challenge[birch]], [4, 3, 1])
    assert.deepEqual([reveal!.crowd.everywhere.votes, reveal!.crowd.everywhere[ash], reveal!.crowd.everywhere[birch]], [5, 3, 2])
    await store.close()
  })

  test('a receipt tells whether its vote stands, was taken back, or is gone', async () => {
    const { store, stage } = await open()
    const duel = await stage.draw()
    const { token } = (await stage.vote(duel.id)).vote!.receipt
    const check = (receipt = token) => stage.ask(verifyReceipt, { receipt }, program)
    assert.deepEqual({ ...await check(), vote: '', ledger: '', at: '' }, { genuine: true, vote: '', ledger: '', at: '', judge: 'human', kept: true, withdrawn: false })
    await stage.ask(undoVote, { duel: duel.id })
    assert.equal((await check()).withdrawn, true)
    assert.equal((await check(token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).genuine, false)
    assert.equal((await check('W10.x')).genuine, false)
    await store.write.updateTable('votes').set({ verdict: 'right' }).execute()
    assert.equal((await check()).kept, false)
    await store.close()
  })

  test('a shared link shows the result and gives no power over the duel', async () => {
    const { store, stage } = await open()
    const duel = await stage.draw()
    const { vote, reveal } = await stage.vote(duel.id, undefined, { comment: 'mine alone' })
    const result = await stage.ask(getResult, { result: vote!.share!.split('/').at(-1)! }, program)
    assert.deepEqual([result.vote.verdict, result.reveal.left], ['left', reveal!.left])
    for (const secret of [duel.id, 'mine alone', vote!.receipt.token]) assert.ok(!JSON.stringify(result).includes(secret))
    await assert.rejects(stage.ask(getResult, { result: vote!.receipt.token }, program), is('not-found', /no such result/))
    await store.close()
  })

  test('a drawing that no browser draws says why before the vote, in words that are the same for every model', async () => {
    const store = await openTestStore(kind)
    const challenge = { kind: 'challenge' as const, turns: ['Draw.'], outputType: 'svg' as const }
    const [broken, sound] = ['<svg xmlns="http://www.w3.org/2000/svg"><g>', '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>']
    await importRows(store, ...Object.entries({ ash: broken, birch: sound }).map(([model, body]) => anAnswer(model, body, { outputType: 'svg', challenge })))
    const stage = new DuelStage(store)
    const { id } = await stage.draw()
    const { left, right } = await stage.ask(getDuel, { duel: id, render: true })
    const told = new Map([left!, right!].map(({ text, fault, notes }) => [text!.text, { fault, notes }]))
    const fault = 'Browsers do not draw this: it ends before all of its tags are closed.'
    assert.deepEqual([told.get(broken!), told.get(sound!)], [{ fault, notes: [fault] }, { fault: null, notes: [] }])
    await store.close()
  })

  test('a challenge that names criteria of its own is judged by those, and by no others', async () => {
    const store = await openTestStore(kind)
    const challenge = { kind: 'challenge' as const, turns: ['A poem, please.'], slug: 'poem', criteria: ['rhythm', 'second look'] }
    await importRows(store, challenge, ...answersOf(['ash', 'birch'], challenge.turns))
    const stage = new DuelStage(store)
    assert.deepEqual((await stage.ask(getChallenge, { challenge: 'poem' })).challenge.criteria, challenge.criteria)
    const { id, criteria } = await stage.draw()
    assert.deepEqual(criteria, challenge.criteria)
    await assert.rejects(stage.vote(id, undefined, { criteria: { clear: 'left' } }), is('invalid', /not judged by "clear"\. They may be judged by rhythm, second look/))
    const said = { 'second look': 'right', rhythm: 'tie' } as const
    assert.deepEqual((await stage.vote(id, undefined, { criteria: said })).vote!.criteria, said)
    assert.equal((await verifyStoredLedger(store)).faultCount, 0)
    await store.close()
  })

  const wrong: Array<[name: string, cast: object, message: RegExp]> = [
    ['a verdict that is none', { verdict: 'abstain' }, /verdict/],
    ['a criterion that is none', { criteria: { length: 'left' } }, /^criteria: answers to one are not judged by "length"\. They may be judged by correct, useful, clear, style\.$/],
    ['a verdict on a criterion that is none', { criteria: { clear: 'abstain' } }, /criteria/],
    ['a long comment', { comment: 'x'.repeat(2_001) }, /comment/],
    ['a comment that a database could not hold', { comment: 'a\0b' }, /comment/],
    ['half a character', { comment: 'a\ud83d' }, /comment/],
    ['too many reasons', { reasons: Array.from({ length: 13 }, () => 'x') }, /reasons/],
    ['a field that is none', { model: 'ash' }, /model/],
  ]
  test('a wrong vote is refused, and the duel stays as it was', async () => {
    const { store, stage } = await open()
    const { id } = await stage.draw({ challenge: 'one' })
    for (const [name, cast, message] of wrong) await assert.rejects(stage.ask(voteOnDuel, { duel: id, verdict: 'left', ...cast } as never), is('invalid', message), name)
    assert.equal((await stage.ask(getDuel, { duel: id })).state, 'sealed')
    await store.close()
  })
})
