import { z } from 'zod'
import type { ImportedChallenge, ImportedRow } from '../../core/imports/records.ts'
import { Id } from '../fastchat/mt-bench.ts'
import type { SourceFile } from '../format.ts'
import { importRow } from '../import-row.ts'
import { BattleRow, lostFields, voteOf } from '../lmarena/battle.ts'
import { readJsonLines } from '../reading/json.ts'

const Question = z.object({
  question_id: Id,
  /** The benchmark's own name. */
  category: z.string().nullish(),
  cluster: z.string().nullish(),
  turns: z.array(z.object({ content: z.string() })).min(1),
})

/** The questions of version 0.1. */
export async function* readQuestions(file: SourceFile, bench: string): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Question, ({ question_id, cluster, turns }) => ({
      records: [challenge(`${bench}:${question_id}`, turns.map(({ content }) => content), { cluster })],
    }))
  }
}

const QuestionV2 = z.object({
  uid: Id, category: z.string().nullish(), cluster: z.string().nullish(), prompt: z.string(),
})

/** The questions of version 2.0, with one turn each. */
export async function* readQuestionsV2(file: SourceFile, bench: string): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, QuestionV2, ({ uid, category, cluster, prompt }) => ({
      records: [challenge(`${bench}:${uid}`, [prompt], { cluster, category })],
    }))
  }
}

type Topic = { cluster?: string | null; category?: string | null }

function challenge(key: string, turns: string[], { cluster, category }: Topic = {}): ImportedChallenge {
  return { kind: 'challenge', key, turns, category: category ?? undefined, tags: cluster ? [cluster] : undefined }
}

const VotedQuestion = BattleRow.extend({ question_id: Id, category: z.string(), turns: z.array(z.string()).min(1) })

/**
 * Questions that carry the human vote by which they were found. They hold the conversation's first turn only, so a vote
 * on a longer conversation is a vote on no challenge we know.
 */
export async function* readVotedQuestions(file: SourceFile, bench: string): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, VotedQuestion, (row) => {
      const key = `${bench}:${row.question_id}`
      const vote = voteOf(row)
      const isWhole = (vote.turn ?? 1) <= row.turns.length
      return {
        records: [challenge(key, row.turns), {
          kind: 'vote', ...vote, challenge: isWhole ? { key } : undefined,
          left: { model: row.model_a }, right: { model: row.model_b },
        }],
        lost: lostFields(row),
      }
    })
  }
}
