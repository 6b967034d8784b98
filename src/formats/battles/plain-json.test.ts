import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { outcomes, type Votes } from '../../core/ratings/votes.ts'
import { Chance, inPieces } from '../../testing/chance.ts'
import { memoryFile } from '../../testing/source-files.ts'
import { parseJson } from '../reading/parse-json.ts'
import { noVerdict, outcomeOfLabel } from './outcome-labels.ts'
import { readPlainLines } from './plain-json.ts'
import { PlainRows } from './plain-rows.ts'
import { reasons, Rejections } from './rejections.ts'
import { layoutOf, type Wanted } from './roles.ts'
import { VoteColumns } from './vote-columns.ts'

const everything: Wanted = { prompt: true, voter: true, category: true, style: true }
const firstRow = new Map<string, unknown>([['tokens_a', 1], ['tokens_b', 2]])

async function read(file: Parameters<typeof readPlainLines>[0] | { open(): AsyncIterable<Uint8Array> }, maxBytes?: number) {
  const [columns, rejections, layout] = [new VoteColumns(), new Rejections(), layoutOf(firstRow, everything)]
  await readPlainLines(file as Parameters<typeof readPlainLines>[0], layout, new PlainRows(layout, columns, rejections), rejections, maxBytes)
  return { votes: columns.finish(), rejected: Object.fromEntries(rejections.list().map(({ reason, count }) => [reason, count])) }
}

const readText = (text: string | Uint8Array, maxBytes?: number) => read(memoryFile('v.jsonl', text), maxBytes)

/** A vote as plain values; prompts and voters as numbers, for only their identity is kept. */
function rowsOf(votes: Votes): unknown[] {
  const of = (column: ArrayLike<number> | undefined, row: number) => (column === undefined ? -1 : column[row])
  return Array.from({ length: votes.length }, (_, row) => ({
    left: votes.models[votes.left[row]!], right: votes.models[votes.right[row]!], outcome: votes.outcome[row],
    prompt: of(votes.prompt, row), voter: of(votes.voter, row), category: votes.categories?.[votes.category![row]!],
    tokens: [votes.style?.left[0]![row] ?? NaN, votes.style?.right[0]![row] ?? NaN],
  }))
}

/** The same by JSON.parse, line by line, as plainly as it can be written. */
function reference(bytes: Buffer) {
  const rows: unknown[] = []
  const rejected: Record<string, number> = {}
  const [prompts, voters] = [new Map<string, number>(), new Map<string, number>()]
  const reject = (reason: string) => void (rejected[reason] = (rejected[reason] ?? 0) + 1)
  const numberIn = (table: Map<string, number>, value: unknown) => {
    const text = textOf(value)
    if (text === undefined) return -1
    if (!table.has(text)) table.set(text, table.size)
    return table.get(text)!
  }
  for (const line of linesOf(bytes)) {
    if (/^[ \t\r]*$/.test(line.toString('latin1'))) continue
    const parsed = parseJson(line)
    if ('error' in parsed) {
      reject(parsed.error === 'not valid UTF-8' ? reasons.noUtf8 : reasons.noJson)
      continue
    }
    if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
      reject(reasons.noObject)
      continue
    }
    const row = parsed.value as Record<string, unknown>
    const first = (...names: string[]) => names.filter((name) => Object.hasOwn(row, name)).map((name) => row[name]).find((value) => textOf(value) !== undefined)
    const name = (...names: string[]) => names.filter((key) => Object.hasOwn(row, key)).map((key) => row[key]).find((value) => textOf(value)?.trim())
    const [left, right, winner] = [name('model_a', 'left', 'left_model'), name('model_b', 'right', 'right_model'), first('winner', 'verdict')]
    if ([left, right].some((name) => typeof name !== 'string' && typeof name !== 'number')) reject(reasons.noName)
    else if (String(left) === String(right)) reject(reasons.selfPlay)
    else if (winner === undefined) reject(reasons.noWinner)
    else {
      const outcome = outcomeOfLabel.get(textOf(winner)!)
      if (outcome === undefined) reject(reasons.unknownWinner)
      else if (outcome === noVerdict) reject(reasons.noVerdict)
      else {
        const category = first('category')
        rows.push({
          left: String(left), right: String(right), outcome,
          prompt: numberIn(prompts, first('prompt', 'question_id')), voter: numberIn(voters, first('voter', 'judge', 'judge_hash')),
          category: typeof category === 'string' || typeof category === 'number' ? String(category) : undefined,
          tokens: [countOf(row.tokens_a), countOf(row.tokens_b)],
        })
      }
    }
  }
  return { rows, rejected }
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value)
}

function countOf(value: unknown): number {
  const count = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
  return count >= 0 && count < Infinity ? count : NaN
}

function linesOf(bytes: Buffer): Buffer[] {
  const start = bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? 3 : 0
  const lines: Buffer[] = []
  for (let at = start; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at) < 0 ? bytes.length : bytes.indexOf(0x0a, at)
    lines.push(bytes.subarray(at, end))
    at = end + 1
  }
  return lines
}

const names = ['m-1', 'm-2', '__proto__', 'constructor', '', 'caf\u00e9', 'cafe\u0301', 'two\nlines', 'qu"ote', '漢字🙂', '\ud83d', '\ude42', '\ufffd', ' m-1', ' ', '\n\u3000', 'left']
const labels = [...outcomeOfLabel.keys(), 'draw', 'Tie', 'model_c', '', 'TIE', 'tie ', 'model_a\u0000']
const odd: unknown[] = [null, true, false, 0, -0, 1, 1.5, 1e21, 2 ** 70, -3, [], {}, ['a', { b: 1 }], { winner: 'model_a' }, '']
const keys = ['model_a', 'model_b', 'winner', 'prompt', 'question_id', 'judge', 'voter', 'category', 'tstamp', 'tokens_a', 'tokens_b', 'left', 'right', 'other', 'mode', 'model_aa', '__proto__']

function valueOf(key: string, chance: Chance): unknown {
  if (chance.below(12) === 0) return chance.pick(odd)
  if (key === 'winner') return chance.pick(chance.below(3) ? labels.slice(0, 8) : labels)
  if (key === 'tstamp') return chance.pick([1714000000.1234, 1714000000, 1714000000123, 12, '2024-05-01T10:00:00Z', '2024-05-01 10:00:00', 'soon', 1e-7])
  if (key.startsWith('tokens')) return chance.pick([0, 12, 3.25, '7', -1, 'many'])
  if (key === 'other') return chance.pick<unknown>([{ winner: 'tie', deep: [[[{ model_a: 'x' }]]] }, 'te\\xt', [1, 2, { a: null }], '"', 'a,b:{}[]', -1.5e-3])
  return chance.pick(names)
}

/** JSON of an object with chance spelling: spaces, escapes, keys twice. */
function written(chance: Chance): string {
  const space = () => chance.pick(['', '', ' ', '\t', '\r', '  '])
  const chosen = [...new Set([...keys.slice(0, 3), ...chance.list(8, () => chance.pick(keys))])]
  if (chance.below(6) === 0) chosen.push(chance.pick(keys))
  if (chance.below(4) === 0) chosen.reverse()
  const fields = chosen.map((key) => {
    const value = chance.below(60) === 0 ? chance.pick(['NaN', 'Infinity', '-Infinity', '01', '1.', '.5', '+1', 'nul', "'a'", '"\\x"', '"\t"', '1e', '"\\u12g4"', '\u00a0']) : spelled(JSON.stringify(valueOf(key, chance)), chance)
    return `${space()}${spelled(JSON.stringify(key), chance, 40)}${space()}:${space()}${value}${space()}`
  })
  return `${space()}{${fields.join(',') || space()}}${space()}`
}

/** The same JSON with some characters of its strings as escapes. */
function spelled(json: string, chance: Chance, rarity = 12): string {
  if (!json.startsWith('"') || chance.below(rarity) > 0) return json
  return json.replace(/(?<!\\)[a-z_]/g, (letter) => (chance.below(4) ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`))
}

const junk = ['', ' ', '{', '}', '[]', '[1]', 'null', '3', '"text"', 'model_a', '{"model_a":"x"', '{}', '{,}', '{"a":1,}', '\ufeff{}', '{"a":1}{"b":2}', '[{"model_a":"x","model_b":"y","winner":"tie"}]', '{"model_a":"x","model_b":"y","winner":"tie"} x', '{"a" "b"}']

describe('plain JSON lines', () => {
  test('are read as JSON.parse reads them, whatever their spelling, order of fields and pieces', async () => {
    const chance = new Chance(20)
    let [taken, reasonCount] = [0, 0]
    for (let round = 0; round < 200; round++) {
      const lines = chance.list(30, () => (chance.below(10) === 0 ? chance.pick(junk) : written(chance)))
      const bytes = Buffer.from(chance.pick(['', '', '\ufeff']) + lines.join(chance.pick(['\n', '\r\n'])) + chance.pick(['', '\n']))
      if (chance.below(8) === 0 && bytes.length > 4) bytes[chance.below(bytes.length)] = chance.pick([0xff, 0xc3, 0x80, 0x00])
      const expected = reference(bytes)
      const { votes, rejected } = await read(inPieces(bytes, chance, chance.pick([40, 400, 4_000])))
      assert.deepEqual(rowsOf(votes), expected.rows, bytes.toString())
      assert.deepEqual(rejected, expected.rejected, bytes.toString())
      taken += votes.length
      reasonCount += Object.keys(rejected).length
    }
    assert.ok(taken > 500 && reasonCount > 200, `${taken} votes and ${reasonCount} reasons are too few to prove anything`)
  })

  test('of any length are read, and only those beyond the limit are rejected', async () => {
    const row = (prompt: string) => JSON.stringify({ model_a: 'a', prompt, model_b: 'b', winner: 'tie' })
    const { votes, rejected } = await readText([row('x'.repeat(3e6)), row('y'.repeat(9e6)), row('z')].join('\n'), 5e6)
    assert.equal(votes.length, 2)
    assert.deepEqual(rejected, { [reasons.tooLong]: 1 })
  })

  test('nested as deep as a parser can bear are read, and deeper ones rejected', async () => {
    const row = (depth: number) => `{"model_a":"a","model_b":"b","winner":"tie","x":${'['.repeat(depth)}${']'.repeat(depth)}}`
    const { votes, rejected } = await readText([row(60), row(100), row(500), row(5_000), row(200_000)].join('\n'))
    assert.equal(votes.length, 3)
    assert.deepEqual(rejected, { [reasons.noJson]: 2 })
  })

  test('with names that only look alike keep them apart', async () => {
    const pairs = names.filter((name) => name.trim()).map((name) => ({ model_a: name, model_b: `${name}!`, winner: 'tie' }))
    const { votes } = await readText(pairs.map((pair) => JSON.stringify(pair)).join('\n'))
    assert.deepEqual(votes.models, pairs.flatMap(({ model_a, model_b }) => [model_a, model_b]))
  })
})

const plain = { model_a: 'a', model_b: 'b' }
const winners: Array<[label: string, outcome: (typeof outcomes)[number]]> = [
  ['model_a', 'left'], ['left', 'left'], ['a', 'left'], ['A', 'left'], ['model_1', 'left'], ['leftvote', 'left'], ['A>B', 'left'], ['A>>B', 'left'],
  ['model_b', 'right'], ['right', 'right'], ['b', 'right'], ['B', 'right'], ['model_2', 'right'], ['rightvote', 'right'], ['B>A', 'right'], ['B>>A', 'right'],
  ['tie', 'tie'], ['tievote', 'tie'], ['A=B', 'tie'], ['both good', 'tie'],
  ['tie (bothbad)', 'both-bad'], ['both_bad', 'both-bad'], ['both-bad', 'both-bad'], ['both bad', 'both-bad'], ['bothbad', 'both-bad'], ['bothbad_vote', 'both-bad'],
]
for (const [label, outcome] of winners) {
  test(`the label ${label} is ${outcome}`, async () => {
    const { votes } = await readText(JSON.stringify({ ...plain, winner: label }))
    assert.deepEqual(Array.from(votes.outcome, (code) => outcomes[code]), [outcome])
  })
}

const rejections: Array<[row: object, reason: string]> = [
  [{ ...plain, winner: 'draw' }, reasons.unknownWinner],
  [{ ...plain, winner: 'TIE' }, reasons.unknownWinner],
  [{ ...plain, winner: 'tie ' }, reasons.unknownWinner],
  [{ ...plain, winner: 1 }, reasons.unknownWinner],
  [{ ...plain, winner: true }, reasons.unknownWinner],
  [{ ...plain, winner: 'tie (bothbad) ' }, reasons.unknownWinner],
  [{ ...plain, winner: '' }, reasons.noWinner],
  [{ ...plain, winner: null }, reasons.noWinner],
  [plain, reasons.noWinner],
  [{ ...plain, winner: 'abstain' }, reasons.noVerdict],
  [{ ...plain, winner: 'error' }, reasons.noVerdict],
  [{ model_a: '', model_b: 'b', winner: 'tie' }, reasons.noName],
  [{ model_a: ' ', model_b: 'b', winner: 'tie' }, reasons.noName],
  [{ model_a: 'a', model_b: ' \t\n\u00a0\u2003\u3000\ufeff', winner: 'tie' }, reasons.noName],
  [{ model_a: 'a', model_b: null, winner: 'tie' }, reasons.noName],
  [{ model_a: 'a', winner: 'tie' }, reasons.noName],
  [{ model_a: { name: 'a' }, model_b: 'b', winner: 'tie' }, reasons.noName],
  [{ model_a: 'a', model_b: 'a', winner: 'model_a' }, reasons.selfPlay],
]
for (const [row, reason] of rejections) {
  test(`${JSON.stringify(row)} is rejected: ${reason}`, async () => {
    const { votes, rejected } = await readText(JSON.stringify(row))
    assert.equal(votes.length, 0)
    assert.deepEqual(votes.models, [])
    assert.deepEqual(rejected, { [reason]: 1 })
  })
}

test('white space in a name and around it is part of it; a name of nothing else gives way to the next that a row has', async () => {
  const rows = [{ model_a: ' a', model_b: 'a', winner: 'tie' }, { model_a: 'a\n', model_b: 'two\nlines', winner: 'tie' }, { model_a: ' ', left: 'c', model_b: '\u3000b', winner: 'tie' }]
  const { votes, rejected } = await readText(rows.map((row) => JSON.stringify(row)).join('\n'))
  assert.deepEqual([votes.models, rejected], [[' a', 'a', 'a\n', 'two\nlines', 'c', '\u3000b'], {}])
})

test('Arena’s own counts of style are taken where a row has no others', async () => {
  const counts = { sum_assistant_a_tokens: 310, sum_assistant_b_tokens: 288, header_count_a: { h1: 0, h2: 2 }, header_count_b: {}, list_count_a: { ordered: 3, unordered: 1 }, list_count_b: { ordered: 0, unordered: 0 }, bold_count_a: { '**': 4, __: 0 } }
  const text = JSON.stringify({ ...plain, winner: 'tie', conv_metadata: counts })
  const [columns, rejected, layout] = [new VoteColumns(), new Rejections(), layoutOf(new Map(), everything)]
  await readPlainLines(memoryFile('v.jsonl', text), layout, new PlainRows(layout, columns, rejected), rejected)
  const { style } = columns.finish()
  assert.deepEqual(style!.features, ['tokens', 'headers', 'lists', 'bold'])
  assert.deepEqual(style!.left.map(([count]) => count), [310, 2, 4, 4])
  assert.deepEqual(style!.right.map(([count]) => count), [288, 0, 0, NaN])
})
