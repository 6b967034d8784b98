import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { checkBaseUrl } from '../providers/addresses.ts'
import { parseConfig, readConfigFile } from './file.ts'
import { SettingsError } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'diptych-config-'))
after(() => rmSync(folder, { recursive: true }))

const parse = (text: string, environment: Record<string, string> = {}) => parseConfig(text, { path: '/etc/diptych.config.yaml', environment, checkUrl: checkBaseUrl })

test('a file names providers, with keys that the environment holds', () => {
  const [office, cloud] = parse(`
providers:
  - slug: office
    kind: openai-compatible
    baseUrl: http://10.0.0.5:8000/v1/
    allowPrivate: true
    keyVariable: OFFICE_KEY
    limits: { concurrency: 4, tokensPerMinute: 100000 }
    prices:
      llama-3.3-70b: { input: 0.2, output: 0.6 }
  - slug: openai
    kind: openai
`, { OFFICE_KEY: 'sk-office' })
  assert.deepEqual(office, {
    slug: 'office', kind: 'openai-compatible', baseUrl: 'http://10.0.0.5:8000/v1', allowPrivate: true, keyVariable: 'OFFICE_KEY', key: 'sk-office',
    limits: { concurrency: 4, tokensPerMinute: 100_000 },
    prices: { 'llama-3.3-70b': { input: 0.2, output: 0.6, provider: 'office', source: 'diptych.config.yaml' } },
  })
  assert.deepEqual(cloud, { slug: 'openai', kind: 'openai', baseUrl: null, allowPrivate: false, keyVariable: null, key: '', limits: {}, prices: {} })
})

test('an empty file names nothing, and none at the usual place is no fault', () => {
  for (const text of ['', '# nothing yet\n', 'providers: []\n']) assert.deepEqual(parse(text), [])
  assert.deepEqual(readConfigFile('', {}, checkBaseUrl), [])
})

const entry = (more: string) => `providers:\n  - slug: a\n    kind: openai\n${more}`
const wrong: Array<[name: string, text: string, told: RegExp]> = [
  ['no YAML', 'providers: [', /line 1: this is no YAML/],
  ['two fields of one name', entry('    kind: openai\n'), /line 4: this is no YAML/],
  ['something else than a list', 'providers: yes', /providers: .*array/],
  ['a field nobody knows', entry('    colour: red\n'), /providers\.0: .*colour/],
  ['a kind nobody knows', 'providers:\n  - { slug: a, kind: skynet }', /providers\.0\.kind: .*openai-compatible/],
  ['the house', 'providers:\n  - { slug: a, kind: house }', /providers\.0\.kind/],
  ['the name of the house', 'providers:\n  - { slug: house, kind: openai }', /providers\.0\.slug: "house" is the program's own/],
  ['a name with a slash', 'providers:\n  - { slug: a/b, kind: openai }', /providers\.0\.slug: should be lower-case/],
  ['a name given twice', 'providers:\n  - { slug: a, kind: openai }\n  - { slug: a, kind: xai }', /providers\.1\.slug: "a" is named twice/],
  ['an endpoint without address', 'providers:\n  - { slug: a, kind: openai-compatible }', /providers\.0\.baseUrl: an OpenAI-compatible endpoint needs one/],
  ['a private address', entry('    baseUrl: http://192.168.1.9/v1\n'), /providers\.0\.baseUrl: 192\.168\.1\.9 is in a private network/],
  ['the address of a cloud’s credentials', entry('    baseUrl: http://169.254.169.254/\n    allowPrivate: true\n'), /never connected to/],
  ['an address that is none', entry('    baseUrl: ollama\n'), /providers\.0\.baseUrl: .*is no URL/],
  ['a limit that is none', entry('    limits: { concurrency: lots }\n'), /providers\.0\.limits\.concurrency/],
  ['a price below zero', entry('    prices: { m: { input: -1 } }\n'), /providers\.0\.prices\.m\.input/],
]
for (const [name, text, told] of wrong) {
  test(`${name} is refused with its place`, () => assert.throws(() => parse(text), (error) => error instanceof SettingsError && told.test(error.message)))
}

test('everything that is wrong is told at once', () => {
  assert.throws(() => parse('providers:\n  - { slug: A, kind: openai }\n  - { slug: b, kind: nothing }\n  - { slug: c, kind: openai-compatible }\n'), /providers\.0\.slug[\s\S]*providers\.1\.kind[\s\S]*providers\.2\.baseUrl/)
})

test('a key in the file is refused, and stands in no message', () => {
  for (const line of ['key: sk-very-secret', 'apiKey: sk-very-secret', 'api_key: sk-very-secret', 'keyVariable: sk-very-secret', 'token: sk-very-secret', '"sk-very-secret']) {
    assert.throws(() => parse(entry(`    ${line}\n`)), (error: Error) => !error.message.includes('very-secret') && error.message.includes('diptych.config.yaml'), line)
  }
  assert.throws(() => parse(entry('    key: x\n')), /environment variable/)
})

test('aliases that multiply without measure are refused', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefg'[index]}`)}]`)].join('\n')
  assert.throws(() => parse(bomb), SettingsError)
})

test('a file that is named has to be there', () => {
  const path = join(folder, 'named.yaml')
  assert.throws(() => readConfigFile(path, {}, checkBaseUrl), /named\.yaml cannot be read/)
  writeFileSync(path, 'providers:\n  - { slug: mine, kind: xai, keyVariable: MINE }\n')
  assert.deepEqual(readConfigFile(path, { MINE: 'k' }, checkBaseUrl).map(({ slug, key }) => [slug, key]), [['mine', 'k']])
})
