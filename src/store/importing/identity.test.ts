import assert from 'node:assert/strict'
import { test } from 'node:test'
import { responsePublicId } from './identity.ts'
import type { ResponseIdentity } from './identity.ts'

const one: ResponseIdentity = { collection: 'c', model: 'm', challenge: 'k', turn: 1, sample: 1, body: { sha256: 'ab' } }

test('a public id is 24 letters and digits, and the same for the same answer', () => {
  assert.match(responsePublicId(one), /^[0-9a-hjkmnp-tv-z]{24}$/)
  assert.equal(responsePublicId({ ...one }), responsePublicId(one))
})

// Anybody may have to make it again: base 32 (Crockford) of the first 120 bits of SHA-256 of the six values as JSON.
test('a public id is the one that was published', () => {
  assert.equal(responsePublicId(one), '13pft5886f1f0e6dcb05z6k5')
})

test('every part of the identity counts, and parts do not run into one another', () => {
  const others: ResponseIdentity[] = [
    { ...one, collection: 'd' }, { ...one, model: 'M' }, { ...one, challenge: 'l' }, { ...one, turn: 2 },
    { ...one, sample: 2 }, { ...one, body: { sha256: 'ac' } }, { ...one, body: { missing: 'ab' } },
    { ...one, collection: 'cm', model: '' }, { ...one, turn: 11 },
  ]
  assert.equal(new Set([one, ...others].map(responsePublicId)).size, others.length + 1)
})
