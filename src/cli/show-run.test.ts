import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { showErrors, showEstimate, showLeftOut, showLive, showRun } from './show-run.ts'

const error = (state: 'failed' | 'waiting', cells: number, text: string) => ({ state, cells, problem: null, message: { kind: 'untrusted-text' as const, text } })

test('what went wrong stands in a line each with its cells, without what steers a terminal', () => {
  const shown = showErrors([error('failed', 1_200, 'Status 401:\n no \u001B[31mkey.'), error('waiting', 2, 'Status 429.')])
  assert.deepEqual(shown, ['1,200 failed: Status 401: no [31mkey.', '2 to be asked again: Status 429.'])
})

test('an estimate says where nothing limits what a run costs, and where the budget ends it', () => {
  const amount = { cells: 1, questions: 1, inputTokens: 10, outputTokens: 800, usd: 0.04, mostUsd: null }
  const found = { ...amount, models: [{ ...amount, provider: 'p', name: 'm', price: null }], leftOut: { answered: 0, open: 0, openIn: [], unsuited: 0 }, isOverBudget: false }
  const [, line, , note] = showEstimate(found).split('\n')
  assert.match(line!, /\$0\.0400\s+no limit$/)
  assert.match(note!, /--max-output-tokens or a budget/)
  assert.match(showEstimate({ ...found, mostUsd: 0.01, isOverBudget: true }), /more than the budget: the run would stop on the way\.$/)
  const unpriced = { ...amount, usd: null }
  assert.ok(!showEstimate({ ...found, ...unpriced, models: [{ ...found.models[0]!, ...unpriced }] }).includes('limit'), 'where no price is known, that is what is unknown')
})

test('on a terminal no line is longer than it is wide: the table is drawn over by counting them', () => {
  const counts = { waiting: 0, held: 0, filled: 0, failed: 1, stopped: 0 }
  const usage = { answers: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, knownCostUsd: 0, withoutTokens: 0, withoutCost: 0, withoutAnswer: 0, tokensPerSecond: null }
  const column = { provider: '127.0.0.1:8461', name: 'a-model-with-a-long-name', counts, usage }
  const shown = showLive({ counts, cells: 1, usage, models: [column], errors: [error('failed', 1, 'x'.repeat(100))] } as never, 500, { columns: 40, rows: 24 })
  assert.equal(shown.length, 4)
  assert.ok(shown.every((line) => line.length <= 40))
  assert.equal(shown.at(-1), `1 failed: ${'x'.repeat(29)}…`)
})

describe('a run of more models than the terminal has rows', () => {
  const usage = { answers: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, knownCostUsd: 0, withoutTokens: 0, withoutCost: 0, withoutAnswer: 0, tokensPerSecond: null }
  const column = (name: string, counts: object) => ({ provider: 'p', name, counts: { waiting: 0, held: 0, filled: 0, failed: 0, stopped: 0, ...counts }, usage })
  const models = [
    ...Array.from({ length: 10 }, (_, index) => column(`finished-${index}`, { filled: 2 })), column('asked-1', { held: 1, waiting: 1 }), column('begun', { filled: 1, waiting: 1 }),
    ...Array.from({ length: 18 }, (_, index) => column(`waiting-${index}`, { waiting: 2 })), column('asked-2', { held: 2 }),
  ]
  const run = (errors: unknown[] = []) => ({ counts: models[0]!.counts, cells: 66, usage, models, errors }) as never
  const namesIn = (lines: string[]) => lines.flatMap((line) => /^p\/(\S+)/.exec(line)?.[1] ?? [])

  test('those that are asked stay, then those that have begun and that wait, in their order, and the rest is counted', () => {
    const shown = showLive(run(), 500, { columns: 79, rows: 8 })
    assert.deepEqual(namesIn(shown), ['asked-1', 'begun', 'waiting-0', 'waiting-1', 'asked-2'])
    assert.deepEqual([shown.length, shown.at(-1)], [8, 'and 26 more'])
  })

  test('what went wrong keeps a place beside them, the most frequent first', () => {
    const shown = showLive(run(Array.from({ length: 9 }, (_, index) => error('failed', 9 - index, `Reason ${index}.`))), 500, { columns: 79, rows: 10 })
    assert.deepEqual(namesIn(shown), ['asked-1', 'begun', 'asked-2'])
    assert.deepEqual(shown.slice(5), ['and 28 more', '9 failed: Reason 0.', '8 failed: Reason 1.', '7 failed: Reason 2.', 'and 6 more'])
  })

  test('never more lines than rows, and all of them where there is room', () => {
    const errors = Array.from({ length: 9 }, (_, index) => error('failed', 1, `Reason ${index}.`))
    for (let rows = 1; rows < 50; rows++) assert.equal(showLive(run(errors), 500, { columns: 79, rows }).length, Math.min(rows, 2 + models.length + errors.length))
  })
})

test('tokens that no answer came with a count of are unknown, not none', () => {
  const counts = { waiting: 0, held: 0, filled: 2, failed: 0, stopped: 0 }
  const usage = { answers: 2, inputTokens: null, outputTokens: null, costUsd: 0, knownCostUsd: 0, withoutTokens: 2, withoutCost: 0, withoutAnswer: 0, tokensPerSecond: null }
  const shown = showRun({ counts, cells: 2, usage, models: [{ provider: 'p', name: 'm', counts, usage }] } as never, 500).split('\n')
  assert.match(shown[0]!, /unknown tokens\/s$/)
  assert.match(shown[2]!, /unknown {2,}unknown {2,}\$0\.0000$/)
})

test('what broke off may have been charged: its cost is unknown, and the most that was spent is told', () => {
  const counts = { waiting: 0, held: 0, filled: 0, failed: 6, stopped: 0 }
  const usage = { answers: 0, inputTokens: null, outputTokens: null, costUsd: null, knownCostUsd: 0, withoutTokens: 0, withoutCost: 0, withoutAnswer: 6, tokensPerSecond: null }
  const run = { counts, cells: 6, usage, models: [{ provider: 'p', name: 'm', counts, usage }], spentTokens: 1_240 }
  const shown = showRun({ ...run, spentUsd: 0.0619 } as never, 500).split('\n')
  assert.match(shown[0]!, /unknown tokens\/s$/)
  assert.match(shown[2]!, /unknown {2,}unknown {2,}unknown$/)
  assert.deepEqual(shown.slice(3), ['6 questions brought no whole answer and may have been charged; they are not in the sums.', 'Spent at most: 1,240 tokens, $0.0619.'])
  assert.match(showRun({ ...run, spentUsd: null } as never, 500), /Spent at most: 1,240 tokens, cost unknown\.$/)
})

test('what was not asked for is told with the way to ask for it', () => {
  assert.deepEqual(showLeftOut({ answered: 0, open: 0, openIn: [], unsuited: 0 }), [])
  const [answered, open, unsuited] = showLeftOut({ answered: 1, open: 3, openIn: ['abc'], unsuited: 1_200 })
  assert.match(answered!, /^1 sample is not asked for: .*--again/)
  assert.match(open!, /^3 samples are not asked for: .*diptych run --resume abc.*--again/)
  assert.match(unsuited!, /^1,200 samples are not asked for: .*picture.*name a challenge/)
})
