import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../config/settings.ts'
import { makeRenderer } from '../../media/rendering/cached.ts'
import { anAnswer, aVote, importRows } from '../../testing/imported-rows.ts'
import { openTestStore } from '../../testing/store.ts'
import { getStanding } from '../models/standing.ts'
import type { Caller, Services } from '../operation.ts'
import { perform } from '../perform.ts'
import { getVerdict } from '../verdicts/get.ts'
import { getLeaderboard } from './leaderboard.ts'

const visitor: Caller = { kind: 'visitor', id: 'test' }
const challenges = Array.from({ length: 10 }, (_, index) => ({ kind: 'challenge' as const, key: `q${index}`, turns: [`Question ${index}?`] }))
const model = (name: string) => ({ kind: 'model' as const, name, facts: { name: name.toUpperCase() } })

function voteOn(left: string, right: string, index: number, verdict: 'left' | 'right' = 'left') {
  const challenge = challenges[index % challenges.length]!
  const answer = (name: string) => ({ model: name, response: anAnswer(name, `${name} answers ${index % challenges.length}.`, { challenge }) })
  return aVote(`${left} ${right} ${index}`, { left: answer(left), right: answer(right), verdict, challenge, judge: `voter ${index % 7}` })
}

/** Owl beats mole and mole beats newt in three of four duels. */
const manyVotes = Array.from({ length: 120 }, (_, index) => [['owl', 'mole'], ['mole', 'newt']].map(([better, worse]) => voteOn(better!, worse!, index, index % 4 ? 'left' : 'right'))).flat()

test('one vote on two models that no other met leaves rank, tier, chance, verdict and fit of all others as they were', async (t) => {
  const store = await openTestStore('sqlite')
  t.after(() => store.close())
  const services: Services = { store, settings: readSettings({}), renderer: makeRenderer(1024 * 1024), now: () => new Date('2026-01-03T03:04:05.000Z') }
  const board = async () => (await perform(getLeaderboard, { wait: 20 }, visitor, services)).board!
  const verdict = (a: string, b: string) => perform(getVerdict, { a, b, wait: 20 }, visitor, services)
  const standing = async (name: string) => (await perform(getStanding, { model: name }, visitor, services))
  await importRows(store, ...['owl', 'mole', 'newt', 'wren', 'lynx'].map(model), ...manyVotes)
  const [before, saidBefore] = [await board(), await verdict('owl', 'mole')]
  await importRows(store, voteOn('wren', 'lynx', 3))
  const [after, said] = [await board(), await verdict('owl', 'mole')]

  assert.deepEqual(after.rows.slice(0, 3).map((row) => ({ ...row, next: null })), before.rows.map((row) => ({ ...row, next: null })))
  assert.deepEqual([after.fit, after.promptShare, after.side], [before.fit, before.promptShare, before.side])
  assert.deepEqual([said.kind, said.text, said.difference], [saidBefore.kind, saidBefore.text, saidBefore.difference])
  assert.equal(said.kind, 'better')
  assert.deepEqual(after.parts!.map((part) => part.length), [3, 2])
  // Of one challenge nobody can tell an error: that is said of these two, and of no others.
  assert.deepEqual(after.rows.slice(3).map((row) => [row.part, row.rankLo]), [[2, null], [2, null]])
  assert.match(after.reason!, /Of part 2 \("lynx", "wren"\): .*one prompt/)
  const readable = getLeaderboard.readable!(await perform(getLeaderboard, { wait: 20 }, visitor, services)) as { reason: string; rows: unknown[] }
  assert.match(readable.reason, /Of part 2 \(“LYNX”, “WREN”\): .*one prompt/)
  assert.deepEqual(readable.rows, after.rows)
  const between = await verdict('owl', 'wren')
  assert.equal(between.text, 'OWL and WREN cannot be compared by votes yet: the votes do not connect them, not even over other models.')
  assert.equal((await verdict('wren', 'lynx')).text, 'WREN and LYNX cannot be compared by votes yet: their votes give no ratings with an honest interval. Of the one duel between them that counts, WREN won 1 and LYNX won 0.')

  const ofMole = await standing('mole')
  assert.deepEqual([ofMole.standing!.rankLo, ofMole.standing!.models, ofMole.standing!.onBoard], [2, 3, 5])
  assert.deepEqual(ofMole.verdicts.map((one) => one.model.slug), ['owl', 'newt'])

  await importRows(store, voteOn('wren', 'lynx', 4, 'right'), voteOn('wren', 'lynx', 5))
  assert.deepEqual((await board()).rows.slice(3).map(({ model: { slug }, part, rankLo, rankHi, tier }) => [slug, part, rankLo, rankHi, tier]), [['wren', 2, 1, 2, 1], ['lynx', 2, 1, 2, 1]])
  assert.equal((await verdict('wren', 'lynx')).kind, 'open')
})
