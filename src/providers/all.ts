import type { Provider, ProviderKind } from '../core/providers/provider.ts'
import { anthropic } from './anthropic/provider.ts'
import { deepseek } from './deepseek/provider.ts'
import { google } from './google/provider.ts'
import { groq } from './groq/provider.ts'
import { house } from './house/provider.ts'
import { mistral } from './mistral/provider.ts'
import { openaiCompatible } from './openai-compatible/provider.ts'
import { openai } from './openai/provider.ts'
import { openrouter } from './openrouter/provider.ts'
import { xai } from './xai/provider.ts'

/** Every service there is, in the order they are offered. A provider is a folder and a line here. */
export const providers: readonly Provider[] = [
  openaiCompatible,
  openai,
  anthropic,
  google,
  mistral,
  groq,
  xai,
  openrouter,
  deepseek,
  house,
]

export function providerOf(kind: ProviderKind): Provider {
  const provider = providers.find((candidate) => candidate.kind === kind)
  if (!provider) throw new Error(`No provider speaks “${kind}”.`)
  return provider
}
