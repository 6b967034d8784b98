import type { Message, ModelRequest, ModelSettings, Usage } from '../providers/provider.ts'

/** A run is filling, waits because somebody paused it or its budget is used up, or is over. */
export const runStates = ['running', 'paused', 'over-budget', 'done', 'cancelled'] as const
export type RunState = (typeof runStates)[number]

/** A cell waits for a worker, is held by one, has its answer, has none after all tries, or was stopped by a person. */
export const cellStates = ['waiting', 'held', 'filled', 'failed', 'stopped'] as const
export type CellState = (typeof cellStates)[number]

/**
 * One time that a model was asked. `asked` is under way, or was when its worker died; `partial` broke off and holds what
 * had arrived; `lost` was under way in a process that died before anything arrived.
 */
export const attemptStates = ['asked', 'complete', 'partial', 'failed', 'lost'] as const
export type AttemptState = (typeof attemptStates)[number]

/** Most times that a provider may fail on one question before its cell has failed. */
export const mostFailures = 6

/** Most times that one question is asked, with those whose worker died: a question that kills its workers must end too. */
export const mostTries = 40

/** What a run's cell costs at most is known only with a limit on what is generated; this one is set where nobody sets one. */
export const outputTokensUnderBudget = 8_192

/** Limits of one provider over all workers; absent is none. */
export interface ProviderLimits {
  concurrency?: number
  requestsPerMinute?: number
  tokensPerMinute?: number
}

/** How a question is put: what an answer depends on, beside the model. */
export interface Question {
  messages: Message[]
  settings: ModelSettings
}

/** Which kind of model a challenge of this output type asks for. */
export function expectsOf(outputType: string): ModelRequest['expects'] {
  return outputType === 'image' || outputType === 'audio' ? outputType : 'text'
}

/** Everything read and generated, for budgets; undefined where a class is unknown. */
export function totalTokens({ input, output }: Usage): number | undefined {
  return input === undefined || output === undefined ? undefined : input + output
}
