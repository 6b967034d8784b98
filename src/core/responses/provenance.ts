import type { Price } from '../models/model.ts'
import type { Usage } from '../providers/provider.ts'
import { foldTexts, type SentRequest } from './sent.ts'

/** By which package, where and with which request a model was asked; texts that are known elsewhere are folded in it. */
export interface AskedWith {
  /** Name and version of the package that spoke with the provider. */
  software: string
  route: string | null
  sent: SentRequest | null
}

/** How a model was asked, with those texts folded in the request that are kept anyway. */
export function askedWith(software: string, baseUrl: string | undefined, sent: SentRequest | undefined, texts: readonly string[]): AskedWith {
  return { software, route: baseUrl ?? null, sent: sent ? { to: sent.to, body: foldTexts(sent.body, texts) as SentRequest['body'] } : null }
}

/** What an attempt at an answer knows of it. */
export interface AnsweredAttempt {
  attempt: string
  /** How often the question was asked until now. */
  tries: number
  provider: string
  requestedModel: string
  servedModel: string | null
  requestId: string | null
  usage: Usage | null
  price: Price | null
  warnings: string[]
}

/** Where an answer that was asked for here comes from. */
export type AnswerSource = { run: string } | { lab: string }

/** What is written beside an answer that was asked for here: its card is made from it. */
export function provenanceOf(
  source: AnswerSource, { attempt, tries, provider, requestedModel, servedModel, requestId, usage, price, warnings }: AnsweredAttempt, asked: AskedWith | null,
): Record<string, unknown> {
  const { software, route, sent } = asked ?? {}
  return {
    ...source, attempt, tries, provider, ...(route && { route }), ...(software && { software }), requestedModel, servedModel, requestId,
    usage, usageSource: 'reported', price, warnings, ...(sent && { sent }),
  }
}
