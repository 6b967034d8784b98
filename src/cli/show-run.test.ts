import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showErrors, showLeftOut } from './show-run.ts'

const error = (state: 'failed' | 'waiting', cells: number, text: string) => ({ state, cells, problem: null, message: { kind: 'untrusted-text' as const, text } })

test('what went wrong stands in a line each with its cells, without what steers a terminal', () => {
  const shown = showErrors([error('failed', 1_200, 'Status 401:\n no \u001B[31mkey.'), error('waiting', 2, 'Status 429.')])
  assert.deepEqual(shown, ['1,200 failed: Status 401: no [31mkey.', '2 to be asked again: Status 429.'])
})

test('on a terminal a line is never longer than it is wide', () => {
  assert.deepEqual(showErrors([error('failed', 1, 'x'.repeat(100))], 20), [`1 failed: ${'x'.repeat(9)}…`])
})

test('what was not asked for is told with the way to ask for it', () => {
  assert.deepEqual(showLeftOut({ answered: 0, open: 0, openIn: [] }), [])
  const [answered, open] = showLeftOut({ answered: 1, open: 3, openIn: ['abc'] })
  assert.match(answered!, /^1 sample is not asked for: .*--again/)
  assert.match(open!, /^3 samples are not asked for: .*diptych run --resume abc.*--again/)
})
