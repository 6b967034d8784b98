import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonRuns } from './common-runs.ts'
import { diffLines, diffWords, type DiffPart } from './diff-text.ts'

/** Reproducible numbers below `bound`: the minimal standard generator of Park and Miller, 1988. */
function dice(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647
    return state % bound
  }
}

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
  const roll = dice(7)
  for (let round = 0; round < 800; round++) {
    const letters = 1 + roll(6)
    const [left, right] = [roll(24), roll(24)].map((length) => Int32Array.from({ length }, () => roll(letters)))
    const runs = commonRuns(left!, right!, 1e6)!
    let [x, y] = [0, 0]
    for (const run of runs) {
      assert.ok(run.left >= x && run.right >= y)
      assert.deepEqual(left!.slice(run.left, run.left + run.length), right!.slice(run.right, run.right + run.length))
      ;[x, y] = [run.left + run.length, run.right + run.length]
    }
    assert.equal(runs.reduce((sum, run) => sum + run.length, 0), lcsLength(left!, right!))
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
  const roll = dice(11)
  const words = ['a', 'b', ' ', '\n', '  ', '茶', '😀', '.', 'é', '\ud800']
  for (let round = 0; round < 400; round++) {
    const make = () => Array.from({ length: roll(30) }, () => words[roll(words.length)]).join('')
    const [before, after] = [make(), make()]
    assert.deepEqual(texts(diffWords(before, after).parts), [before, after])
    assert.deepEqual(texts(diffLines(before, after).parts), [before, after])
  }
})

function unrelated(seed: number, words: number, space = ' '): string {
  const roll = dice(seed)
  return Array.from({ length: words }, () => roll(1e6).toString(36)).join(space)
}

/** Words as often as in a language: the n-th most frequent one time in n (Zipf). */
function prose(seed: number, words: number): string {
  const roll = dice(seed)
  return Array.from({ length: words }, () => Math.floor(Math.exp((roll(1e6) / 1e6) * 8)).toString(36)).join(' ')
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
