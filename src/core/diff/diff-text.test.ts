import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { commonRuns } from './common-runs.ts'
import { diffLines, diffWords, type DiffPart } from './diff-text.ts'

/** Length of the longest common subsequence by the textbook's table. */
function lcsLength(left: Int32Array, right: Int32Array): number {
  let row = Array.from({ length: right.length + 1 }, () => 0)
  for (const item of left) {
    const next = [0]
    right.forEach((other, column) => {
      next.push(item === other ? row[column]! + 1 : Math.max(row[column + 1]!, next[column]!))
    })
    row = next
  }
  return row[right.length]!
}

test('common runs are in order, really common, and as long as the textbook says', () => {
  const chance = new Chance(7)
  for (let round = 0; round < 800; round++) {
    const letters = 1 + chance.below(6)
    const make = () => Int32Array.from(chance.list(24, () => chance.below(letters)))
    const [left, right] = [make(), make()]
    const runs = commonRuns(left, right, 1e6)!
    let [x, y] = [0, 0]
    for (const run of runs) {
      assert.ok(run.left >= x && run.right >= y)
      assert.deepEqual(left.slice(run.left, run.left + run.length), right.slice(run.right, run.right + run.length))
      ;[x, y] = [run.left + run.length, run.right + run.length]
    }
    assert.equal(runs.reduce((sum, run) => sum + run.length, 0), lcsLength(left, right))
  }
})

function show(parts: DiffPart[]): string {
  const marked = { same: ['', ''], added: ['{+', '+}'], removed: ['[-', '-]'] }
  return parts.map(({ kind, text }) => marked[kind].join(text)).join('')
}

const wordCases: Array<[string, string, string]> = [
  ['', '', ''],
  ['same', 'same', 'same'],
  ['', 'new', '{+new+}'],
  ['old', '', '[-old-]'],
  ['the quick fox', 'the slow fox', 'the [-quick-]{+slow+} fox'],
  ['one two three', 'four five six', '[-one two three-]{+four five six+}'],
  ['The end.', 'The end. More.', 'The end.{+ More.+}'],
  ['我喜欢茶', '我喜欢酒', '我喜欢[-茶-]{+酒+}'],
  ['a\r\nb', 'a\nb', 'a[-\r\n-]{+\n+}b'],
]

for (const [before, after, expected] of wordCases) {
  test(`words: ${JSON.stringify(before)} → ${JSON.stringify(after)}`, () => {
    const diff = diffWords(before, after)
    assert.deepEqual([diff.unit, show(diff.parts)], ['words', expected])
  })
}

test('lines are compared whole', () => {
  assert.equal(show(diffLines('a\nb\nc', 'a\nB\nc').parts), 'a\n[-b\n-]{+B\n+}c')
})

function texts(parts: DiffPart[]): [string, string] {
  const without = (kind: string) => parts.filter((part) => part.kind !== kind).map((part) => part.text).join('')
  return [without('added'), without('removed')]
}

test('whatever the texts, the parts make up both of them to the letter', () => {
  const chance = new Chance(11)
  const words = ['a', 'b', ' ', '\n', '  ', '茶', '😀', '.', 'é', '\ud800']
  for (let round = 0; round < 400; round++) {
    const make = () => chance.list(30, () => chance.pick(words)).join('')
    const [before, after] = [make(), make()]
    assert.deepEqual(texts(diffWords(before, after).parts), [before, after])
    assert.deepEqual(texts(diffLines(before, after).parts), [before, after])
  }
})

function unrelated(seed: number, words: number, space = ' '): string {
  const chance = new Chance(seed)
  return Array.from({ length: words }, () => chance.below(1e6).toString(36)).join(space)
}

/** Words as often as in a language: the n-th most frequent one time in n (Zipf). */
function prose(seed: number, words: number): string {
  const chance = new Chance(seed)
  return Array.from({ length: words }, () => Math.floor(Math.exp(chance.next() * 8)).toString(36)).join(' ')
}

test('two unrelated answers of 3,000 words are compared by words', () => {
  assert.equal(diffWords(prose(1, 3000), prose(2, 3000)).unit, 'words')
})

test('texts too long for words are compared by lines, and too long for lines as wholes, and it is said', () => {
  const byLines = diffWords(unrelated(1, 60_000), unrelated(2, 60_000))
  assert.equal(byLines.unit, 'lines')
  const [before, after] = [unrelated(1, 60_000, '\n'), unrelated(2, 60_000, '\n')]
  assert.deepEqual(diffWords(before, after), {
    unit: 'whole', parts: [{ kind: 'removed', text: before }, { kind: 'added', text: after }],
  })
})
