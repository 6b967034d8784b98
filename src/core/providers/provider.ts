import type { OutputType } from '../responses/output-type.ts'

/** The services that Diptych speaks with, in the order they are offered. */
export const providerKinds = [
  'openai-compatible', 'openai', 'anthropic', 'google', 'mistral', 'groq', 'xai', 'openrouter', 'deepseek', 'house',
] as const
export type ProviderKind = (typeof providerKinds)[number]

export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const

/** How an answer is asked for. What is left out is the provider's own default. */
export interface ModelSettings {
  temperature?: number
  topP?: number
  topK?: number
  maxOutputTokens?: number
  seed?: number
  stop?: string[]
  presencePenalty?: number
  frequencyPenalty?: number
  reasoning?: (typeof reasoningEfforts)[number]
}

export type MessagePart = { type: 'text'; text: string } | { type: 'file'; mediaType: string; bytes: Uint8Array }

export interface Message {
  role: 'system' | 'user' | 'assistant'
  parts: MessagePart[]
}

/** One question to one model. */
export interface ModelRequest {
  /** The model's id as the provider spells it. */
  model: string
  messages: Message[]
  settings: ModelSettings
  /** What kind of answer is wanted: an image and a sound are asked for in another way than a text. */
  expects: Extract<OutputType, 'image' | 'audio'> | 'text'
}

/** How a provider is reached. Holds the key, so it is never logged, shown or stored as it is. */
export interface Connection {
  /** Slug of the configured provider: `anthropic`, `office-ollama`. */
  provider: string
  kind: ProviderKind
  /** Without a trailing slash; absent: the service's own address. */
  baseUrl?: string
  apiKey?: string
  headers?: Record<string, string>
  /** Addresses of private networks may be connected to. Loopback always may, where the base URL names it. */
  allowPrivate?: boolean
  /** It was named with a command for its run alone, and is no provider that is configured. */
  forOneRun?: boolean
  /** URL of the proxy that addresses outside are asked through; holds its password, where it has one. */
  proxy?: string
}

/**
 * Tokens by class, each as the provider reported it; absent is unknown. `output` is everything that was generated,
 * reasoning included; `input` is everything that was read, cached tokens included. Where an API counts otherwise, the
 * provider's folder has brought it to this.
 */
export interface Usage {
  input?: number
  cacheRead?: number
  cacheWrite?: number
  output?: number
  reasoning?: number
}

/** What arrives while an answer is given, in order. Anything that goes wrong is thrown as a ProviderError. */
export type AnswerEvent =
  | { type: 'response-started'; warnings: string[]; requestId?: string; servedModel?: string }
  | { type: 'response-delta'; text: string }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'response-file'; mediaType: string; bytes: Uint8Array }
  | { type: 'response-ended'; finishReason: string; usage: Usage; warnings: string[]; requestId?: string; servedModel?: string; sentTo?: string; sentBody?: unknown }

/** A model that an endpoint says it has. */
export interface OfferedModel {
  id: string
  name?: string
  created?: string
  contextTokens?: number
}

/** One AI service: a folder in `providers/` and a line in its list. */
export interface Provider {
  kind: ProviderKind
  name: string
  /** Where it lives unless a base URL is configured; absent: one must be. */
  defaultBaseUrl?: string
  /** Environment variable that usually holds its key: `OPENAI_API_KEY`. */
  keyVariable?: string
  /** It answers nothing without a key. */
  needsKey: boolean
  expects: ReadonlyArray<ModelRequest['expects']>
  /** Asks once: no retries of its own. Throws ProviderError, also in the middle of the answer. */
  answer(connection: Connection, request: ModelRequest, signal: AbortSignal): AsyncIterable<AnswerEvent>
  /** Throws ProviderError. */
  listModels(connection: Connection, signal: AbortSignal): Promise<OfferedModel[]>
  /** Package and version that asks the service for answers of a kind: `@ai-sdk/openai 4.0.118`; ours for the house provider. */
  softwareFor(expects: ModelRequest['expects']): string
}
