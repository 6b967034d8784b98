import { z } from 'zod'
import type { ImportedResponse, ImportedRow } from '../../core/imports/records.ts'
import { failedRequest, Id, Name } from '../fastchat/mt-bench.ts'
import type { SourceFile } from '../format.ts'
import { importRow, unplacedFields } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'
import { timeOfEpoch } from '../source-time.ts'

const Turn = z.object({ content: z.string().nullable() })
const Answer = z.object({
  question_id: Id,
  answer_id: z.string().nullish(),
  model_id: Name,
  choices: z.array(z.object({ index: z.number().int().min(0).nullish(), turns: z.array(Turn.loose()) })).min(1),
  tstamp: z.number().nullish(),
})

/** The answers of version 0.1. Their token counts are by one tokenizer for all models, and are not kept. */
export async function* readAnswers(file: SourceFile, bench: string): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Answer, (answer) => {
      const { question_id, answer_id, model_id: model, tstamp } = answer
      const records = answer.choices.flatMap(({ index, turns }, place) =>
        turns.flatMap(({ content }, turn) => responseTo({
          model, challenge: { key: `${bench}:${question_id}` }, body: content, turn: turn + 1,
          sample: (index ?? place) + 1, sourceId: answer_id ?? undefined, answeredAt: timeOfEpoch(tstamp),
        })))
      if (records.length === 0) return { rejected: 'choices: no answer' }
      const turns = answer.choices.flatMap((choice) => choice.turns)
      return { records, lost: [...new Set(turns.flatMap((turn) => unplacedFields(turn, Turn, 'choices.turns.')))] }
    })
  }
}

const AnswerContent = z.object({ answer: z.string().nullable() })
const Message = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.union([z.string(), AnswerContent.loose(), z.null()]),
})
const AnswerV2 = z.object({
  uid: Id,
  ans_id: z.string().nullish(),
  model: Name,
  messages: z.array(Message),
  tstamp: z.number().nullish(),
})

/** The answers of version 2.0: conversations whose last message of each turn is the model's. */
export async function* readAnswersV2(file: SourceFile, bench: string): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, AnswerV2, ({ uid, ans_id, model, messages, tstamp }) => {
      const system = messages.find(({ role }) => role === 'system')?.content
      const answers = messages.filter(({ role }) => role === 'assistant').map(({ content }) => content)
      const records = answers.flatMap((content, turn) => responseTo({
        model, challenge: { key: `${bench}:${uid}` }, body: answerIn(content), turn: turn + 1, sample: 1,
        sourceId: ans_id ?? undefined, answeredAt: timeOfEpoch(tstamp),
        settings: typeof system === 'string' && system !== '' ? { system_message: system } : undefined,
      }))
      if (records.length === 0) return { rejected: 'messages: no answer' }
      return { records, lost: [...new Set(answers.flatMap(unplacedInContent))] }
    })
  }
}

function answerIn(content: z.infer<typeof Message>['content']): string | null {
  return typeof content === 'object' ? content?.answer ?? null : content
}

function unplacedInContent(content: z.infer<typeof Message>['content']): string[] {
  return typeof content === 'object' && content ? unplacedFields(content, AnswerContent, 'messages.content.') : []
}

type Answered = Omit<ImportedResponse, 'kind' | 'body' | 'outputType'> & { body: string | null }

/** No response where the request failed. */
function responseTo({ body, ...answered }: Answered): ImportedResponse[] {
  return body === null || body === failedRequest ? [] : [{ kind: 'response', body, outputType: 'text', ...answered }]
}
