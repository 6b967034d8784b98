import { z } from 'zod'
import { tellAttempts } from '../../core/responses/attempts.ts'
import { cardOf, filesOf, wholeText, type AskedFacts, type Card } from '../../core/responses/card.ts'
import { curlOf, sdkCodeOf } from '../../core/responses/code.ts'
import { providerProblems, type ProviderProblem } from '../../core/providers/provider-error.ts'
import { isTextual, type OutputType } from '../../core/responses/output-type.ts'
import { attemptStates, expectsOf } from '../../core/runs/run.ts'
import type { Database } from '../../store/database.ts'
import { readResponses, type ResponseWithBytes } from '../../store/responses.ts'
import { attemptsBehind } from '../../store/runs/attempts.ts'
import type { AttemptRow } from '../../store/runs/read.ts'
import { PriceShape, ResponseDetail } from '../shapes.ts'
import { UntrustedText, untrusted, untrustedData, UntrustedData } from '../untrusted.ts'

export const CardShape = z.object({
  provider: z.string().nullable(),
  route: z.string().nullable().describe('Base URL of the service.'),
  requestedModel: z.string().nullable(),
  servedModel: z.string().nullable().describe('The exact model id as the provider returned it.'),
  settings: z.array(z.object({
    name: z.string(), value: z.unknown(), asked: z.boolean().describe('False: nobody asked for it, the package that spoke with the provider sent it.'),
    notHonoured: UntrustedText.nullable().describe('Why it was not honoured; null where nothing says so.'),
  })).nullable().describe('As sent. Null where the source says nothing of them, empty where all were left to the provider.'),
  seed: z.number().nullable(),
  warnings: z.array(UntrustedText),
  system: UntrustedText.nullable(),
  messages: z.array(z.object({
    role: z.enum(['user', 'assistant']), text: UntrustedText,
    files: z.array(z.object({
      name: z.string().nullable(), mediaType: z.string(), size: z.number().int().nullable(), sha256: z.string(),
      inText: z.boolean().describe('It is a text, and stands in the message’s own under its name; else it went beside it.'),
    })).describe('What went with it.'),
  })),
  answeredAt: z.string().nullable(),
  software: z.string().nullable().describe('Name and version of the package that spoke with the provider.'),
  finishReason: z.string().nullable(),
  tokens: z.object({
    input: z.number().nullable().describe('Everything read, cached tokens included.'),
    cacheRead: z.number().nullable(), cacheWrite: z.number().nullable(),
    output: z.number().nullable().describe('Everything generated, reasoning included.'), reasoning: z.number().nullable(),
    source: z.enum(['reported', 'counted']).nullable().describe('Reported by the provider, or counted by a tokenizer.'), tokenizer: z.string().nullable(),
  }),
  timeToFirstTokenMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable().describe('Output tokens by the whole time from question to end.'),
  price: PriceShape.nullable().describe('What the price was when it was asked.'),
  costUsd: z.number().nullable(),
  requestId: z.string().nullable(),
  sha256: z.string().nullable().describe('Of the exact bytes.'),
  size: z.number().nullable().describe('How many bytes.'),
  mediaType: z.string().nullable().describe('Of a picture, sound or other file: as its bytes tell where it was asked for here. Null for a text, and where its source does not say.'),
  run: z.string().nullable(),
  lab: z.string().nullable().describe('The session of the Lab that it was asked in.'),
  tries: z.number().nullable().describe('How often the question was asked until it was answered.'),
  sent: z.object({ to: z.string(), body: UntrustedData }).nullable().describe('The request as it was sent, without its key.'),
  code: z.object({
    curl: UntrustedText.nullable().describe('For a POSIX shell. Read it before you run it: prompts in it come from whoever wrote them.'),
    sdk: UntrustedText.nullable().describe('For the AI SDK.'),
  }).describe('Asks the same again; keys are only named, and files that went with the question are read by name. Null where too little is known.'),
})

export const AttemptShape = z.object({
  state: z.enum(attemptStates), problem: z.enum(Object.keys(providerProblems) as [ProviderProblem, ...ProviderProblem[]]).nullable(), status: z.number().int().nullable(),
  askedAt: z.string(), endedAt: z.string().nullable(),
})

/** An answer with how it came to be. */
export const AnswerDetail = ResponseDetail.extend({
  card: CardShape,
  attempts: z.array(AttemptShape).describe('Every time the question was asked, failures too, oldest first; empty where it was asked elsewhere.'),
  asked: z.string().describe('The same as a sentence.'),
})

/** Longer prompts are not written three times into one document. */
const longestCode = 200_000

/** The card of an answer and how often it was asked for. `others` are answers among which its earlier turns are. */
export async function presentHistory(
  db: Database, row: ResponseWithBytes, challenge: { system: string | null; turns: string[] }, others: ResponseWithBytes[],
): Promise<Pick<z.input<typeof AnswerDetail>, 'card' | 'attempts' | 'asked'>> {
  const attempts = await attemptsBehind(db, row.id)
  return {
    card: presentCard(cardOf(factsOf(row), askedOf(row, challenge, others)), row.output_type),
    attempts: attempts.map(presentAttempt), asked: tellAttempts(attempts),
  }
}

export function presentAttempt({ state, problem, status, asked_at, ended_at }: AttemptRow): z.input<typeof AttemptShape> {
  return { state, problem, status, askedAt: asked_at, endedAt: ended_at }
}

/** The answers that stand before this one in its conversation. */
export async function earlierTurns(db: Database, row: ResponseWithBytes): Promise<ResponseWithBytes[]> {
  if (row.turn === 1) return []
  return readResponses(db, { modelId: row.model_id, challengeId: row.challenge_id }, { limit: mostAnswers })
}

const mostAnswers = 200

function askedOf(row: ResponseWithBytes, { system, turns }: { system: string | null; turns: string[] }, others: ResponseWithBytes[]): AskedFacts {
  const isBefore = (other: ResponseWithBytes) => other.collection_id === row.collection_id && other.sample === row.sample && other.turn < row.turn
  const before = others.filter(isBefore).toSorted((a, b) => a.turn - b.turn)
  const earlierAnswers = before.map((other) => (isTextual(other.output_type) && other.bytes ? new TextDecoder().decode(other.bytes) : ''))
  return { system, turns, turn: row.turn, askedPrompt: row.asked_prompt, earlierAnswers }
}

function factsOf(row: ResponseWithBytes) {
  return {
    sha256: row.sha256, size: row.size, mediaType: row.media_type, answeredAt: row.answered_at, settings: row.settings, inputTokens: row.input_tokens, outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens, timeToFirstTokenMs: row.ttft_ms, durationMs: row.duration_ms, costUsd: row.cost_usd,
    finishReason: row.finish_reason, provenance: row.provenance,
  }
}

export function presentCard(card: Card, outputType: OutputType): z.input<typeof CardShape> {
  const { settings, warnings, system, messages, sent, ...plain } = card
  const code = (text: string | null) => (text === null || text.length > longestCode ? null : untrusted(text))
  return {
    ...plain,
    settings: settings?.map(({ name, value, asked, notHonoured }) => ({ name, value, asked, notHonoured: notHonoured === null ? null : untrusted(notHonoured) })) ?? null,
    warnings: warnings.map(untrusted), system: system === null ? null : untrusted(system),
    messages: messages.map((message) => ({ role: message.role, text: untrusted(wholeText(message)), files: filesOf(message).map(({ name, mediaType, size, sha256, inText }) => ({ name, mediaType, size, sha256, inText })) })),
    sent: sent && { to: sent.to, body: untrustedData(sent.body as Record<string, unknown>) },
    code: { curl: code(curlOf(card)), sdk: outputType === 'video' ? null : code(sdkCodeOf(card, expectsOf(outputType))) },
  }
}
