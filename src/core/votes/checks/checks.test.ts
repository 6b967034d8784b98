import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VoterEvidence } from '../../ratings/voter-evidence.ts'
import { firstVersion, nextVersion, type CheckOutcome, type Finding } from '../check.ts'
import { checks } from '../rules.ts'
import { checkBothSeen } from './both-seen.ts'
import { checkDuplicateText, mayBeSame } from './duplicate-text.ts'
import { checkDwell, dwellOf, wordsToRead } from './dwell.ts'
import { checkIdentityLeak } from './identity-leak.ts'
import { checkRate, paceCounts } from './rate.ts'
import { checkSamePrompt, pairOf } from './same-prompt.ts'
import { checkVersions } from './versions.ts'
import { checkVoterEvidence } from './voter-evidence.ts'

const text = (sha256: string, words: string | null = null) => ({ sha256, text: words })
const evidence = (more: Partial<VoterEvidence>): VoterEvidence => ({ voter: 1, votes: 40, eValue: 1, peak: 1, flag: 'none', ...more })

const findings: Array<[name: string, found: Finding, outcome: CheckOutcome]> = [
  // 100 words at 700 a minute are 8.6 seconds.
  ['a hundred words in eight seconds are not read', checkDwell([60, 40], 8_000), 'fail'],
  ['… in nine they may be', checkDwell([60, 40], 9_000), 'pass'],
  ['of ten thousand words nobody has to read more than ten seconds', checkDwell([5_000, 5_000], 10_000), 'pass'],
  ['a press of a key within a second has seen nothing', checkDwell([1, 1], 900), 'fail'],
  ['two pictures are seen in a second', checkDwell([null, null], 1_000), 'pass'],
  ['an answer that is looked at has no words to read', checkDwell([wordsToRead({ output_type: 'svg', words: 900 }), wordsToRead({ output_type: 'html', words: 900 })], 1_000), 'pass'],
  ['less than a second for two drawings', checkDwell([wordsToRead({ output_type: 'svg', words: 900 }), null], 999), 'fail'],
  ['a text is read', checkDwell([wordsToRead({ output_type: 'text', words: 900 }), wordsToRead(undefined)], 1_000), 'fail'],
  ['no time, no finding', checkDwell([60, 40], null), 'unknown'],
  ['who says both were seen', checkBothSeen(true), 'pass'],
  ['who says one was not', checkBothSeen(false), 'fail'],
  ['who says nothing', checkBothSeen(null), 'unknown'],
  ['equal hashes', checkDuplicateText(text('a'), text('a')), 'fail'],
  ['other hashes', checkDuplicateText(text('a'), text('b')), 'pass'],
  ['texts that differ in white space alone', checkDuplicateText(text('a', ' One\n\n two '), text('b', 'One two')), 'fail'],
  ['texts that differ in how an accent is written', checkDuplicateText(text('a', 'caf\u00e9'), text('b', 'cafe\u0301')), 'fail'],
  ['texts that differ in case', checkDuplicateText(text('a', 'One two'), text('b', 'one two')), 'pass'],
  ['an answer without bytes', checkDuplicateText(text('a'), null), 'unknown'],
  ['neither answer tells', checkIdentityLeak({ leaks: false, kind: null }, { leaks: false, kind: null }), 'pass'],
  ['one answer tells', checkIdentityLeak({ leaks: false, kind: null }, { leaks: true, kind: 'statement' }), 'fail'],
  ['one tells, of the other nobody knows', checkIdentityLeak({ leaks: true, kind: 'mark' }, null), 'fail'],
  ['one does not tell, of the other nobody knows', checkIdentityLeak({ leaks: false, kind: null }, null), 'unknown'],
  ['twenty votes in a minute', checkRate([20, 20], null), 'pass'],
  ['twenty-one in a minute', checkRate([21, 21], null), 'fail'],
  ['four hundred and one in an hour', checkRate([7, 401], null), 'fail'],
  ['sixty votes in a minute from one address', checkRate([1, 1], [60, 60]), 'pass'],
  ['sixty-one in a minute from one address', checkRate([1, 1], [61, 61]), 'fail'],
  ['one thousand two hundred and one in an hour from one address', checkRate([1, 1], [7, 1_201]), 'fail'],
  ['no time of the vote', checkRate(null, [1, 1]), 'unknown'],
  ['a first verdict', checkSamePrompt(false), 'pass'],
  ['a second one', checkSamePrompt(true), 'fail'],
  ['nobody knows who voted', checkSamePrompt(null), 'unknown'],
  ['a voter like others', checkVoterEvidence(evidence({})), 'pass'],
  ['a voter to be looked at is not excluded', checkVoterEvidence(evidence({ peak: 21, flag: 'review' })), 'pass'],
  ['a voter unlike any reader', checkVoterEvidence(evidence({ peak: 1e9, flag: 'exclude', habit: 'reversed' })), 'fail'],
  ['two votes say nothing of a voter', checkVoterEvidence(evidence({ votes: 2 })), 'unknown'],
  ['nobody knows the voter', checkVoterEvidence(undefined), 'unknown'],
]

for (const [name, { outcome }, expected] of findings) {
  test(`${name}: ${expected}`, () => assert.equal(outcome, expected))
}

test('what could not be looked at has no figures, and what failed has those it went by', () => {
  for (const [name, { outcome, detail }] of findings) if (outcome === 'unknown') assert.equal(detail, null, name)
  assert.deepEqual(checkDwell([60, 40], 8_000).detail, { dwellMs: 8_000, neededMs: 8_571 })
  assert.deepEqual(checkRate([21, 21], [61, 61]).detail, { votes: 21, withinMs: 60_000 })
  assert.deepEqual(checkRate([1, 1], [61, 61]).detail, { votes: 61, withinMs: 60_000, of: 'address' })
  assert.deepEqual(checkIdentityLeak({ leaks: true, kind: 'host' }, null).detail, { left: 'host' })
  assert.deepEqual(checkVoterEvidence(evidence({ peak: Infinity, flag: 'exclude', habit: 'one-model' }), 'kimi-k2').detail, { eValue: 1e200, votes: 40, flag: 'exclude', habit: 'one-model', model: 'kimi-k2' })
})

test('votes are counted in the minute and the hour up to each, and none where many were stamped together', () => {
  const minute = 60_000
  assert.deepEqual(paceCounts([0, 30_000, 59_999, 60_000, 90_001, 40 * minute, 61 * minute]), [[1, 1], [2, 2], [3, 3], [3, 4], [3, 5], [1, 6], [1, 3]])
  assert.deepEqual(paceCounts([]), [])
  assert.equal(paceCounts([1, ...Array.from({ length: 21 }, () => 5), 9]), null)
  assert.equal(paceCounts(Array.from({ length: 20 }, () => 5))?.at(-1)?.[0], 20)
})

const dwells: Array<[Omit<Parameters<typeof dwellOf>[0], 'judgeKind'>, number | null]> = [
  [{ drawnAt: '2026-01-01T00:00:00.000Z', votedAt: '2026-01-01T00:00:09.500Z', toldMs: null }, 9_500],
  [{ drawnAt: '2026-01-01T00:00:00.000Z', votedAt: '2026-01-01T00:00:09.500Z', toldMs: 4_000 }, 4_000],
  [{ drawnAt: '2026-01-01T00:00:00.000Z', votedAt: '2026-01-01T00:00:09.500Z', toldMs: 60_000 }, 9_500],
  [{ drawnAt: null, votedAt: '2026-01-01T00:00:09.500Z', toldMs: 4_000 }, 4_000],
  [{ drawnAt: null, votedAt: null, toldMs: null }, null],
  [{ drawnAt: '2026-01-01T00:00:01.000Z', votedAt: '2026-01-01T00:00:00.000Z', toldMs: null }, 0],
]

test('how long a judging model took says nothing', () => {
  for (const [known] of dwells) assert.equal(dwellOf({ judgeKind: 'model', ...known }), null)
})

test('a page that says its reader had longer than our clock is not believed', () => {
  for (const [known, expected] of dwells) assert.equal(dwellOf({ judgeKind: 'human', ...known }), expected, JSON.stringify(known))
})

test('a pair is the same whichever side each was on, and another for another turn, challenge or voter', () => {
  const pair = { voter: 'v', challenge: 7, turn: 1, models: [3, 2] as [number, number] }
  assert.equal(pairOf(pair), pairOf({ ...pair, models: [2, 3] }))
  for (const other of [{ voter: 'w' }, { challenge: 8 }, { turn: 2 }, { models: [3, 4] as [number, number] }]) assert.notEqual(pairOf(pair), pairOf({ ...pair, ...other }))
  assert.equal(pairOf({ ...pair, voter: null }), null)
  assert.equal(pairOf({ ...pair, challenge: null }), null)
})

test('only texts of as many words are read to be compared', () => {
  assert.equal(mayBeSame({ words: 10, size: 60 }, { words: 10, size: 64 }), true)
  assert.equal(mayBeSame({ words: 10, size: 60 }, { words: 11, size: 60 }), false)
  assert.equal(mayBeSame({ words: null, size: 60 }, { words: null, size: 60 }), false)
})

const versions: Array<[last: Parameters<typeof nextVersion>[2], outcome: CheckOutcome, version: number | undefined]> = [
  [undefined, 'pass', 2_000],
  [{ version: 1_003, outcome: 'pass' }, 'pass', 2_000],
  [{ version: 2_000, outcome: 'pass' }, 'pass', undefined],
  [{ version: 2_000, outcome: 'pass' }, 'fail', 2_001],
  [{ version: 2_001, outcome: 'fail' }, 'pass', 2_002],
]

test('a fact is written where nothing is known, the check is newer, or it found something else', () => {
  for (const [last, outcome, version] of versions) assert.equal(nextVersion(2, outcome, last), version, JSON.stringify(last))
})

test('every check has a version', () => {
  assert.deepEqual(Object.keys(checkVersions).sort(), Object.keys(checks).sort())
  for (const version of Object.values(checkVersions)) assert.ok(Number.isInteger(firstVersion(version)) && version > 0)
})
