import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answersOf, DuelStage } from '../../testing/duels.ts'
import { importRows } from '../../testing/imported-rows.ts'
import { openTestStore } from '../../testing/store.ts'
import { getDuel } from './get.ts'
import { skipDuel } from './skip.ts'
import { tellDuel, tellSkipped, tellVoted } from './tell.ts'
import { revealDuel } from './reveal.ts'
import { undoVote } from './undo.ts'

test('a duel is told as text: prompt, both answers, how to vote, and names after the vote alone', async () => {
  const store = await openTestStore('sqlite')
  await importRows(store, ...answersOf(['ash', 'birch'], ['One?']).map((record) => [record]))
  const stage = new DuelStage(store)
  const duel = await stage.draw()
  const sealed = tellDuel(await stage.ask(getDuel, { duel: duel.id }))
  for (const part of ['── prompt ──\nOne?', `── left ──\n${duel.left!.text!.text}`, `── right ──\n${duel.right!.text!.text}`, `No vote yet: diptych duels vote ${duel.id} left`]) assert.ok(sealed.includes(part), part)
  assert.doesNotMatch(sealed, /[{}]|unknown|untrusted/)
  stage.wait(1)
  const { reveal } = await stage.vote(duel.id)
  const revealed = tellDuel(await stage.ask(getDuel, { duel: duel.id }))
  assert.ok(revealed.includes(`── left: ${reveal!.left.model.name} ──`))
  assert.match(revealed, /Your vote: left\.$/)
  await store.close()
})

test('what became of a vote is told in sentences: whose answers, what it did, what others say, its receipt, and how to take it back', async () => {
  const store = await openTestStore('sqlite')
  await importRows(store, ...answersOf(['ash', 'birch'], ['One?', 'Two?']).map((record) => [record]))
  const stage = new DuelStage(store)
  const duel = await stage.draw({ challenge: 'one' })
  stage.wait(1)
  const voted = await stage.vote(duel.id, undefined, { reveal: false })
  const silent = tellVoted(voted)
  assert.doesNotMatch(silent, /ash|birch|[{}]|undefined|null/)
  for (const part of [`Duel ${duel.id}\nYour vote: left. It is stored.`, `diptych duels reveal ${duel.id}`, `Receipt: ${voted.vote!.receipt.token}\n`, `diptych duels undo ${duel.id}`]) assert.ok(silent.includes(part), part)

  const opened = await stage.ask(revealDuel, { duel: duel.id })
  const told = tellVoted(opened)
  assert.doesNotMatch(told, /[{}]|undefined|null/)
  const { reveal } = opened
  for (const part of [
    `left: ${reveal!.left.model.name} (creator unknown)\nright: ${reveal!.right.model.name} (creator unknown)\nNo ratings yet: `, 'Others here: no votes\nOthers everywhere: no votes\n', `Both in full: ${reveal!.compare}`,
  ]) assert.ok(told.includes(part), part)
  const standing = (rating: number) => ({ before: { rating, lo: rating - 10.4, hi: rating + 10 }, after: { rating: rating + 5.6, lo: rating, hi: rating + 20 }, rankLo: 1, rankHi: 2, games: 3 })
  const counts = { votes: 4, left: 2, right: 1, tie: 0, bothBad: 1 }
  const rated = tellVoted({ ...opened, reveal: { ...reveal!, ratings: { left: standing(1_000), right: standing(900) }, noRatings: null, crowd: { challenge: counts, everywhere: { ...counts, votes: 5, tie: 1 } } } })
  for (const part of [', rating 1000 (990 to 1010) before, 1006 (1000 to 1020) after\nright: ', 'Others here: left 2, right 1, tie 0, both bad 1\nOthers everywhere: left 2, right 1, tie 1, both bad 1']) assert.ok(rated.includes(part), part)

  const undone = tellVoted(await stage.ask(undoVote, { duel: duel.id }))
  assert.match(undone, /Your vote: left, taken back\. It stays stored, and counts for nothing\./)
  assert.doesNotMatch(undone, /duels undo/)
  const next = await stage.draw()
  assert.equal(tellSkipped(await stage.ask(skipDuel, { duel: next.id })), `Duel ${next.id} ended without a vote, and its pair does not come again. The next: diptych duels create`)
  await store.close()
})

test('a model’s vote and one that a rule sets aside are told as what they are', async () => {
  const store = await openTestStore('sqlite')
  await importRows(store, ...answersOf(['ash', 'birch'], ['One?', 'Two?']).map((record) => [record]))
  const stage = new DuelStage(store)
  const judged = tellVoted(await stage.vote((await stage.draw()).id, undefined, { judge: 'model' }))
  assert.match(judged, /Vote of a model: left\. It counts on boards of judging models alone\. It is stored\./)
  const hasty = await stage.vote((await stage.draw()).id)
  assert.ok(tellVoted(hasty).includes(`Your vote: left. ${hasty.reveal!.setAside!.text} It is stored.`))
  await store.close()
})
