import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillTemplate, promptTitle, variablesOf } from './template.ts'

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

const river = 'The river rises in the hills and, after forty miles of bends, reaches the sea.'
const titles: Array<[template: string, values: Record<string, string>, title: string]> = [
  ['Name {{count}} rivers of {{land}}.', { count: '3', land: 'Peru' }, 'Name 3 rivers of Peru.'],
  ['Name a river\n\nof {{land}}.', {}, 'Name a river of {{land}}.'],
  ['{{text}}\n\nSum this up.', { text: river }, 'The river rises in the hills and… Sum this up.'],
  ['Sum up {{text}}, {{text}} and {{text}}, each on its own.', { text: river }, 'Sum up The river rises in the hills and…, The river rises…'],
  [`${'n'.repeat(70)}`, {}, `${'n'.repeat(59)}…`],
  ['🪿'.repeat(40), {}, `${'🪿'.repeat(29)}…`],
  ['{{a}}', { a: '{{b}}', b: 'never' }, '{{b}}'],
]
for (const [template, values, title] of titles) test(`is called ${title}`, () => assert.equal(promptTitle(template, values, 60), title))
