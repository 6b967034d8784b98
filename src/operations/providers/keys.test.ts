import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openKey, sealKey } from './keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'diptych-keys-'))
after(() => rmSync(folder, { recursive: true }))
const place = { secretKey: '', dataFolder: folder }
const key = 'sk-entered-once-äöü'

test('a key opens with the address it was entered for, whatever its path', () => {
  const sealed = sealKey(place, key, 'https://api.example.org/v1')
  assert.equal(openKey(place, sealed, 'https://api.example.org/v1'), key)
  assert.equal(openKey(place, sealed, 'https://api.example.org/v2'), key)
  assert.ok(!Buffer.from(sealed, 'base64url').toString('latin1').includes('sk-entered'))
  assert.notEqual(sealKey(place, key, 'https://api.example.org/v1'), sealed, 'the same key looks different each time')
})

for (const other of ['https://api.example.com/v1', 'http://api.example.org/v1', 'https://api.example.org:8443/v1', 'openai']) {
  test(`a key entered for api.example.org is not sent to ${other}`, () => {
    const sealed = sealKey(place, key, 'https://api.example.org/v1')
    assert.throws(() => openKey(place, sealed, other), (error: Error) => /Enter the key again/.test(error.message) && !error.message.includes(key))
  })
}

test('nothing but the secret of this installation opens a key, and nobody else may read that file', () => {
  const sealed = sealKey(place, key, 'x')
  assert.throws(() => openKey({ ...place, secretKey: 'another secret of thirty-two characters' }, sealed, 'x'), /Enter the key again/)
  assert.equal(statSync(join(folder, 'secret.key')).mode & 0o777, 0o600)
  assert.ok(readFileSync(join(folder, 'secret.key'), 'utf8').length >= 43)
})

test('a key that was changed where it is stored does not open', () => {
  const sealed = Buffer.from(sealKey(place, key, 'x'), 'base64url')
  sealed[sealed.length - 1]! ^= 1
  assert.throws(() => openKey(place, sealed.toString('base64url'), 'x'), /Enter the key again/)
})
