import { z } from 'zod'
import type { ImportedRow, ImportedVote } from '../../core/imports/records.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import type { AnswersBeside } from '../answers-beside.ts'
import { verdictOfBothOrders } from '../both-orders.ts'
import type { SourceFile } from '../format.ts'
import { importRow } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'
import { timeOfEpoch } from '../source-time.ts'
import { Id, Name } from './mt-bench.ts'

/** The judging model, and the name of the prompt it was given. */
const Judge = z.union([z.tuple([z.string(), z.string()]), z.string()])
const Winner = z.enum(['model_1', 'model_2', 'tie', 'error'])
const PairJudgment = z.object({
  question_id: Id,
  model_1: Name,
  model_2: Name,
  g1_winner: Winner,
  g2_winner: Winner,
  judge: Judge.nullish(),
  g1_judgment: z.string().nullish(),
  g2_judgment: z.string().nullish(),
  m1_score: z.number().nullish(),
  m2_score: z.number().nullish(),
  turn: z.number().int().min(1).nullish(),
  tstamp: z.number().nullish(),
})

const verdictOfWinner: Record<z.infer<typeof Winner>, Verdict> = {
  model_1: 'left', model_2: 'right', tie: 'tie', error: 'abstain',
}

/** FastChat's score for a judge's text that it could not read. */
const notParsed = -1

/** Pairwise judgments as votes: the two games, which differ in who was shown first, are one vote. */
export async function* readPairJudgments(
  file: SourceFile, bench: string, answers: AnswersBeside,
): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, PairJudgment, async (row) => {
      const key = `${bench}:${row.question_id}`
      const turn = row.turn ?? 1
      const [judge, prompt] = typeof row.judge === 'string' ? [row.judge] : row.judge ?? []
      const vote: ImportedVote = {
        kind: 'vote', key: JSON.stringify([row.question_id, row.model_1, row.model_2, judge, prompt, turn, row.tstamp]),
        challenge: { key }, turn, verdict: verdictOf(row), blind: true, sidesKnown: false, judgeKind: 'model', judge,
        left: { model: row.model_1, response: await answers.find(row.model_1, key, turn) },
        right: { model: row.model_2, response: await answers.find(row.model_2, key, turn) },
        votedAt: timeOfEpoch(row.tstamp),
        provenance: { prompt, games: gamesOf(row), scores: scoresOf(row) },
      }
      return { records: [vote] }
    })
  }
}

function verdictOf(row: z.infer<typeof PairJudgment>): Verdict {
  if (row.m1_score === notParsed || row.m2_score === notParsed) return 'abstain'
  return verdictOfBothOrders(verdictOfWinner[row.g1_winner], verdictOfWinner[row.g2_winner])
}

/** The first game shows the left answer first, the second one the right answer. */
function gamesOf(row: z.infer<typeof PairJudgment>) {
  return [
    { first: 'left', verdict: verdictOfWinner[row.g1_winner], judgment: row.g1_judgment },
    { first: 'right', verdict: verdictOfWinner[row.g2_winner], judgment: row.g2_judgment },
  ]
}

function scoresOf({ m1_score: left, m2_score: right }: z.infer<typeof PairJudgment>) {
  return typeof left === 'number' && typeof right === 'number' ? [left, right] : undefined
}

const SingleJudgment = z.object({ question_id: Id, model: Name, score: z.number().nullable() })

/** Judgments of a single answer: a score is no vote, so every row says why it has no place here. */
export async function* readSingleJudgments(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, SingleJudgment, ({ score }) => ({
      rejected: score === null || score === notParsed
        ? 'score: the judge’s text could not be read when it was written, so this row says nothing'
        : 'score: a score of one answer compares nothing, and has no place here',
    }))
  }
}
