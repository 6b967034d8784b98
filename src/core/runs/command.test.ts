import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommandFor } from './command.ts'

const asked = { challenge: 'a-lamp', model: 'm1', baseUrl: 'http://127.0.0.1:8461/v1', allowPrivate: false, settings: {} }

test('the command names what was asked, with every setting', () => {
  assert.equal(runCommandFor(asked), 'diptych run a-lamp --base-url http://127.0.0.1:8461/v1 --models m1 --again')
  assert.equal(
    runCommandFor({ ...asked, allowPrivate: true, settings: { temperature: 0, topP: 0.9, maxOutputTokens: 20, seed: 7, reasoning: 'low' } }),
    'diptych run a-lamp --base-url http://127.0.0.1:8461/v1 --allow-private --models m1 --again --temperature 0 --top-p 0.9 --max-output-tokens 20 --seed 7 --reasoning low',
  )
})

test('a shell reads a name as it is, whatever stands in it', () => {
  assert.match(runCommandFor({ ...asked, model: "it's $(rm) `x`; y" })!, / --models 'it'\\''s \$\(rm\) `x`; y' /)
})

test('a setting that has no option is not left out in silence', () => assert.equal(runCommandFor({ ...asked, settings: { topK: 3 } }), undefined))
