import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../config/settings.ts'
import { isDomainError, type Problem } from '../../core/errors.ts'
import type { Store } from '../../store/database.ts'
import { recheckVotes } from '../../store/recheck.ts'
import { aVoter, answersOf, DuelStage } from '../../testing/duels.ts'
import { importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import type { Caller } from '../operation.ts'
import { duelAnswer } from './answer.ts'
import { getDuel } from './get.ts'
import { revealDuel } from './reveal.ts'
import { skipDuel } from './skip.ts'
import { undoVote } from './undo.ts'
import { voteOnDuel } from './vote.ts'

function is(kind: Problem, message: RegExp) {
  return (error: unknown) => isDomainError(error) && error.kind === kind && message.test(error.message)
}

/** A program without cookies. */
const from = (address: string): Caller => ({ kind: 'visitor', id: address })
/** Who gets a cookie with the reply to this very request. */
const newcomer = (address: string, voter: string): Caller => ({ kind: 'visitor', id: address, voter, isNewVoter: true })
/** Who comes back with that cookie. */
const returning = (address: string, voter: string): Caller => ({ kind: 'visitor', id: address, voter })

/** The newest fact of each vote by a check, in the order of the votes. */
async function outcomesOf(store: Store, name: string): Promise<string[]> {
  const rows = await store.read.selectFrom('vote_checks').select(['vote_id', 'outcome', 'version']).where('name', '=', name as never).orderBy('vote_id').orderBy('version').execute()
  return [...new Map(rows.map(({ vote_id, outcome }) => [vote_id, outcome])).values()]
}

const votersOf = async (store: Store) => (await store.read.selectFrom('votes').select('judge').orderBy('id').execute()).map(({ judge }) => judge)

forEachDatabase((kind) => {
  async function open({ challenges = 40, environment = {} }: { challenges?: number; environment?: Record<string, string> } = {}) {
    const store = await openTestStore(kind)
    await importRows(store, ...answersOf(['ash', 'birch', 'cedar'], Array.from({ length: challenges }, (_, index) => `Question ${index}?`)).map((record) => [record]))
    const stage = new DuelStage(store)
    stage.services.settings = readSettings(environment)
    const play = async (caller: Caller, voting = caller) => stage.vote((await stage.draw({}, caller)).id, voting)
    return { store, stage, play }
  }

  test('a duel that was drawn with a cookie is nothing without it, and nothing with another', async () => {
    const { store, stage } = await open({ challenges: 2 })
    const { id } = await stage.draw({}, aVoter('v'))
    const strangers = [from('an address'), newcomer('an address', 'new'), aVoter('w')]
    const refused = is('forbidden', /the cookie is missing|somebody else/)
    for (const stranger of strangers) {
      for (const ask of [() => stage.ask(getDuel, { duel: id }, stranger), () => stage.ask(duelAnswer, { duel: id, side: 'left' }, stranger), () => stage.ask(skipDuel, { duel: id }, stranger), () => stage.vote(id, stranger)]) await assert.rejects(ask(), refused)
    }
    await stage.vote(id, aVoter('v'))
    for (const stranger of strangers) for (const operation of [getDuel, revealDuel, undoVote]) await assert.rejects(stage.ask(operation as typeof getDuel, { duel: id }, stranger), refused)
    assert.equal((await stage.ask(undoVote, { duel: id }, aVoter('v'))).vote!.withdrawn, true)
    await store.close()
  })

  test('all who vote without a cookie from one address are one voter for a day, and for no other address nor day', async () => {
    const { store, stage, play } = await open()
    for (const address of ['1.1.1.1', '1.1.1.1', '2.2.2.2']) await play(from(address))
    await stage.ask(voteOnDuel, { duel: (await stage.draw({}, from('3.3.3.3'))).id, verdict: 'tie' }, from('1.1.1.1'), 'a key')
    stage.wait(24)
    await play(from('1.1.1.1'))
    const [first, again, elsewhere, _withKey, tomorrow] = await votersOf(store)
    assert.equal(again, first)
    assert.equal(new Set([first, elsewhere, tomorrow]).size, 3)
    const stored = JSON.stringify([await store.read.selectFrom('duels').selectAll().execute(), await store.read.selectFrom('votes').selectAll().execute(), await store.read.selectFrom('idempotency_keys').selectAll().execute()])
    assert.ok(!stored.includes('1.1.1.1'))
    const keys = await store.read.selectFrom('secrets').select('name').where('name', 'like', 'address %').execute()
    assert.deepEqual(keys, [{ name: 'address 2026-01-03' }], 'what addresses of earlier days were hashed with is forgotten')
    await store.close()
  })

  test('who drops the cookie gets no pair twice', async () => {
    const { store, stage } = await open({ challenges: 2 })
    const pairs = new Set<string>()
    for (let turn = 0; turn < 6; turn++) {
      const { left, right } = await stage.draw({}, newcomer('1.1.1.1', `dropped ${turn}`))
      pairs.add([left!.text!.text, right!.text!.text].sort().join())
    }
    assert.equal(pairs.size, 6)
    await assert.rejects(stage.draw({}, newcomer('1.1.1.1', 'dropped at last')), is('not-found', /had every pair/))
    await store.close()
  })

  test('who keeps the cookie that came with a duel votes under it, and never has its pair again', async () => {
    const { store, stage } = await open({ challenges: 1 })
    const first = await stage.draw({}, newcomer('1.1.1.1', 'kept'))
    await stage.vote(first.id, returning('1.1.1.1', 'kept'))
    assert.deepEqual(await votersOf(store), ['kept'])
    const skipped = await stage.draw({}, newcomer('1.1.1.1', 'passes by'))
    await stage.ask(skipDuel, { duel: skipped.id }, returning('1.1.1.1', 'passes by'))
    for (const [voter, left] of [['kept', 2], ['passes by', 2]] as const) {
      for (let turn = 0; turn < left; turn++) await stage.draw({}, returning('1.1.1.1', voter))
      await assert.rejects(stage.draw({}, returning('1.1.1.1', voter)), is('not-found', /had every pair/))
    }
    await store.close()
  })

  test('a vote without a cookie can be taken back until the next duel that its address asks for', async () => {
    const { store, stage, play } = await open()
    const one = await play(from('1.1.1.1'))
    assert.equal((await stage.ask(getDuel, { duel: one.id }, from('1.1.1.1'))).vote!.canUndo, true)
    await stage.draw({}, from('1.1.1.1'))
    await assert.rejects(stage.ask(undoVote, { duel: one.id }, from('1.1.1.1')), is('conflict', /until the next duel starts/))
    await store.close()
  })

  test('votes that come too fast without a cookie fail the check of the pace, and are found again by a recheck', async () => {
    const { store, stage, play } = await open()
    for (let vote = 0; vote < 22; vote++) {
      stage.now = new Date(stage.now.getTime() + 1_000)
      await play(newcomer('1.1.1.1', `dropped ${vote}`), from('1.1.1.1'))
    }
    const expected = [...Array.from({ length: 20 }, () => 'pass'), 'fail', 'fail']
    assert.deepEqual(await outcomesOf(store, 'rate'), expected)
    await store.write.deleteFrom('vote_checks').execute()
    await recheckVotes(store, () => {})
    assert.deepEqual(await outcomesOf(store, 'rate'), expected)
    await store.close()
  })

  test('more votes from one address than several people cast fail the check, under however many cookies', async () => {
    const { store, stage, play } = await open()
    for (let vote = 0; vote < 62; vote++) {
      if (vote % 10 === 0) stage.now = new Date(stage.now.getTime() + 5_000)
      await play(returning('1.1.1.1', `cookie ${vote % 10}`))
    }
    await play(returning('2.2.2.2', 'elsewhere'))
    const expected = [...Array.from({ length: 60 }, () => 'pass'), 'fail', 'fail', 'pass']
    assert.deepEqual(await outcomesOf(store, 'rate'), expected)
    const { detail } = await store.read.selectFrom('vote_checks').select('detail').where('name', '=', 'rate').where('outcome', '=', 'fail').executeTakeFirstOrThrow()
    assert.deepEqual(detail, { votes: 61, withinMs: 60_000, of: 'address' })
    await store.write.deleteFrom('vote_checks').execute()
    await recheckVotes(store, () => {})
    assert.deepEqual(await outcomesOf(store, 'rate'), [...Array.from({ length: 60 }, () => 'pass'), ...Array.from({ length: 2 }, () => 'fail'), 'pass'])
    await store.close()
  })

  test('a voter, and an address, have so many votes a day', async () => {
    const { store, stage, play } = await open({ environment: { DIPTYCH_VOTES_PER_DAY: '2', DIPTYCH_ADDRESS_VOTES_PER_DAY: '3' } })
    const waiting = await stage.draw({}, returning('1.1.1.1', 'v'))
    for (let vote = 0; vote < 2; vote++) await play(returning('1.1.1.1', 'v'))
    await assert.rejects(play(returning('2.2.2.2', 'v')), is('too-many', /One voter casts up to 2 votes a day/))
    await assert.rejects(stage.vote(waiting.id, returning('1.1.1.1', 'v')), is('too-many', /One voter/))
    await play(returning('1.1.1.1', 'w'))
    await assert.rejects(play(returning('1.1.1.1', 'x')), is('too-many', /Up to 3 votes a day come from one address/))
    await play(returning('2.2.2.2', 'x'))
    stage.wait(24)
    await play(returning('1.1.1.1', 'v'))
    stage.services.settings = readSettings({ DIPTYCH_VOTES_PER_MINUTE: '0', DIPTYCH_VOTES_PER_DAY: '1' })
    await play(returning('1.1.1.1', 'v'))
    await store.close()
  })
})
