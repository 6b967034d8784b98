import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressPieces, countAnswers, countModels, formatInterval, formatLongDuration, formatMoment, formatPoints, shortName, promptPieces } from './format.ts'

test('house authors are counted beside models, never among them', () => {
  const cases: Array<[models: number, houseAuthors: number, text: string]> = [[729, 4, '729 models and 4 house authors'], [1, 0, '1 model'], [0, 1, '1 house author'], [0, 0, '0 models']]
  for (const [models, houseAuthors, text] of cases) assert.equal(countModels(models, houseAuthors), text)
})

test('where a challenge has turns, every turn is an answer, and the count says over how many', () => {
  const cases: Array<[answers: number, turns: number, text: string]> = [[8, 2, '8 answers over 2 turns'], [4, 1, '4 answers'], [1, 3, '1 answer over 3 turns'], [0, 2, '0 answers over 2 turns']]
  for (const [answers, turns, text] of cases) assert.equal(countAnswers({ answers, turns }), text)
})

test('a moment is told to the minute where it is known, and in no other zone than it was written in', () => {
  const cases = [['2025-07-11T09:05:59.123Z', '11 Jul 2025, 09:05 UTC'], ['2025-07-11', '11 Jul 2025'], ['2025-07', 'Jul 2025'], ['2025-07-11T09:05:59+02:00', '11 Jul 2025']] as const
  for (const [time, text] of cases) assert.equal(formatMoment(time), text)
})

test('what took long is told in minutes and hours', () => {
  const cases = [[240, '240 ms'], [13_840, '13.8 s'], [60_000, '1 min 0 s'], [125_400, '2 min 5 s'], [3_600_000, '1 h 0 min'], [11_520_000, '3 h 12 min'], [1e10, '2,777 h 46 min']] as const
  for (const [ms, text] of cases) assert.equal(formatLongDuration(ms), text)
})

test('points have a real minus, and between two of them stands a word', () => {
  assert.deepEqual([formatPoints(-70.4), formatPoints(1638.2), formatPoints(null)], ['−70', '1,638', '?'])
  assert.deepEqual([formatInterval(-70, 1638), formatInterval(null, 3)], ['−70 to 1,638', '?'])
})

test('a name is cut only where it is too long, and never inside a character', () => {
  assert.equal(shortName('Kimi K2'), 'Kimi K2')
  assert.equal(shortName('n'.repeat(90)), 'n'.repeat(90))
  assert.equal(shortName('n'.repeat(5_000)), `${'n'.repeat(89)}…`)
  assert.equal(shortName('🪿'.repeat(60)), `${'🪿'.repeat(44)}…`)
  assert.equal(shortName('one two three', 8), 'one two…')
})

test('an address is broken between its parts, and nothing of it is lost', () => {
  assert.deepEqual(addressPieces('https://openrouter.ai/api/v1?a=1&b=2'), ['https://', 'openrouter.ai/', 'api/', 'v1', '?a=1&', 'b=2'])
  for (const text of ['http://127.0.0.1:4600/v1', '', 'no address', '///', 'x/']) assert.equal(addressPieces(text).join(''), text)
})

test('what a prompt stresses and its code are told apart, and no character is lost', () => {
  const cases: Array<[prompt: string, stressed: string[], code?: string[]]> = [
    ['to: 1. **An engineer** who builds 2. **A physicist** who', ['**An engineer**', '**A physicist**']],
    ['2**10 and 3**2', []],
    ['** not stressed **', []],
    ['**over\ntwo lines**', []],
    ['****', []],
    ['**x**', ['**x**']],
    ['plain', []],
    ['', []],
    ['Write `one` and **two**.', ['**two**'], ['`one`']],
    ['Export\n\n```ts\nlet a = **b**\n```\n\nand `c`.', [], ['```ts\nlet a = **b**\n```', '`c`']],
    ['an open ```fence', []],
    ['it`s a backquote', []],
  ]
  for (const [prompt, stressed, code = []] of cases) {
    const pieces = promptPieces(prompt)
    const textsOf = (kind: string) => pieces.filter((piece) => piece.kind === kind).map(({ text }) => text)
    assert.equal(pieces.map(({ text }) => text).join(''), prompt)
    assert.deepEqual([textsOf('stressed'), textsOf('code')], [stressed, code], prompt)
  }
})

test('a hostile prompt is taken apart in no time', () => {
  for (const prompt of ['**'.repeat(100_000), '**a'.repeat(100_000), `**${'a '.repeat(200_000)}`, '```a\n'.repeat(50_000), '`'.repeat(200_000), `\`${'a'.repeat(200_000)}`, ' '.repeat(200_000), '   ```'.repeat(30_000)]) assert.equal(promptPieces(prompt).map(({ text }) => text).join(''), prompt)
})
