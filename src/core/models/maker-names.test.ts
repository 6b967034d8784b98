import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asKnown, hosts, makerCalled, otherNames } from './maker-names.ts'
import { makers } from './makers.ts'

const cases: Array<[name: string, slug: string | undefined]> = [
  ['Qwen', 'alibaba'], ['Alibaba (Qwen)', 'alibaba'], ['alibaba', 'alibaba'], ['TII', 'tii'], ['TII UAE', 'tii'], ['tiiuae', 'tii'],
  ['Together', 'together-ai'], ['Together AI', 'together-ai'], ['togethercomputer', 'together-ai'], ['HuggingFaceH4', 'hugging-face'], ['Hugging Face', 'hugging-face'],
  ['AI21', 'ai21-labs'], ['LM Sys', 'lmsys'], ['xai', 'xai'], ['moonshotai', 'moonshot-ai'], ['Tim Dettmers', 'university-of-washington'], ['WizardLM', 'microsoft'],
  // Nobody we know keeps the name that the source gives; who only passes models on made none.
  ['Paint Works', 'paint-works'], ['Number Station', 'number-station'], ['openrouter', undefined], ['OpenRouter', undefined], ['—', undefined], ['', undefined],
]
for (const [name, slug] of cases) {
  test(`${name || 'no name'} is ${slug ?? 'no maker'}`, () => {
    assert.equal(makerCalled(name)?.slug, slug)
  })
}

test('a maker is named as we name it, and keeps what else is said of it', () => {
  assert.deepEqual(asKnown({ slug: 'qwen', name: 'Qwen', country: 'CN' }), { slug: 'alibaba', name: 'Alibaba (Qwen)', country: 'CN' })
  assert.deepEqual(asKnown({ slug: 'mine', name: 'My workshop' }), { slug: 'mine', name: 'My workshop' })
})

test('no name means two makers, and every other name has a maker and a source', () => {
  const squashed = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const owners = [...makers.flatMap(({ slug, name, prefixes }) => [name, slug, ...prefixes].map((spelling) => [squashed(spelling), slug])), ...otherNames.map(({ name, maker }) => [squashed(name), maker])]
  const bySpelling = new Map<string, Set<string>>()
  for (const [spelling, slug] of owners) bySpelling.set(spelling!, (bySpelling.get(spelling!) ?? new Set()).add(slug!))
  assert.deepEqual([...bySpelling].filter(([, slugs]) => slugs.size > 1), [])
  for (const { maker } of otherNames) assert.ok(makers.some(({ slug }) => slug === maker), maker)
  for (const { name, source } of [...otherNames, ...hosts]) assert.match(source, /^https:\/\//, name)
})
