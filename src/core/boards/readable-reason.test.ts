import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listed } from '../ratings/quoted-names.ts'
import { readableReason } from './readable-reason.ts'

const row = (slug: string, name: string) => ({ model: { slug, name } })
const rows = [row('gpt-x', 'GPT X "preview"'), row('owl', 'Owl'), row('turned', 'a\u202eb'), row('mutarjim', 'مترجم')]

const cases: Array<[name: string, reason: string | null, said: string | null]> = [
  ['no reason stays none', null, null],
  ['a reason without names stays as it is', 'There are no votes to rate by.', 'There are no votes to rate by.'],
  ['slugs become names', `Of part 2 (${listed(['owl', 'gpt-x'])}): so.`, 'Of part 2 (“Owl”, “GPT X "preview"”): so.'],
  ['names that turn the direction end where they end', `${listed(['turned', 'mutarjim'])} never won`, '“\u2068a\u202eb\u2069”, “\u2068مترجم\u2069” never won'],
  ['what is no model of the board stays quoted', listed(['a "b" \\', 'owl']), '"a \\"b\\" \\\\", “Owl”'],
  ['a slug within a word is none', 'The owl said "owls".', 'The owl said "owls".'],
]

for (const [name, reason, said] of cases) {
  test(name, () => assert.equal(readableReason({ reason, rows }), said))
}
