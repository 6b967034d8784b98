import { hash } from 'node:crypto'
import { z } from 'zod'
import type { ImportedModel, ImportedResponse, ImportedRow } from '../../core/imports/records.ts'
import { known } from '../catalogue-facts.ts'
import { importRow, saysSomething, type Reading, type SourceRow } from '../import-row.ts'
import { challengeOfPrompt } from './prompt.ts'
import { modelOfProvider } from './provider.ts'

export type SourceResult = SourceRow

const Count = z.number().nonnegative().nullish()

export const TokenUsage = z.object({
  prompt: Count,
  completion: Count,
  completionDetails: z.object({ reasoning: Count }).nullish(),
})

const Response = z.object({
  output: z.unknown().optional(),
  error: z.string().nullish(),
  cached: z.boolean().nullish(),
  cost: z.number().nonnegative().nullish(),
  finishReason: z.string().nullish(),
  tokenUsage: TokenUsage.nullish(),
})

const GradingResult = z.object({
  pass: z.boolean().nullish(),
  reason: z.string().nullish(),
  comment: z.string().nullish(),
  componentResults: z.array(z.looseObject({
    pass: z.boolean().nullish(), assertion: z.looseObject({ type: z.string().nullish() }).nullish(),
  }).nullable()).nullish(),
})

export const Result = z.object({
  id: z.string().nullish(),
  provider: z.union([
    z.string().min(1).transform((id) => ({ id, label: undefined })),
    z.object({ id: z.string().min(1), label: z.string().nullish() }),
  ]),
  prompt: z.object({ raw: z.string(), label: z.string().nullish() }),
  vars: z.record(z.string(), z.unknown()).nullish(),
  testCase: z.looseObject({ description: z.string().nullish() }).nullish(),
  response: Response.nullish(),
  error: z.string().nullish(),
  failureReason: z.number().nullish(),
  success: z.boolean().nullish(),
  score: z.number().nullish(),
  namedScores: z.record(z.string(), z.unknown()).nullish(),
  gradingResult: GradingResult.nullish(),
  latencyMs: z.number().nonnegative().nullish(),
  cost: z.number().nonnegative().nullish(),
  tokenUsage: TokenUsage.nullish(),
  // Places in promptfoo's own table, which say nothing of the answer.
  promptIdx: z.number().nullish(),
  testIdx: z.number().nullish(),
  promptId: z.string().nullish(),
})
export type Result = z.output<typeof Result>

/** `failureReason` of an answer that never came; 1 is one that failed an assertion. */
const failedByError = 2

/** Reads the results of one evaluation, which may ask the same thing of the same model several times. */
export class EvaluationReader {
  readonly #answeredAt: string | undefined
  readonly #samples = new Map<string, number>()
  readonly #models = new Set<string>()

  constructor(answeredAt: string | undefined) {
    this.#answeredAt = answeredAt
  }

  async* rows(results: AsyncIterable<SourceResult>): AsyncGenerator<ImportedRow> {
    for await (const result of results) yield importRow(result, Result, (row) => this.read(row))
  }

  /** The answer of one result, and its model when it is first met. */
  read(result: Result): Reading {
    const missing = errorOf(result)
    if (missing) return { rejected: missing }
    const { output } = result.response!
    const model = modelOfProvider(result.provider)
    const response = known<ImportedResponse>({
      kind: 'response', model: model.name, challenge: challengeOfPrompt(result.prompt.raw, result.testCase?.description || undefined),
      body: typeof output === 'string' ? output : JSON.stringify(output),
      outputType: typeof output === 'string' ? 'text' : 'json',
      // promptfoo has parsed the answer; its bytes are not in the file.
      transformed: typeof output === 'string' ? undefined : true,
      sample: this.#sampleOf(model.name, result.prompt.raw),
      sourceId: result.id || undefined,
      answeredAt: this.#answeredAt,
      finishReason: result.response?.finishReason ?? undefined,
      ...spentOn(result),
      provenance: provenanceOf(result),
    })
    return { records: [...this.#firstMet(model), response], lost: lostIn(result) }
  }

  #firstMet(model: ImportedModel): ImportedModel[] {
    if (this.#models.has(model.name)) return []
    this.#models.add(model.name)
    return [model]
  }

  #sampleOf(model: string, prompt: string): number {
    const key = hash('sha256', JSON.stringify([model, prompt]))
    const sample = (this.#samples.get(key) ?? 0) + 1
    this.#samples.set(key, sample)
    return sample
  }
}

/** Why a result holds no answer. A failed assertion also writes `error`, but then there is an answer. */
function errorOf({ failureReason, error, response }: Result): string | undefined {
  if (response?.error) return `no answer: ${response.error}`
  if (failureReason === failedByError) return `no answer: ${error ?? 'the provider failed'}`
  if (response?.output === undefined || response.output === null) return `no answer: ${error ?? 'the result has no output'}`
  return undefined
}

/** Tokens, time and money. An answer from promptfoo's cache took its time and cost its money another day. */
function spentOn({ response, tokenUsage, latencyMs, cost }: Result): Partial<ImportedResponse> {
  if (response?.cached) return {}
  const tokens = response?.tokenUsage ?? tokenUsage
  return {
    inputTokens: tokens?.prompt ?? undefined,
    outputTokens: tokens?.completion ?? undefined,
    reasoningTokens: tokens?.completionDetails?.reasoning ?? undefined,
    durationMs: latencyMs ?? undefined,
    costUsd: response?.cost ?? cost ?? undefined,
  }
}

function provenanceOf({ vars, prompt, success, score, namedScores, gradingResult, response }: Result): Record<string, unknown> {
  const facts = {
    vars, template: prompt.label === prompt.raw ? undefined : prompt.label, success, score, namedScores,
    reason: gradingResult?.reason, comment: gradingResult?.comment, thumb: thumbOf(gradingResult), cached: response?.cached || undefined,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => saysSomething(value)))
}

/** The thumb a person gave in promptfoo's viewer, which stands among the assertions. */
function thumbOf(grading: Result['gradingResult']): 'up' | 'down' | undefined {
  const human = grading?.componentResults?.find((component) => component?.assertion?.type === 'human')
  if (typeof human?.pass !== 'boolean') return undefined
  return human.pass ? 'up' : 'down'
}

function lostIn({ testCase, gradingResult }: Result): string[] {
  const lost = Object.entries(testCase ?? {})
    .filter(([name, value]) => name !== 'description' && name !== 'vars' && saysSomething(value))
    .map(([name]) => `testCase.${name}`)
  return gradingResult?.componentResults?.length ? [...lost, 'gradingResult.componentResults'] : lost
}
