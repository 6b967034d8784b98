import { DomainError } from '../../core/errors.ts'
import { mostRounds, type Attachment } from '../../core/lab/session.ts'
import { fillTemplate } from '../../core/lab/template.ts'
import type { Database } from '../../store/database.ts'
import { addRound, readLabCells, readLastAttempts, type SessionRow } from '../../store/lab/sessions.ts'
import type { ColumnRow } from '../../store/runs/read.ts'
import type { StoredMessage } from '../../store/runs/stored.ts'
import type { Services } from '../operation.ts'
import { messageWith } from './attachments.ts'

export interface NewRound {
  prompt: string
  attachments: Attachment[]
  /** Whose conversation everybody is given; null: each their own. */
  shared: number | null
  /** Columns that are asked; undefined: all. */
  columns?: number[]
}

/**
 * Asks the next question of a session. A column goes on with its own conversation, or with that of the shared one; a
 * column whose last answer is not whole has none to go on with, and is left out.
 * @throws DomainError `conflict` where nothing can be asked.
 */
export async function askRound(db: Database, session: SessionRow, columns: ColumnRow[], { prompt, attachments, shared, columns: wanted }: NewRound, services: Services): Promise<void> {
  if (session.rounds.length >= mostRounds) throw new DomainError('conflict', `A session has at most ${mostRounds} questions. Start a new one.`)
  const message = await messageWith(services.store, prompt, attachments)
  const conversations = await conversationsOf(db, session, columns)
  const source = shared === null ? undefined : conversations[shared]
  if (shared !== null && !source) throw new DomainError('conflict', 'The conversation that is to be shared has no whole answer yet.')
  const questions = columns.flatMap((column, index) => {
    const before = source ?? conversations[index]
    if (!before || (wanted && !wanted.includes(index))) return []
    return [{ runModelId: column.id, provider: column.provider, messages: [...before, message] }]
  })
  if (questions.length === 0) throw new DomainError('conflict', 'No column has a whole answer to go on from. Retry one first, or start a new session.')
  await addRound(db, session, { prompt, attachments, shared, at: services.now().toISOString(), best: null }, questions)
}

/** What each column's model has been told and has said; undefined where its last answer is not whole. */
async function conversationsOf(db: Database, session: SessionRow, columns: ColumnRow[]): Promise<Array<StoredMessage[] | undefined>> {
  const start: StoredMessage[] = session.system ? [{ role: 'system', parts: [{ type: 'text', text: fillTemplate(session.system, session.variables) }] }] : []
  if (session.rounds.length === 0) return columns.map(() => start)
  const [cells, attempts] = await Promise.all([readLabCells(db, session.run_id), readLastAttempts(db, session.run_id)])
  return columns.map((column) => {
    const last = cells.findLast(({ run_model_id }) => run_model_id === column.id)
    const attempt = last && attempts.get(last.id)
    if (!last?.question || attempt?.state !== 'complete' || !attempt.bytes) return undefined
    return [...last.question, { role: 'assistant', parts: [{ type: 'text', text: Buffer.from(attempt.bytes).toString() }] }]
  })
}
