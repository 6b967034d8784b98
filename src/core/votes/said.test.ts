import assert from 'node:assert/strict'
import { test } from 'node:test'
import { criteriaNamed, saidOf } from './said.ts'

const both = (left: string[], right: string[]) => ({ left: { ticked: left }, right: { ticked: right } })
const cases: Array<[name: string, criteria: unknown, criterion: string, said: string | undefined]> = [
  ['a verdict by name', { clear: 'left', useful: 'tie' }, 'clear', 'left'],
  ['a criterion that was not judged', { clear: 'left' }, 'useful', undefined],
  ['nothing was judged', null, 'clear', undefined],
  ['an unknown word is no verdict', { clear: 'maybe' }, 'clear', undefined],
  ['a name from a prototype is no criterion', {}, 'constructor', undefined],
  ['a word of praise for one side', both(['useful'], []), 'useful', 'left'],
  ['a word of praise for both', both(['useful'], ['useful']), 'useful', 'tie'],
  ['a word of praise for neither', both([], ['complete']), 'useful', undefined],
  ['a fault of the left prefers the right', both(['incorrect'], []), 'correct', 'right'],
  ['a fault of both', both(['incorrect'], ['incorrect']), 'correct', 'both-bad'],
  ['praise against a fault', both(['complete'], ['superficial']), 'complete', 'left'],
  ['one side alone was spoken of', { right: { ticked: ['clear_formatting'], comment: 'x' } }, 'clear', 'right'],
]

for (const [name, criteria, criterion, said] of cases) {
  test(name, () => assert.equal(saidOf(criteria, criterion), said))
}

test('the criteria of a vote are those it says something of', () => {
  assert.deepEqual(criteriaNamed({ clear: 'left', pathos: 'both-bad', note: 3 }), ['clear', 'pathos'])
  assert.deepEqual(criteriaNamed(both(['useful'], ['incorrect'])), ['useful', 'correct'])
  assert.deepEqual(criteriaNamed(null), [])
})
