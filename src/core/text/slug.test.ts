import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slugify } from './slug.ts'

const slugs: Array<[string, string]> = [
  ['Hello, World!', 'hello-world'],
  ['claude-2.1', 'claude-2.1'],
  ['Don’t stop', 'dont-stop'],
  ['Café Ångström', 'cafe-angstrom'],
  ['__proto__', 'proto'],
  ['../../etc/passwd', 'etc-passwd'],
  ['a..b. .c', 'ab-c'],
  ['…', ''],
  ['東京', ''],
  ['', ''],
  ['Explain package.json', 'explain-package-json'],
  ['JSON', 'json'],
  ['a.json.b', 'a.json.b'],
]

for (const [text, slug] of slugs) {
  test(`the slug of ${JSON.stringify(text)} is ${JSON.stringify(slug)}`, () => assert.equal(slugify(text), slug))
}

test('a long slug ends with a whole word', () => {
  assert.equal(slugify('one two three four', 12), 'one-two')
  assert.equal(slugify('x'.repeat(100), 12), 'x'.repeat(12))
})

test('a cut leaves no ending that asks for the twin', () => assert.equal(slugify('mend my.json file', 12), 'mend-my-json'))
