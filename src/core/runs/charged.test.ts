import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayBeCharged } from './charged.ts'

const cases: Array<[string, Parameters<typeof mayBeCharged>[0], boolean]> = [
  ['its worker died', { wasSent: true }, true],
  ['it was stopped', { wasSent: true, problem: 'stopped' }, true],
  ['the provider was silent', { wasSent: true, problem: 'timed-out' }, true],
  ['a gateway gave up on the provider', { wasSent: true, problem: 'timed-out', status: 504 }, false],
  ['something else than an answer came', { wasSent: true, problem: 'unreadable', status: 200 }, true],
  ['a page for people stood at its address', { wasSent: true, problem: 'no-service', status: 200 }, false],
  ['it was refused', { wasSent: true, problem: 'rate-limited', status: 429 }, false],
  ['nobody was there', { wasSent: true, problem: 'unreachable' }, false],
  ['it was never sent', { wasSent: false, problem: 'unreadable' }, false],
]

for (const [name, question, isCharged] of cases) {
  test(`a question without an answer ${isCharged ? 'counts' : 'does not count'} towards a budget where ${name}`, () => assert.equal(mayBeCharged(question), isCharged))
}
