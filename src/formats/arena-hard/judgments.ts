import { z } from 'zod'
import type { ImportedRow, ImportedVote } from '../../core/imports/records.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import type { AnswersBeside } from '../answers-beside.ts'
import { verdictOfBothOrders } from '../both-orders.ts'
import { Id, Name } from '../fastchat/mt-bench.ts'
import type { SourceFile } from '../format.ts'
import { importRow, type Reading } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'

const verdictOfScore = {
  'A>>B': 'left', 'A>B': 'left', 'A=B': 'tie', 'B>A': 'right', 'B>>A': 'right',
  // The same said from the other side, as judges do at times.
  'B<<A': 'left', 'B<A': 'left', 'B=A': 'tie', 'A<B': 'right', 'A<<B': 'right',
} as const satisfies Record<string, Verdict>
const Score = z.enum(Object.keys(verdictOfScore) as [keyof typeof verdictOfScore])

const Game = z.object({
  score: Score.nullish(),
  judgment: z.union([z.string(), z.looseObject({ answer: z.string() }).transform(({ answer }) => answer)]).nullish(),
}).nullable()
type Game = z.infer<typeof Game>

const Judgment = z.object({
  question_id: Id.optional(),
  uid: Id.optional(),
  category: z.string().nullish(),
  model: Name,
  baseline: Name.nullish(),
  judge: z.string().nullish(),
  games: z.array(Game).min(1).max(2),
})
type Judgment = z.infer<typeof Judgment>

/** Which model all others are compared with, as the benchmark lays down; rows of version 0.1 do not say it. */
const baselines: Record<string, string> = {
  'arena-hard-v0.1': 'gpt-4-0314',
  'arena-hard-v2.0 hard_prompt': 'o3-mini-2025-01-31',
  'arena-hard-v2.0 coding': 'o3-mini-2025-01-31',
  'arena-hard-v2.0 math': 'o3-mini-2025-01-31',
  'arena-hard-v2.0 creative_writing': 'gemini-2.0-flash-001',
}

/** Judgments as votes: the baseline is left, because the first game shows it first; the second game swaps the sides. */
export async function* readJudgments(
  file: SourceFile, bench: string, answers: AnswersBeside,
): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Judgment, (judgment) => readJudgment(judgment, bench, answers))
  }
}

async function readJudgment(row: Judgment, bench: string, answers: AnswersBeside): Promise<Reading> {
  const question = row.uid ?? row.question_id
  if (question === undefined) return { rejected: 'uid is missing' }
  const baseline = row.baseline ?? baselines[bench] ?? baselines[`${bench} ${row.category}`]
  if (!baseline) return { rejected: 'baseline is missing: the row does not say what the model was compared with' }
  const key = `${bench}:${question}`
  const games = row.games.map((game, index) => gameOf(game, index))
  const vote: ImportedVote = {
    kind: 'vote', key: JSON.stringify([question, row.judge, row.model, baseline]), challenge: { key },
    left: { model: baseline, response: await answers.find(baseline, key, 1) },
    right: { model: row.model, response: await answers.find(row.model, key, 1) },
    verdict: games[1] ? verdictOfBothOrders(games[0]!.verdict, games[1].verdict) : games[0]!.verdict,
    blind: true, sidesKnown: games.length === 1, judgeKind: 'model', judge: row.judge ?? undefined,
    category: row.category ?? undefined,
    provenance: { games, ...!row.baseline && { baseline: 'as the benchmark lays down' } },
  }
  return { records: [vote] }
}

/** What a game said of left and right. The judge's A is the answer it was shown first. */
function gameOf(game: Game, index: number) {
  const first = index === 0 ? 'left' : 'right'
  const { score, judgment } = game ?? {}
  const verdict: Verdict = score ? verdictOfScore[score] : 'abstain'
  return { first, verdict: first === 'left' ? verdict : swapped(verdict), score, judgment }
}

function swapped(verdict: Verdict): Verdict {
  if (verdict === 'left') return 'right'
  return verdict === 'right' ? 'left' : verdict
}
