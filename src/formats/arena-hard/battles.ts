import { z } from 'zod'
import type { ImportedRow, ImportedVote } from '../../core/imports/records.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import { verdictOfBothOrders } from '../both-orders.ts'
import { Id, Name } from '../fastchat/mt-bench.ts'
import type { SourceFile } from '../format.ts'
import { importRow, type SourceRow } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'

const BattleLine = z.object({
  question_id: Id, model_a: Name, model_b: Name, winner: z.enum(['model_a', 'model_b', 'tie']),
})
type BattleLine = z.infer<typeof BattleLine>

/** The lines of one battle, which follow one another. */
interface Group { at: { line: number }; lines: BattleLine[] }

/**
 * The file from which Arena-Hard computes its ratings. It repeats a game's line three times where the win was a clear
 * one: these are weights. Each battle of two games is one vote here, standing at its first line.
 */
export async function* readBattles(file: SourceFile): AsyncGenerator<ImportedRow> {
  const seen = new Set<string>()
  let group: Group | undefined
  for await (const source of readJsonLines(file)) {
    const line = lineOf(source)
    if (!line) {
      yield importRow(source, BattleLine, () => ({ records: [] }))
      continue
    }
    if (group && keyOf(group.lines[0]!) === keyOf(line)) group.lines.push(line)
    else {
      if (group) yield readGroup(group, seen)
      group = { at: { line: source.line }, lines: [line] }
    }
  }
  if (group) yield readGroup(group, seen)
}

function lineOf(source: SourceRow): BattleLine | undefined {
  return 'value' in source ? BattleLine.safeParse(source.value).data : undefined
}

function readGroup({ at, lines }: Group, seen: Set<string>): ImportedRow {
  const [first] = lines as [BattleLine]
  const key = keyOf(first)
  if (seen.has(key)) return { at, rejected: `question_id: the lines of battle ${key} do not stand together` }
  seen.add(key)
  const games = gamesOf(lines.map(({ winner }) => verdictOfWinner[winner]))
  if (!games) return { at, rejected: `winner: ${lines.length} lines that are not two games of one or three lines` }
  const vote: ImportedVote = {
    kind: 'vote', key, left: { model: first.model_a }, right: { model: first.model_b },
    verdict: games[1] ? verdictOfBothOrders(games[0]!.verdict, games[1].verdict) : 'abstain',
    blind: true, sidesKnown: false, judgeKind: 'model', provenance: { question_id: first.question_id, games },
  }
  return { at, records: [vote] }
}

const verdictOfWinner = { model_a: 'left', model_b: 'right', tie: 'tie' } as const satisfies Record<string, Verdict>

function keyOf({ question_id, model_a, model_b }: BattleLine): string {
  return JSON.stringify([question_id, model_a, model_b])
}

/** How many lines the two games may have together, or one game alone where the other's verdict could not be read. */
const possibleWeights = [[1, 1], [1, 3], [3, 1], [3, 3], [1], [3]]

/** The games that were written as these lines: all lines of a game say the same, and a tie has one line. */
function gamesOf(verdicts: Verdict[]): Array<{ verdict: Verdict; weight: number }> | undefined {
  for (const weights of possibleWeights) {
    let start = 0
    const games = weights.map((weight) => ({ weight, lines: verdicts.slice(start, start += weight) }))
    const fits = start === verdicts.length && games.every(({ weight, lines }) =>
      lines.every((verdict) => verdict === lines[0]) && (weight === 1 || lines[0] !== 'tie'))
    if (fits) return games.map(({ weight, lines }) => ({ verdict: lines[0]!, weight }))
  }
  return undefined
}
