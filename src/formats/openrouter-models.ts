import type { ModelFacts, Price } from '../core/models/model.ts'
import { makerOf } from '../core/models/makers.ts'
import { derivedCategories, exactDate, known, knownModalities, perMillion, tokenCount } from './catalogue-facts.ts'

/** A model as OpenRouter's `/api/v1/models` lists it. */
export interface OpenRouterModel {
  id: string
  name?: string
  created?: number
  hugging_face_id?: string | null
  context_length?: number
  knowledge_cutoff?: string | null
  expiration_date?: string | null
  architecture?: { input_modalities?: string[]; output_modalities?: string[] }
  pricing?: Record<string, string>
  top_provider?: { max_completion_tokens?: number | null }
  supported_parameters?: string[]
}

/**
 * What OpenRouter says of a model. `created` and `expiration_date` are the days on which OpenRouter began and ends
 * to serve it, not its release and its end, so they become no dates of ours.
 */
export function openRouterFacts(model: OpenRouterModel): ModelFacts {
  const says = (parameter: string) => model.supported_parameters?.includes(parameter)
  const facts: ModelFacts = {
    name: (model.name ?? model.id).replace(/^[^:]+: /, '').replace(/\s*\(free\)\s*$/i, '').trim(),
    creator: makerOf(model.id),
    knowledge: exactDate(model.knowledge_cutoff),
    input: knownModalities(model.architecture?.input_modalities),
    output: knownModalities(model.architecture?.output_modalities),
    capabilities: model.supported_parameters && [
      ...says('reasoning') ? ['reasoning' as const] : [],
      ...says('tools') ? ['tool-call' as const] : [],
      ...says('structured_outputs') ? ['structured-output' as const] : [],
      ...says('temperature') ? ['temperature' as const] : [],
    ],
    contextTokens: tokenCount(model.context_length),
    outputTokens: tokenCount(model.top_provider?.max_completion_tokens),
    url: model.hugging_face_id ? `https://huggingface.co/${model.hugging_face_id}` : undefined,
  }
  return known({ ...facts, categories: derivedCategories(facts) })
}

/** What OpenRouter charges, per million tokens: it writes text per token, and -1 where a router decides. */
export function openRouterPrice(model: OpenRouterModel, date: string | undefined): Price | undefined {
  const input = perMillion(model.pricing?.prompt)
  const output = perMillion(model.pricing?.completion)
  if (!input && !output) return undefined
  return known({
    input, output,
    cacheRead: perMillion(model.pricing?.input_cache_read),
    cacheWrite: perMillion(model.pricing?.input_cache_write),
    reasoning: perMillion(model.pricing?.internal_reasoning) || undefined,
    provider: 'openrouter', source: 'openrouter.ai', date,
  })
}
