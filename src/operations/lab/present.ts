import type { z } from 'zod'
import { columnLabel } from '../../core/lab/session.ts'
import type { ProviderProblem } from '../../core/providers/provider-error.ts'
import type { Database } from '../../store/database.ts'
import { readPublished } from '../../store/lab/published.ts'
import { readLabCells, readLastAttempts, type LabAttempt, type LabCell } from '../../store/lab/sessions.ts'
import type { ColumnRow } from '../../store/runs/read.ts'
import { systemOfQuestion } from '../../store/runs/stored.ts'
import type { Context } from '../operation.ts'
import { untrusted } from '../untrusted.ts'
import { readLive, type LiveAnswer } from './live.ts'
import { isSealed, whyNotPublic, type Session } from './require.ts'
import { later, noRests, restsOf, type Rests } from './rests.ts'
import type { LabAnswerShape, LabColumnShape, LabSessionShape } from './shapes.ts'

/** What went wrong, without a word of the provider's: those name models. */
const sealedProblems: Record<ProviderProblem, string> = {
  'rate-limited': 'The provider takes no more requests for a while.', overloaded: 'The provider is overloaded.', unreachable: 'The provider could not be reached.',
  'timed-out': 'The answer took too long.', cut: 'The answer broke off.', unreadable: 'The reply could not be read.', key: 'The provider refused the key.',
  forbidden: 'The provider refused to answer.', 'not-found': 'The provider has no such model.', invalid: 'The provider refused the request.',
  'out-of-credit': 'The account at the provider has no credit left.', 'too-large': 'The answer was too large.', 'address-refused': 'The provider’s address is not allowed.',
  'no-service': 'No service is at the provider’s address.', stopped: 'It was stopped.', unstored: 'The answer could not be stored here.',
}

/** The collection of challenges and answers that come from here. */
export const labCollection = { slug: 'lab', name: 'Prompt Lab' }

type Services = Pick<Context, 'renderer' | 'store' | 'now'>

/**
 * A session as it stands, with what has arrived of answers under way. While it is blind this is the only thing that goes
 * out about it, and nothing in it tells whose answers they are.
 */
export async function presentSession(db: Database, { row, columns, mine }: Session, services: Services): Promise<z.input<typeof LabSessionShape>> {
  const [cells, attempts, published] = await Promise.all([readLabCells(db, row.run_id), readLastAttempts(db, row.run_id), readPublished(db, row)])
  const sealed = isSealed(row)
  const rests = sealed ? noRests : restsOf(cells, services.now())
  const isOpen = cells.some(({ state }) => state === 'waiting' || state === 'held')
  return {
    session: row.public_id, title: row.title, mine, state: isOpen ? 'answering' : 'done', template: row.template, variables: row.variables,
    system: systemOfQuestion(cells[0]?.question ?? []), systemTemplate: row.system,
    blind: sealed, wasBlind: row.blind, shared: row.shared,
    saved: row.saved_at === null ? null : { challenge: published?.slug ?? null, private: row.saved_challenge_id === null },
    published: published === undefined ? null : {
      title: published.title, category: published.category, outputType: published.outputType, rounds: published.turns, isOwn: published.collection === labCollection.slug,
    },
    notPublic: whyNotPublic(row),
    rounds: row.rounds.map(({ prompt, at, shared, attachments, best }) => ({
      prompt, at, sharedFrom: shared, attachments: attachments.map(({ name, mediaType, size }) => ({ name, mediaType, size })),
      best: best && { column: best.column, blind: best.blind },
    })),
    columns: columns.map((column, index) => presentColumn(column, index, sealed, cells.filter(({ run_model_id }) => run_model_id === column.id), attempts, services, rests)),
    createdAt: row.created_at,
  }
}

function presentColumn(
  column: ColumnRow, index: number, sealed: boolean, cells: LabCell[], attempts: Map<number, LabAttempt>, services: Services, rests: Rests,
): z.input<typeof LabColumnShape> {
  return {
    column: index, label: columnLabel(index),
    model: sealed ? null : { slug: column.model_slug, name: column.model_name, house: column.house },
    provider: sealed ? null : column.provider, name: sealed ? null : column.name, settings: sealed ? null : column.settings, price: sealed ? null : column.price,
    answers: cells.map((cell) => presentAnswer(cell, attempts.get(cell.id), sealed, services, rests)),
  }
}

/** One answer, from the database or, while it is under way, from its journal. What a try brought in vain is no part of it. */
export function presentAnswer(cell: LabCell, asked: LabAttempt | undefined, sealed: boolean, services: Services, rests: Rests): z.input<typeof LabAnswerShape> {
  const now = services.now().getTime()
  // Somebody lets it be asked again: what came before is over.
  const attempt = cell.state === 'waiting' && cell.tries === 0 ? undefined : asked
  const shown = cell.state === 'waiting' ? undefined : attempt
  const live = shown?.state === 'asked' ? readLive(services.store, shown.public_id) : undefined
  const whole = shown?.state === 'complete'
  const text = live?.text ?? (shown?.bytes ? Buffer.from(shown.bytes).toString() : null)
  const { usage } = shown ?? {}
  const { problem, message } = problemOf(cell, attempt)
  const notBefore = cell.state === 'waiting' ? later(cell.not_before, rests.get(cell.provider)) : null
  return {
    round: cell.sample, state: cell.state, whole, text: text === null ? null : untrusted(text),
    ...(whole && text !== null && shown.sha256 && { html: services.renderer.render(shown.sha256, 'text', () => text).html }),
    reasoning: reasoningOf(shown, live), askedAt: attempt?.asked_at ?? null,
    notBefore, waitMs: notBefore === null ? null : Math.max(0, Date.parse(notBefore) - now), elapsedMs: elapsedOf(cell, attempt, now),
    timeToFirstTokenMs: shown?.ttft_ms ?? null, durationMs: shown?.duration_ms ?? null,
    inputTokens: usage?.input ?? null, outputTokens: usage?.output ?? null, reasoningTokens: usage?.reasoning ?? null,
    costUsd: sealed ? null : shown?.cost_usd ?? null, mayBeCharged: attempt?.may_be_charged ?? false, finishReason: shown?.finish_reason ?? null,
    problem, message: message === null ? null : untrusted(sealed && problem !== null ? sealedProblems[problem] : message),
    warnings: sealed ? [] : (shown?.warnings ?? []).map(untrusted), tries: attempt?.number ?? 0,
  }
}

/** A single try knows to a tenth of a millisecond what it took; several took the waits between them too. */
function elapsedOf(cell: LabCell, attempt: LabAttempt | undefined, now: number): number | null {
  if (!attempt) return null
  const { asked_at: asked, first_asked_at: first, ended_at: ended, duration_ms: duration } = attempt
  const waitedUntil = cell.state === 'waiting' ? now : stoppedWaiting(cell, ended)
  if (waitedUntil === undefined && first === asked && duration !== null) return duration
  return Math.max(0, (waitedUntil ?? Math.min(ended === null ? now : Date.parse(ended), brokenOff(cell, asked))) - Date.parse(first))
}

/** When somebody stopped what was under way: if its process died, that may be written down much later. */
function brokenOff({ state, stopped_at: at }: LabCell, asked: string): number {
  return state === 'stopped' && at !== null && at > asked ? Date.parse(at) : Infinity
}

/** When it was stopped, where it was to be tried again then; a question that is asked anew has had no try yet. */
function stoppedWaiting({ state, tries, stopped_at: at }: LabCell, ended: string | null): number | undefined {
  return state === 'stopped' && tries > 0 && at !== null && ended !== null && at > ended ? Date.parse(at) : undefined
}

function reasoningOf(attempt: LabAttempt | undefined, live: LiveAnswer | undefined) {
  const reasoning = live?.reasoning || attempt?.reasoning
  return reasoning ? untrusted(reasoning) : null
}

/** Why the last try failed: of an answer that is under way or was stopped, the try before it. */
function problemOf(cell: LabCell, attempt: LabAttempt | undefined): { problem: ProviderProblem | null; message: string | null } {
  if (cell.state === 'filled') return { problem: null, message: null }
  if (cell.state === 'stopped') return { problem: attempt?.problem ?? null, message: attempt?.message ?? null }
  return { problem: cell.problem ?? attempt?.problem ?? null, message: cell.message ?? attempt?.message ?? null }
}
