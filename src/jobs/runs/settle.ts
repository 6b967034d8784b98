import { mostFailures, mostTries, totalTokens, type ProviderLimits } from '../../core/runs/run.ts'
import { costOf } from '../../core/runs/cost.ts'
import { mayBeCharged } from '../../core/runs/charged.ts'
import { endingsOf } from '../../core/runs/endings.ts'
import { isAnotherModel } from '../../core/runs/served-model.ts'
import { waitBeforeNextTry } from '../../core/runs/backoff.ts'
import { ProviderError } from '../../core/providers/provider-error.ts'
import type { OutputType } from '../../core/responses/output-type.ts'
import { askedWith, provenanceOf } from '../../core/responses/provenance.ts'
import type { Store } from '../../store/database.ts'
import { openBlobs } from '../../media/blobs.ts'
import type { ClaimableCell, ClaimedCell } from '../../store/runs/claim.ts'
import { closeAttempt, countFailures, finishRunIfDone, prepareOutcomeBody } from '../../store/runs/finish.ts'
import type { AnsweredResponse, NextForCell, Outcome } from '../../store/runs/finish.ts'
import { readLimitsNow, type FileLimits } from '../../store/runs/limits.ts'
import { ensureRunCollection, runCollection, type AskedChallenge } from '../../store/runs/questions.ts'
import { textsOfQuestion } from '../../store/runs/stored.ts'
import { mostOfTurn, settingsOf } from './question.ts'
import { Receiver, type Received } from './receive.ts'

/** A question that was asked, with what came of it. */
export interface Asked {
  cell: ClaimableCell
  attempt: ClaimedCell['attempt']
  challenge: AskedChallenge | undefined
  receiver: Receiver
  /** The provider was, or may have been, asked. */
  wasSent: boolean
  /** Why the answer is not whole; undefined where it is, or where the process that asked is gone. */
  error?: ProviderError
  durationMs: number | undefined
  software: string
  baseUrl: string | undefined
}

/** Who writes it down, and when. */
export interface Settler {
  owner: string
  now: Date
  chance(): number
  limitsInFile: FileLimits
}

export interface Settled {
  /** The worker goes on with this turn of the conversation. */
  nextTurn?: { cell: ClaimedCell }
  runIsDone: boolean
}

/**
 * Writes down what came of a question, in one transaction: the attempt with all that arrived, a whole answer as a
 * response, what was spent, and what happens to the cell.
 */
export async function settle(store: Store, asked: Asked, { owner, now, chance, limitsInFile }: Settler): Promise<Settled> {
  const { cell, attempt, challenge, receiver } = asked
  const received = receiver.received
  const outcome = outcomeOf(asked, received, now)
  const outputType = (challenge?.output_type ?? 'text') as OutputType
  const body = prepareOutcomeBody(outcome, outcome.mediaType ? outputType : textualTypeOf(outputType))
  if (body?.isBlob) await openBlobs(store.blobsFolder).put(body.sha256, body.bytes)
  const failures = asked.error ? 1 + await countFailures(store.read, cell.id, cell.tries) : 0
  const hasNextTurn = receiver.isWhole && challenge !== undefined && cell.turn < challenge.turns.length
  const next = hasNextTurn ? nextTurnOf(cell, await readLimitsNow(store.read, cell.column, limitsInFile)) : nextFor(asked, failures, now, chance)
  const open = { id: attempt.id, runId: cell.run_id, cellId: cell.id, owner }
  return store.writeTogether(async (tx) => {
    const answered = receiver.isWhole && challenge ? responseOf(asked, received, outcome, await ensureRunCollection(tx, now.toISOString())) : undefined
    const closed = await closeAttempt(tx, open, outcome, body, answered, next)
    const isOver = next.state === 'filled' || next.state === 'failed' || next.state === 'stopped'
    return {
      runIsDone: isOver && await finishRunIfDone(tx, cell.run_id, now),
      ...(closed?.attempt && next.state === 'held' && { nextTurn: { cell: { ...cell, turn: next.turn, tries: 0, attempt: closed.attempt } } }),
    }
  })
}

/**
 * Ends a question whose answer cannot be stored, though the database takes other things: its cell fails, and is not asked
 * again at the price of another answer. Whoever asks this sets the journal aside.
 */
export function settleUnstored(store: Store, asked: Asked, settler: Settler): Promise<Settled> {
  const error = new ProviderError('unstored', 'The answer came and could not be stored; its journal was set aside. The log says why.')
  return settle(store, { ...asked, receiver: new Receiver(), error }, settler)
}

/** A text that a model for pictures or sound sends instead is kept as what it is. */
function textualTypeOf(outputType: OutputType): OutputType {
  return outputType === 'image' || outputType === 'audio' || outputType === 'video' ? 'text' : outputType
}

function outcomeOf({ cell, challenge, receiver, wasSent, error, durationMs, software, baseUrl }: Asked, received: Received, now: Date): Outcome {
  const { isWhole, hasContent } = receiver
  const costUsd = costOf(received.usage, cell.column.price ?? undefined)
  const most = mostOfTurn(cell, challenge)
  // What broke off was generated all the same, and is charged.
  const isCharged = isWhole || hasContent || mayBeCharged({ wasSent, problem: error?.problem, status: error?.status })
  return {
    state: isWhole ? 'complete' : hasContent ? 'partial' : error ? 'failed' : 'lost',
    endedAt: now,
    ...received, reasoning: received.reasoning || undefined,
    durationMs: durationMs ?? receiver.lastMs,
    costUsd, most,
    charged: isCharged ? { usd: costUsd ?? most.usd, tokens: totalTokens(received.usage) ?? most.tokens } : { usd: 0, tokens: 0 },
    warnings: [...received.warnings, ...warningsOf(cell, received)],
    ...(cell.question && { askedWith: askedWith(software, baseUrl, received.sent, textsOfQuestion(cell.question)) }),
    ...(error && { problem: error.problem, message: error.message, status: error.status, requestId: received.requestId ?? error.requestId }),
    ...(!isWhole && !error && { message: `The process that asked ended ${hasContent ? 'in the middle of the answer' : 'before anything had arrived'}.` }),
  }
}

function warningsOf({ column }: ClaimableCell, { servedModel, content, finishReason }: Received): string[] {
  return [
    ...(servedModel !== undefined && isAnotherModel(column.name, servedModel) ? [`“${column.name}” was asked for; the provider says that “${servedModel}” answered.`] : []),
    ...endingsOf({ finishReason, text: typeof content === 'string' ? content : null }),
  ]
}

/** Where requests are counted, each of them is claimed. */
function nextTurnOf({ turn: before }: ClaimableCell, { requestsPerMinute }: ProviderLimits): NextForCell {
  const turn = before + 1
  return requestsPerMinute === undefined ? { state: 'held', turn } : { state: 'waiting', turn, notBefore: null, tries: 0 }
}

function nextFor({ cell, attempt, receiver, error }: Asked, failures: number, now: Date, chance: () => number): NextForCell {
  if (receiver.isWhole) return { state: 'filled' }
  if (error?.problem === 'stopped') return { state: 'stopped' }
  if (error && !error.retryable) return { state: 'failed' }
  if (failures >= mostFailures || attempt.number >= mostTries) return { state: 'failed' }
  // Nobody knows why a worker died: its cells are asked again at once.
  const waitMs = error ? waitBeforeNextTry(failures, error.retryAfterMs, chance()) : 0
  return { state: 'waiting', turn: cell.turn, notBefore: waitMs ? new Date(now.getTime() + waitMs) : null, tries: attempt.number }
}

/** The texts of a challenge, as references in a request that was sent count them. */
function textsOf({ system, turns }: AskedChallenge): string[] {
  return [system ?? '', ...turns]
}

function responseOf({ cell, challenge, software, baseUrl, attempt }: Asked, received: Received, outcome: Outcome, collectionId: number): AnsweredResponse {
  const { column, run } = cell
  const { usage, sent } = received
  return {
    collectionSlug: runCollection.slug, collectionId, modelName: column.name, modelId: column.model_id,
    challengeId: challenge!.id, challengeIdentity: challenge!.prompt_hash, turn: cell.turn, sample: cell.sample,
    record: {
      outputType: outcome.mediaType ? challenge!.output_type : textualTypeOf(challenge!.output_type),
      mediaType: outcome.mediaType, answeredAt: outcome.endedAt.toISOString(), settings: { ...settingsOf(cell) },
      inputTokens: usage.input, outputTokens: usage.output, reasoningTokens: usage.reasoning,
      timeToFirstTokenMs: received.timeToFirstTokenMs, durationMs: outcome.durationMs, costUsd: outcome.costUsd, finishReason: received.finishReason,
      provenance: provenanceOf({ run: run.public_id }, {
        attempt: attempt.publicId, tries: attempt.number, provider: column.provider, requestedModel: column.name,
        servedModel: received.servedModel ?? null, requestId: received.requestId ?? null, usage, price: column.price, warnings: outcome.warnings,
      }, askedWith(software, baseUrl, sent, textsOf(challenge!))),
    },
  }
}
