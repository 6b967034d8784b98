import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeFormats } from './describe.ts'
import { formats } from './registry.ts'

test('docs/formats.md describes the formats there are (node scripts/write-format-docs.ts writes it)', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/formats.md'), 'utf8')
  assert.equal(page, describeFormats(formats))
})

test('every format has a name of its own, a title and sentences about what it carries', () => {
  assert.equal(new Set(formats.map(({ name }) => name)).size, formats.length)
  for (const { name, title, summary } of formats) {
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    assert.notEqual(title, '')
    assert.match(summary, /\.$/)
    assert.doesNotMatch(summary, /\||\n/, `${name}: the summary has to fit into a table`)
  }
})
