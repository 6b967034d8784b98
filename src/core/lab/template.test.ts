import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillTemplate, variablesOf } from './template.ts'

test('variables are found once each, in order, with spaces and any script', () => {
  assert.deepEqual(variablesOf('{{city}}, {{ like this }} and {{city}} {{都市}}'), ['city', 'like this', '都市'])
  assert.deepEqual(variablesOf('no {single}, {{}}, {{ }}, {{a\nb}} or {{{nested}}'), ['nested'])
})

test('what stands in several prompts is one variable', () => {
  assert.deepEqual(variablesOf('{{city}} and {{river}}', 'You live in {{city}} near {{sea}}.', ''), ['city', 'river', 'sea'])
})

const cases: Array<[template: string, values: Record<string, string>, filled: string]> = [
  ['Hello {{name}}!', { name: 'Ada' }, 'Hello Ada!'],
  ['{{a}} {{ a }}', { a: '1' }, '1 1'],
  ['{{a}}', { a: '{{b}} $& $1' }, '{{b}} $& $1'],
  ['{{a}} {{missing}}', { a: '' }, ' {{missing}}'],
  ['{{constructor}}', {}, '{{constructor}}'],
]
for (const [template, values, filled] of cases) {
  test(`${template} with ${JSON.stringify(values)}`, () => assert.equal(fillTemplate(template, values), filled))
}
