import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { settingsDocument } from './document.ts'
import { readSettings, SettingsError, settingsTable } from './settings.ts'

test('without variables every setting has its default', () => {
  const settings = readSettings({})
  for (const [name, setting] of Object.entries(settingsTable)) assert.deepEqual(settings[name as keyof typeof settings], setting.default)
})

const right: Array<[variable: string, text: string, name: string, value: unknown]> = [
  ['PORT', '0', 'port', 0], ['PORT', '65535', 'port', 65_535], ['PORT', '', 'port', 4_321],
  ['DIPTYCH_DEMO', 'No', 'loadDemo', false], ['DIPTYCH_DEMO', '1', 'loadDemo', true],
  ['DIPTYCH_DATABASE_URL', 'postgres://u:p@h:5432/d', 'databaseUrl', 'postgres://u:p@h:5432/d'],
  ['DIPTYCH_PUBLIC_URL', 'https://d.example/', 'publicUrl', 'https://d.example'],
  ['DIPTYCH_TRUSTED_PROXIES', '10.0.0.1, 10.0.0.2', 'trustedProxies', ['10.0.0.1', '10.0.0.2']],
  ['DIPTYCH_LOG', 'debug', 'logLevel', 'debug'],
  ['DIPTYCH_PROXY', 'http://u:p@proxy.example:3128', 'proxy', 'http://u:p@proxy.example:3128/'],
]
for (const [variable, text, name, value] of right) {
  test(`${variable}=${text} is read`, () => assert.deepEqual(readSettings({ [variable]: text })[name as 'port'], value))
}

const wrong: Array<[variable: string, text: string]> = [
  ['PORT', '65536'], ['PORT', '-1'], ['PORT', '80.5'], ['PORT', 'http'], ['DIPTYCH_DEMO', 'maybe'], ['DIPTYCH_LOG', 'loud'],
  ['DIPTYCH_DATABASE_URL', 'mysql://h/d'], ['DIPTYCH_PUBLIC_URL', 'd.example'], ['DIPTYCH_ADMIN_TOKEN', 'short'],
  ['DIPTYCH_PROXY', 'proxy.example:3128'], ['DIPTYCH_PROXY', 'socks5://proxy.example'], ['DIPTYCH_PROXY', 'http://proxy.example/path'], ['DIPTYCH_PROXY', 'http://u:%zz@proxy.example'],
]
for (const [variable, text] of wrong) {
  test(`${variable}=${text} stops the start and names the variable`, () => {
    assert.throws(() => readSettings({ [variable]: text }), (error) => error instanceof SettingsError && error.message.includes(variable))
  })
}

test('all wrong settings are told at once, and secrets are not repeated', () => {
  assert.throws(() => readSettings({ PORT: 'x', DIPTYCH_LOG: 'loud', DIPTYCH_ADMIN_TOKEN: 'hunter2', DIPTYCH_PROXY: 'socks5://me:hunter2@proxy' }), (error) => {
    const { message } = error as Error
    return message.includes('PORT') && message.includes('DIPTYCH_LOG') && message.includes('DIPTYCH_ADMIN_TOKEN') && !message.includes('hunter2')
  })
})

test('docs/settings.md is what the table makes', () => {
  assert.equal(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'settings.md'), 'utf8'), settingsDocument())
})
