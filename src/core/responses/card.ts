import type { Price } from '../models/model.ts'
import { reasoningEfforts, type ModelSettings } from '../providers/provider.ts'
import { settingsUnasked } from './sent-settings.ts'
import { unfoldTexts, type SentRequest } from './sent.ts'

/** What a stored answer and its source say of it; answers of other sources say less, and in other words. */
export interface AnswerFacts {
  sha256: string | null
  size: number | null
  mediaType: string | null
  answeredAt: string | null
  settings: Record<string, unknown> | null
  inputTokens: number | null
  outputTokens: number | null
  reasoningTokens: number | null
  timeToFirstTokenMs: number | null
  durationMs: number | null
  costUsd: number | null
  finishReason: string | null
  provenance: Record<string, unknown> | null
}

/** What the model was given: the challenge, and what it had answered before this turn. */
export interface AskedFacts {
  system: string | null
  turns: string[]
  /** From 1. */
  turn: number
  /** Where this answer was asked for in other words than the challenge's. */
  askedPrompt: string | null
  earlierAnswers: string[]
  /** What went with each turn after its text; absent where nothing did. */
  attached?: CardPart[][]
}

export interface CardSetting {
  name: string
  value: unknown
  /** False: nobody asked for it, the package that spoke with the provider sent it. */
  asked: boolean
  /** The sentence that says why it was not honoured; null where nothing says so. */
  notHonoured: string | null
}

/** A file that went with a question. */
export interface AttachedFile {
  /** Null where nobody knows it any more; the size likewise. */
  name: string | null
  mediaType: string
  size: number | null
  sha256: string
}

/** A further part of a message: a file, or a text, which may be a file's, under its name. */
export type CardPart = { type: 'text'; text: string; file: AttachedFile | null } | { type: 'file'; file: AttachedFile }

export interface CardMessage {
  role: 'user' | 'assistant'
  text: string
  /** What went with it after its text; absent where nothing did. */
  attached?: CardPart[]
}

/** Everything that is known of how an answer came to be, for whoever wants to have it again. Null is unknown. */
export interface Card {
  provider: string | null
  /** Base URL of the service. */
  route: string | null
  requestedModel: string | null
  /** As the provider spelled it in its answer. */
  servedModel: string | null
  /** As sent, those that nobody asked for too. Null where the source says nothing of them; empty where all were left to the provider. */
  settings: CardSetting[] | null
  seed: number | null
  warnings: string[]
  system: string | null
  messages: CardMessage[]
  answeredAt: string | null
  software: string | null
  finishReason: string | null
  tokens: {
    /** Everything read, cached tokens included. */
    input: number | null
    cacheRead: number | null
    cacheWrite: number | null
    /** Everything generated, reasoning included. */
    output: number | null
    reasoning: number | null
    /** Told by the provider, or counted by a tokenizer. */
    source: 'reported' | 'counted' | null
    tokenizer: string | null
  }
  timeToFirstTokenMs: number | null
  durationMs: number | null
  /** Output tokens by the whole time from question to end. */
  tokensPerSecond: number | null
  price: Price | null
  costUsd: number | null
  requestId: string | null
  /** Of the exact bytes. */
  sha256: string | null
  size: number | null
  /** What kind of file the answer is, as its bytes tell where it was asked for here; null for a text. */
  mediaType: string | null
  run: string | null
  /** The session of the Lab that it was asked in. */
  lab: string | null
  /** How often this question was asked until it was answered. */
  tries: number | null
  /** The request as it was sent. */
  sent: SentRequest | null
}

/** The reproducibility card of an answer. Of what a source says, only what it says in our words and types is taken. */
export function cardOf(facts: AnswerFacts, asked: AskedFacts): Card {
  const said = new Said(facts.provenance ?? {})
  const usage = said.part('usage')
  const warnings = said.texts('warnings')
  const settings = facts.settings && settingsOf(facts.settings, warnings, said.part('sent').any('body'))
  return {
    provider: said.text('provider'), route: said.text('route'), requestedModel: said.text('requestedModel'), servedModel: said.text('servedModel'),
    settings, seed: numberOr(facts.settings?.seed), warnings,
    system: asked.system || null, messages: messagesOf(asked),
    answeredAt: facts.answeredAt, software: said.text('software'), finishReason: facts.finishReason,
    tokens: {
      input: facts.inputTokens, output: facts.outputTokens, reasoning: facts.reasoningTokens,
      cacheRead: usage.number('cacheRead'), cacheWrite: usage.number('cacheWrite'), ...countedBy(facts, said),
    },
    timeToFirstTokenMs: facts.timeToFirstTokenMs, durationMs: facts.durationMs, tokensPerSecond: speedOf(facts),
    price: priceOf(said.part('price')), costUsd: facts.costUsd, requestId: said.text('requestId'), sha256: facts.sha256, size: facts.size, mediaType: facts.mediaType,
    run: said.text('run'), lab: said.text('lab'), tries: said.number('tries'), sent: sentOf(said.part('sent'), asked),
  }
}

/** A body that was not kept whole has its settings all the same. */
function settingsOf(settings: Record<string, unknown>, warnings: string[], body: unknown): CardSetting[] {
  const asked = Object.entries(settings).filter(([, value]) => value !== null && value !== undefined)
  const unasked = isRecord(body) ? settingsUnasked(body, new Set(asked.map(([name]) => name))) : []
  return [
    ...asked.map(([name, value]) => ({ name, value, asked: true, notHonoured: warnings.find((warning) => isAbout(warning, name)) ?? null })),
    ...unasked.map(({ name, value }) => ({ name, value, asked: false, notHonoured: null })),
  ]
}

/** Providers' warnings begin with the option's name: “seed is not supported and was not honoured.” */
function isAbout(warning: string, setting: string): boolean {
  const names = setting === 'stop' ? ['stop', 'stopSequences'] : [setting]
  return /not (supported|honoured)|has been omitted/.test(warning) && names.some((name) => warning.startsWith(`${name} `))
}

function messagesOf({ turns, turn, askedPrompt, earlierAnswers, attached = [] }: AskedFacts): CardMessage[] {
  const question = (text: string, index: number): CardMessage => ({ role: 'user', text, ...(attached[index]?.length && { attached: attached[index] }) })
  const before = turns.slice(0, turn - 1).flatMap((text, index): CardMessage[] => {
    const answer = earlierAnswers[index]
    return [question(text, index), ...(answer === undefined ? [] : [{ role: 'assistant' as const, text: answer }])]
  })
  const last = askedPrompt ?? turns[turn - 1]
  return last === undefined ? before : [...before, question(last, turn - 1)]
}

/** The files that went with a message. Of one that stands in the text, the text is its own bytes under its name. */
export function filesOf({ attached = [] }: CardMessage): Array<AttachedFile & { inText: boolean }> {
  return attached.flatMap(({ type, file }) => (file ? [{ ...file, inText: type === 'text' }] : []))
}

/** All that a message says, with the texts that went with it. */
export function wholeText({ text, attached = [] }: CardMessage): string {
  return [text, ...attached.map((part) => (part.type === 'text' ? part.text : ''))].join('')
}

function countedBy({ inputTokens, outputTokens }: AnswerFacts, said: Said): Pick<Card['tokens'], 'source' | 'tokenizer'> {
  const source = said.text('usageSource')
  const isKnown = (source === 'reported' || source === 'counted') && (inputTokens !== null || outputTokens !== null)
  return { source: isKnown ? source : null, tokenizer: source === 'counted' ? said.text('tokenizer') : null }
}

/**
 * Over the whole time, not from the first token on: what a model reasons in secret is among the tokens and before the
 * first of them that is seen, and a short answer may come in one piece.
 */
function speedOf({ outputTokens, durationMs }: AnswerFacts): number | null {
  return outputTokens === null || !durationMs ? null : (outputTokens * 1_000) / durationMs
}

function priceOf(said: Said): Price | null {
  const [provider, source, date] = [said.text('provider'), said.text('source'), said.text('date')]
  if (provider === null || source === null) return null
  const classes = (['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const).flatMap((name) => {
    const value = said.number(name)
    return value === null ? [] : [[name, value]]
  })
  return { provider, source, ...(date !== null && { date }), ...Object.fromEntries(classes) }
}

function sentOf(said: Said, { system, turns }: AskedFacts): SentRequest | null {
  const to = said.text('to')
  const body = said.has('body') ? unfoldTexts(said.any('body'), [system ?? '', ...turns]) : undefined
  return to === null || !isRecord(body) || !isWebAddress(to) ? null : { to, body }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}

/** The settings of an answer that can be asked for again here; undefined where one of them has another form. */
export function settingsToAskWith(settings: Record<string, unknown> | null): ModelSettings | undefined {
  const found: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(settings ?? {})) {
    if (value === null || value === undefined) continue
    if (!isSetting(name, value)) return undefined
    found[name] = value
  }
  return found as ModelSettings
}

const numbers = new Set(['temperature', 'topP', 'topK', 'maxOutputTokens', 'seed', 'presencePenalty', 'frequencyPenalty'])

function isSetting(name: string, value: unknown): boolean {
  if (numbers.has(name)) return typeof value === 'number'
  if (name === 'stop') return Array.isArray(value) && value.every((text) => typeof text === 'string')
  return name === 'reasoning' && (reasoningEfforts as readonly unknown[]).includes(value)
}

function numberOr(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** What a source says, read by name and type: a value of another type is as good as none. */
class Said {
  readonly #facts: Record<string, unknown>

  constructor(facts: Record<string, unknown>) {
    this.#facts = facts
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#facts, name)
  }

  any(name: string): unknown {
    return this.has(name) ? this.#facts[name] : undefined
  }

  text(name: string): string | null {
    const value = this.any(name)
    return typeof value === 'string' && value !== '' ? value : null
  }

  number(name: string): number | null {
    return numberOr(this.any(name))
  }

  texts(name: string): string[] {
    const value = this.any(name)
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  }

  part(name: string): Said {
    const value = this.any(name)
    return new Said(isRecord(value) ? value : {})
  }
}
