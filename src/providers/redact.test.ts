import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redact } from './redact.ts'

const secret = 'sk-proj-"A/b+c=12345'
const leaks = [secret, `Bearer ${secret}`, encodeURIComponent(secret), JSON.stringify(secret), Buffer.from(secret).toString('base64'), `key=${secret}&key=${secret}`]
for (const leak of leaks) {
  test(`no key stands in ${leak.slice(0, 30)} once it may be shown`, () => {
    const shown = redact(`Wrong: ${leak}.`, { apiKey: secret, headers: { 'x-team': 'Bearer team-token-1' } })
    assert.match(shown, /\[key\]/)
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64').slice(0, 20)]) assert.ok(!shown.includes(form))
  })
}
test('keys in further headers are hidden too, and a long text is shortened', () => {
  assert.equal(redact('token team-token-1 is old', { headers: { 'x-team': 'Bearer team-token-1' } }), 'token [key] is old')
  assert.ok(redact('x'.repeat(5_000), {}).length < 700)
})
