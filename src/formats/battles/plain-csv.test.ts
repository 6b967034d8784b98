import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Chance, inPieces } from '../../testing/chance.ts'
import { memoryFile } from '../../testing/source-files.ts'
import { readCsv } from '../reading/csv.ts'
import { noVerdict, outcomeOfLabel } from './outcome-labels.ts'
import { readPlainCsv } from './plain-csv.ts'
import { PlainRows } from './plain-rows.ts'
import { reasons, Rejections } from './rejections.ts'
import { layoutOf } from './roles.ts'
import { VoteColumns } from './vote-columns.ts'

type Openable = Parameters<typeof readCsv>[0]

async function read(file: Openable, delimiter = ',') {
  const [columns, rejections] = [new VoteColumns(), new Rejections()]
  const layout = layoutOf(new Map(), { prompt: true, voter: false, category: true, style: false })
  await readPlainCsv(file as Parameters<typeof readPlainCsv>[0], delimiter, layout, new PlainRows(layout, columns, rejections), rejections)
  const votes = columns.finish()
  const rows = Array.from({ length: votes.length }, (_, row) => [
    votes.models[votes.left[row]!], votes.models[votes.right[row]!], votes.outcome[row], votes.prompt?.[row] ?? -1, votes.categories?.[votes.category![row]!],
  ])
  return { rows, rejected: Object.fromEntries(rejections.list().map(({ reason, count }) => [reason, count])), examples: rejections.list().flatMap((one) => one.examples) }
}

const readText = (text: string, delimiter?: string) => read(memoryFile('v.csv', text), delimiter)

/** The same by the importers' reader of CSV, as plainly as it can be written. */
async function reference(file: Openable) {
  const rows: unknown[] = []
  const rejected: Record<string, number> = {}
  const prompts = new Map<string, number>()
  const reject = (reason: string) => void (rejected[reason] = (rejected[reason] ?? 0) + 1)
  for await (const row of readCsv(file)) {
    if ('error' in row) {
      reject(reasons.brokenRecord)
      continue
    }
    const { left, right, winner, prompt, category } = row.record as Record<string, string>
    const outcome = outcomeOfLabel.get(winner!)
    if (!left?.trim() || !right?.trim()) reject(reasons.noName)
    else if (left === right) reject(reasons.selfPlay)
    else if (!winner) reject(reasons.noWinner)
    else if (outcome === undefined) reject(reasons.unknownWinner)
    else if (outcome === noVerdict) reject(reasons.noVerdict)
    else {
      if (prompt && !prompts.has(prompt)) prompts.set(prompt, prompts.size)
      rows.push([left, right, outcome, prompt ? prompts.get(prompt) : -1, category || undefined])
    }
  }
  return { rows, rejected }
}

const cells = ['m-1', 'm-2', 'm-3', 'left', 'right', 'tie', 'both_bad', 'void', '', ' ', 'a,b', 'say "hi"', 'two\nlines', 'two\r\nlines', ' m-1', '漢字', '"', '\u2028']

function writtenCell(cell: string, chance: Chance): string {
  if (chance.below(60) === 0) return `${cell}"x`
  return /[",\r\n]/.test(cell) || chance.below(8) === 0 ? `"${cell.replaceAll('"', '""')}"` : cell
}

describe('plain CSV', () => {
  test('is read as the importers read it, whatever its quotes, line ends and pieces', async () => {
    const chance = new Chance(8)
    let taken = 0
    for (let round = 0; round < 300; round++) {
      const header = ['prompt', 'left', 'category', 'right', 'winner', 'more'].sort(() => chance.next() - 0.5)
      const rows = chance.list(12, () => header.map((name) => {
        const cell = name === 'winner' ? chance.pick(cells.slice(3, 9)) : chance.below(3) ? chance.pick(cells.slice(0, 5)) : chance.pick(cells)
        return writtenCell(cell, chance)
      }).slice(0, chance.below(20) === 0 ? 4 : 6))
      const bytes = Buffer.from(chance.pick(['', '\ufeff']) + [header, ...rows].map((row) => row.join(',')).join(chance.pick(['\n', '\r\n', '\n\n'])) + (rows.length ? chance.pick(['', '\n', '\r\n', '"']) : '\n'))
      if (chance.below(8) === 0 && rows.length > 2) bytes[bytes.length - 1 - chance.below(20)] = chance.pick([0xff, 0x22, 0x2c, 0x0a])
      const pieces = inPieces(bytes, chance, chance.pick([30, 300]))
      const expected = await reference({ async* open() { yield bytes } })
      const { rows: rowsRead, rejected } = await read(pieces)
      assert.deepEqual(rowsRead, expected.rows, bytes.toString())
      assert.deepEqual(rejected, expected.rejected, bytes.toString())
      taken += rowsRead.length
    }
    assert.ok(taken > 300, `${taken} votes are too few to prove anything`)
  })

  test('with semicolons or tabs is read as well', async () => {
    for (const delimiter of [';', '\t']) {
      const text = ['model_a', 'model_b', 'winner'].join(delimiter) + '\n' + ['a,1', 'b', 'model_a'].join(delimiter)
      assert.deepEqual((await readText(text, delimiter)).rows, [['a,1', 'b', 0, -1, undefined]])
    }
  })

  test('names the line of a rejected row, line ends inside of quotes counted', async () => {
    const { examples } = await readText('left,right,winner,note\na,b,left,"1\n2\n3"\n\na,b,draw,\na,b\n')
    assert.deepEqual(examples.toSorted(), [':6 "draw"', ':7 "2 fields where the header has 4"'])
  })

  test('whose header names a column twice cannot be read', async () => {
    await assert.rejects(readText('left,right,winner,left\n'), { message: 'The header of this CSV file has "left" twice.' })
  })
})
