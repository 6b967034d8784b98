import { z } from 'zod'
import type { ImportedResponse, ImportedRow } from '../../core/imports/records.ts'
import type { SourceFile } from '../format.ts'
import { importRow, unplacedFields } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'
import { timeOfEpoch } from '../source-time.ts'

export const Id = z.union([z.string().min(1), z.number()])
export const Name = z.string().min(1)

const Question = z.object({
  question_id: Id,
  category: z.string().nullish(),
  turns: z.array(z.string()).min(1),
  reference: z.array(z.string()).nullish(),
})

/** Questions as challenges. */
export async function* readQuestions(file: SourceFile, bench: string): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Question, ({ question_id, category, turns, reference }) => ({
      records: [{
        kind: 'challenge', key: `${bench}:${question_id}`, turns,
        category: category ?? undefined, reference: reference ?? undefined,
      }],
    }))
  }
}

const Choice = z.object({ index: z.number().int().min(0).nullish(), turns: z.array(z.string().nullable()) })
const Answer = z.object({
  question_id: Id,
  answer_id: z.string().nullish(),
  model_id: Name,
  choices: z.array(Choice.loose()).min(1),
  tstamp: z.number().nullish(),
})

/** What FastChat writes in the place of an answer when the request failed. */
export const failedRequest = '$ERROR$'

/** Answers as responses: one for each turn of each choice. `provenance` is noted on each of them. */
export async function* readAnswers(
  file: SourceFile, bench: string, provenance?: Record<string, unknown>,
): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Answer, (answer) => {
      const records = responsesOf(answer, bench, provenance)
      if (records.length === 0) return { rejected: `choices: no answer, ${failedRequest} is a request that failed` }
      const lost = answer.choices.flatMap((choice) => unplacedFields(choice, Choice, 'choices.'))
      return { records, lost: [...new Set(lost)] }
    })
  }
}

function responsesOf(
  { question_id, answer_id, model_id: model, choices, tstamp }: z.infer<typeof Answer>,
  bench: string, provenance: Record<string, unknown> | undefined,
): ImportedResponse[] {
  return choices.flatMap(({ index, turns }, place) => turns.flatMap((body, turn): ImportedResponse[] => {
    if (body === null || body === failedRequest) return []
    return [{
      kind: 'response', model, challenge: { key: `${bench}:${question_id}` }, body, outputType: 'text', turn: turn + 1,
      sample: (index ?? place) + 1, sourceId: answer_id ?? undefined, answeredAt: timeOfEpoch(tstamp), provenance,
    }]
  }))
}
