import { z } from 'zod'
import { attemptStates, type AttemptState } from '../../core/runs/run.ts'
import { tellAttempt } from '../../core/responses/attempts.ts'
import { bytesOfBodies } from '../../store/responses.ts'
import { listAttempts } from '../../store/runs/attempts.ts'
import { requireChallenge } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { AttemptShape } from '../responses/card.ts'
import { Slug } from '../shapes.ts'
import { UntrustedText, untrusted } from '../untrusted.ts'
import { requireRun } from './get.ts'
import { RunInput } from './shapes.ts'

/** Characters of what had arrived that a list shows. */
const shownArrived = 4_000

export const listRunAttempts = defineOperation({
  name: 'runs.attempts', kind: 'read', path: '/runs/{run}/attempts', callers: ['admin'],
  summary: 'List every time that a run asked a model, failures too, newest first.',
  input: z.object({
    run: RunInput,
    challenge: Slug.optional().describe('Only for this challenge.'),
    column: z.number().int().min(0).optional().describe('Only of this column, from 0.'),
    state: z.enum(attemptStates).optional().describe('Only those that ended so.'),
    attempt: z.string().max(100).optional().describe('Only the one with this id, with everything that had arrived of it.'),
    ...pageInput,
  }),
  output: z.object({
    attempts: z.array(AttemptShape.extend({
      attempt: z.string(), challenge: z.string().nullable(), column: z.number().int(), sample: z.number().int(), turn: z.number().int(), number: z.number().int(),
      told: z.string().describe('How it ended, in a few words.'), message: UntrustedText.nullable().describe('What the provider or we said of it.'),
      requestId: z.string().nullable(), servedModel: z.string().nullable(), finishReason: z.string().nullable(),
      timeToFirstTokenMs: z.number().nullable(), durationMs: z.number().nullable(), costUsd: z.number().nullable(),
      response: z.string().nullable().describe('Public id of the answer that came of it.'),
      arrived: UntrustedText.nullable().describe(`What had arrived of an answer that broke off, up to ${shownArrived.toLocaleString('en')} characters in a list.`),
      reasoning: UntrustedText.nullable().describe('What was told of the reasoning before it, likewise.'),
      isCut: z.boolean().describe('More had arrived than is shown: ask for this attempt alone.'),
    })),
    ...pageOutput,
  }),
  async run({ run: id, challenge: slug, column, state, attempt, limit, cursor }, _caller, { db }) {
    const run = await requireRun(db, id)
    const challenge = slug === undefined ? undefined : await requireChallenge(db, slug)
    const before = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listAttempts(db, run.id, { challengeId: challenge?.id, position: column, state, publicId: attempt, before, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const bodies = await bytesOfBodies(db, page.flatMap(({ state: ended, body_id: body }) => (ended === 'partial' && body !== null ? [body] : [])))
    const most = attempt === undefined ? shownArrived : Infinity
    return {
      attempts: page.map((row) => ({
        attempt: row.public_id, challenge: row.challenge_slug, column: row.position, sample: row.sample, turn: row.turn, number: row.number,
        state: row.state, problem: row.problem, status: row.status, askedAt: row.asked_at, endedAt: row.ended_at, told: tellAttempt(row),
        message: row.message === null ? null : untrusted(row.message), requestId: row.request_id, servedModel: row.served_model, finishReason: row.finish_reason,
        timeToFirstTokenMs: row.ttft_ms, durationMs: row.duration_ms, costUsd: row.cost_usd, response: row.response,
        ...arrivedOf(row, bodies.get(row.body_id ?? -1), most),
      })),
      nextCursor: rows.length > limit ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})

/** Of a whole answer its response has everything. */
function arrivedOf({ state, reasoning }: { state: AttemptState; reasoning: string | null }, bytes: Uint8Array | undefined, most: number) {
  if (state !== 'partial') return { arrived: null, reasoning: null, isCut: false }
  const text = bytes ? Buffer.from(bytes).toString() : null
  const shown = (whole: string | null) => (whole === null ? null : untrusted(whole.length > most ? whole.slice(0, most) : whole))
  return { arrived: shown(text), reasoning: shown(reasoning), isCut: (text?.length ?? 0) > most || (reasoning?.length ?? 0) > most }
}
