import { hash } from 'node:crypto'
import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import type { Attachment } from '../../core/lab/session.ts'
import { cardOf, type AnswerFacts, type AskedFacts, type CardPart } from '../../core/responses/card.ts'
import { tellAttempts } from '../../core/responses/attempts.ts'
import { provenanceOf, type AskedWith } from '../../core/responses/provenance.ts'
import { unfoldTexts, type SentRequest } from '../../core/responses/sent.ts'
import { readCellAttempts, readLabCells, type CellAttempt, type LabCell, type SessionRow } from '../../store/lab/sessions.ts'
import type { ColumnRow } from '../../store/runs/read.ts'
import { textsOfQuestion, type StoredMessage } from '../../store/runs/stored.ts'
import { defineOperation } from '../operation.ts'
import { headingOf } from './attachments.ts'
import { AnswerDetail, presentAttempt, presentCard } from '../responses/card.ts'
import { ModelReference } from '../shapes.ts'
import { untrustedData } from '../untrusted.ts'
import { isSealed, requireColumn, requireSession } from './require.ts'
import { ColumnInput, SessionInput } from './shapes.ts'

export const getLabAnswer = defineOperation({
  name: 'lab.answer', kind: 'read', path: '/lab/{session}/columns/{column}/rounds/{round}', personal: true,
  summary: 'Read how an answer of the Lab was asked for: its reproducibility card, and every try.',
  input: z.object({ session: SessionInput, column: ColumnInput, round: z.number().int().min(1).describe('Which question, from 1.') }),
  output: AnswerDetail.pick({ card: true, attempts: true, asked: true, answeredAt: true, settings: true, sha256: true, size: true })
    .extend({ session: z.string(), model: ModelReference, column: z.number().int(), round: z.number().int() }),
  async run({ session: id, column: index, round }, caller, { db, ...services }) {
    const { row, columns } = await requireSession(db, id, caller, services)
    const column = requireColumn(columns, index)
    if (isSealed(row)) throw new DomainError('conflict', 'The names of this session are still hidden, and how a model was asked tells them.')
    const cell = (await readLabCells(db, row.run_id)).find(({ run_model_id, sample }) => run_model_id === column.id && sample === round)
    const attempts = cell ? await readCellAttempts(db, cell.id) : []
    const last = attempts.at(-1)
    if (!cell || !last) throw new DomainError('not-found', 'This column was not asked that question.')
    if (last.state === 'asked') throw new DomainError('conflict', 'This answer is still being given. Come back when it has ended.')
    const { facts, asked } = factsOf({ row, column, cell, attempt: last })
    return {
      session: row.public_id, column: index, round, model: { slug: column.model_slug, name: column.model_name, house: column.house },
      card: presentCard(cardOf(facts, asked), 'text'), attempts: attempts.map(presentAttempt), asked: tellAttempts(attempts),
      answeredAt: facts.answeredAt, settings: untrustedData(facts.settings!), sha256: last.sha256, size: last.size,
    }
  },
})

export interface AnswerOfSession {
  row: SessionRow
  column: ColumnRow
  cell: LabCell
  attempt: CellAttempt
}

/** What is written beside an answer; `asked` holds the request with the texts folded that stand beside it. */
export function provenanceOfAnswer({ row, column, attempt }: AnswerOfSession, asked: AskedWith | null): Record<string, unknown> {
  return provenanceOf({ lab: row.public_id }, {
    attempt: attempt.public_id, tries: attempt.number, provider: column.provider, requestedModel: column.name, servedModel: attempt.served_model,
    requestId: attempt.request_id, usage: attempt.usage, price: column.price, warnings: attempt.warnings ?? [],
  }, asked)
}

/** How it was asked, with the request as it was sent; without one where a part of it was not kept. */
export function askedWithOf({ cell, attempt }: AnswerOfSession): AskedWith | null {
  const { asked_with: asked } = attempt
  const body = asked?.sent ? unfoldTexts(asked.sent.body, textsOfQuestion(cell.question ?? [])) : undefined
  return asked && { ...asked, sent: body === undefined ? null : { to: asked.sent!.to, body: body as SentRequest['body'] } }
}

function factsOf(answer: AnswerOfSession): { facts: AnswerFacts; asked: AskedFacts } {
  const { row, column, cell, attempt } = answer
  const { usage } = attempt
  const asked = askedWithOf(answer)
  return {
    facts: {
      sha256: attempt.sha256, size: attempt.size, mediaType: null, answeredAt: attempt.ended_at, settings: { ...column.settings }, inputTokens: usage?.input ?? null, outputTokens: usage?.output ?? null,
      reasoningTokens: usage?.reasoning ?? null, timeToFirstTokenMs: attempt.ttft_ms, durationMs: attempt.duration_ms, costUsd: attempt.cost_usd,
      finishReason: attempt.finish_reason,
      // A request that is not whole cannot be sent again, and tells its settings all the same.
      provenance: provenanceOfAnswer(answer, asked?.sent ? asked : attempt.asked_with),
    },
    asked: conversationOf(cell.question ?? [], row.rounds.flatMap(({ attachments }) => attachments)),
  }
}

/** What the model was given, as the card of an answer tells it. A question's first part is its prompt, the others went with it. */
function conversationOf(question: StoredMessage[], attachments: Attachment[]): AskedFacts {
  const messagesOf = (role: StoredMessage['role']) => question.filter((message) => message.role === role)
  const textsOf = (role: StoredMessage['role']) => messagesOf(role).map((message) => textsOfQuestion([message]).join(''))
  const questions = messagesOf('user').map(({ parts: [prompt, ...others] }) => ({
    text: prompt?.type === 'text' ? prompt.text : '', attached: others.map((part) => attachedPart(part, attachments)),
  }))
  return {
    system: textsOf('system')[0] ?? null, turns: questions.map(({ text }) => text), turn: questions.length, askedPrompt: null,
    earlierAnswers: textsOf('assistant'), attached: questions.map(({ attached }) => attached),
  }
}

function attachedPart(part: StoredMessage['parts'][number], attachments: Attachment[]): CardPart {
  if (part.type === 'text') return { ...part, file: attachments.find((file) => holds(part.text, file)) ?? null }
  const { mediaType, sha256 } = part
  return { type: 'file', file: attachments.find((file) => file.sha256 === sha256) ?? { name: null, mediaType, size: null, sha256 } }
}

/** Whether a text is this file's, which stands in a question under its name. */
function holds(text: string, { name, mediaType, sha256 }: Attachment): boolean {
  const heading = headingOf(name)
  return mediaType === 'text/plain' && text.startsWith(heading) && hash('sha256', text.slice(heading.length)) === sha256
}
