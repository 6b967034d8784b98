import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { audiencesFromPrompt, splitByAudience } from './audiences.ts'

const audiences = [
  { slug: 'cook', name: 'Professional cook', keywords: ['professional', 'cook'] },
  { slug: 'chemist', name: 'Food chemist', keywords: ['food', 'chemist'] },
]

const rule = '────────────'

const answers: Array<[string, string]> = [
  ['markdown headings', 'Hello.\n## For the cook\nPans.\n### Why\nHeat.\n## 2. The Food Chemist\nBonds.'],
  ['bold lines', 'Hello.\n**1. Cook**\nPans.\n### Why\nHeat.\n**Chemists:**\nBonds.'],
  ['bold numbered lines', 'Hello.\n1. **Cook**\nPans.\n### Why\nHeat.\n2. **Chemist**:\nBonds.'],
  ['numbered lines', 'Hello.\n1. Cook\nPans.\n### Why\nHeat.\n2. Chemist\nBonds.'],
  ['lines between drawn rules', [
    'Hello.', rule, ' 1. Cook', ` ${rule}`, '    Pans.', '    ### Why', 'Heat.', `${rule} 2. Chemist`, rule, 'Bonds.',
  ].join('\n')],
]

for (const [what, answer] of answers) {
  test(`an answer is split by ${what}`, () => {
    const split = splitByAudience(answer, audiences)
    assert.equal(split?.preamble, 'Hello.')
    assert.deepEqual(split?.parts.map(({ audience, text }) => [audience.slug, text]), [
      ['cook', 'Pans.\n### Why\nHeat.'], ['chemist', 'Bonds.'],
    ])
  })
}

test('parts keep the order and the wording of the answer', () => {
  const split = splitByAudience('# Chemist ##\na\n# The cook\nb', audiences)
  assert.deepEqual(split?.parts.map(({ heading }) => heading), ['Chemist', 'The cook'])
})

test('what follows the last part under a heading of its own is the epilogue', () => {
  const split = splitByAudience('## Cook\na\n## Chemist\nb\n## Summary\nc', audiences)
  assert.equal(split?.parts[1]?.text, 'b')
  assert.equal(split?.epilogue, '## Summary\nc')
})

const unsure: Array<[string, string]> = [
  ['an audience has no heading', '## Cook\na\n## Summary\nb'],
  ['an audience has two headings', '## Cook\na\n## The cook again\nb\n## Chemist\nc'],
  ['a heading names both', '## Cook and chemist\na\n## Chemist\nb'],
  ['the headings are in code', '```\n## Cook\n## Chemist\n```'],
  ['the headings are of different kinds', '## Cook\na\n**Chemist**\nb'],
  ['there is no heading', 'The cook and the chemist met.'],
]

for (const [why, answer] of unsure) {
  test(`an answer is not split where ${why}`, () => assert.equal(splitByAudience(answer, audiences), undefined))
}

test('audiences are read from the numbered list of a prompt', () => {
  const list = '1. **A professional cook** who is busy. 2. **The food chemist** of a lab.'
  assert.deepEqual(audiencesFromPrompt(`Explain fire to each of these audiences: ${list}`), [
    { slug: 'professional-cook', name: 'Professional cook', keywords: ['professional', 'cook'] },
    { slug: 'food-chemist', name: 'Food chemist', keywords: ['food', 'chemist'] },
  ])
})

for (const prompt of [
  'Write two parts: 1. **A poem** about fire. 2. **A song** about water.',
  'For this audience: 1. **A cook** who is busy.',
  'For these audiences: 1. **Speed** and 2. **Safety** matter.',
  'Audiences: 1. **A cook** and 3. **A chemist**',
  '',
]) {
  test(`no audiences are read from ${JSON.stringify(prompt)}`, () => {
    assert.equal(audiencesFromPrompt(prompt), undefined)
  })
}

const seed = join(process.env.DIPTYCH_TEST_DATA ?? '../shared/data', 'seed/kimi-k2.json')

test('the seed answer is split for its three experts', { skip: !existsSync(seed) && `${seed} is not here` }, () => {
  const [response] = JSON.parse(readFileSync(seed, 'utf8')).responses
  const split = splitByAudience(response.content, audiencesFromPrompt(response.prompt)!)
  assert.deepEqual(split?.parts.map(({ audience, heading }) => [audience.slug, heading]), [
    ['experienced-software-engineer', '1. Software Engineer'],
    ['phd-physicist', '2. PhD Physicist'],
    ['venture-capitalist', '3. Venture Capitalist'],
  ])
  for (const { text } of split!.parts) {
    assert.equal(text.trim().split(/\n\s*\n/).length, 2, 'two paragraphs each')
    assert.doesNotMatch(text, /─|^ /m)
  }
  assert.deepEqual([split?.preamble.trim(), split?.epilogue], ['', ''])
})
