import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answersOf, DuelStage } from '../../testing/duels.ts'
import { importRows } from '../../testing/imported-rows.ts'
import { openTestStore } from '../../testing/store.ts'
import { getDuel } from './get.ts'
import { tellDuel } from './tell.ts'

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
