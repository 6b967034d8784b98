import type { Capability, Modality, ModelFacts, Price } from '../core/models/model.ts'
import { makerOf } from '../core/models/makers.ts'
import { derivedCategories, exactDate, known, perMillion, tokenCount } from './catalogue-facts.ts'

/** A model as litellm's `model_prices_and_context_window.json` has it under its id. */
export interface LitellmModel {
  mode?: string
  litellm_provider?: string
  max_tokens?: number
  max_input_tokens?: number
  max_output_tokens?: number
  input_cost_per_token?: number | string
  output_cost_per_token?: number | string
  output_cost_per_reasoning_token?: number | string
  cache_read_input_token_cost?: number | string
  cache_creation_input_token_cost?: number | string
  deprecation_date?: string
  [supports: `supports_${string}`]: boolean | undefined
}

/** Modes whose answers are words; embeddings, moderation, speech and the like answer nothing that could be compared. */
const writingModes = new Set(['chat', 'completion', 'responses'])

/** Whether this entry is a model that writes: `sample_spec` explains the format, and fine-tunes are priced families. */
export function isWritingModel(id: string, model: LitellmModel): boolean {
  return id !== 'sample_spec' && !id.startsWith('ft:') && writingModes.has(model.mode ?? '')
}

/** What litellm says of a model. It has no names and no dates of release; `supports_*` is only ever a yes. */
export function litellmFacts(id: string, model: LitellmModel): ModelFacts {
  const bare = id.slice(id.lastIndexOf('/') + 1)
  const input: Modality[] = ['text']
  if (model.supports_vision) input.push('image')
  if (model.supports_audio_input) input.push('audio')
  if (model.supports_pdf_input) input.push('pdf')
  const said: Capability[] = []
  if (model.supports_reasoning) said.push('reasoning')
  if (model.supports_function_calling) said.push('tool-call')
  if (model.supports_response_schema) said.push('structured-output')
  const facts: ModelFacts = {
    name: bare,
    creator: makerOf(bare),
    retired: exactDate(model.deprecation_date),
    input,
    output: model.supports_audio_output ? ['text', 'audio'] : ['text'],
    capabilities: said.length > 0 ? said : undefined,
    contextTokens: tokenCount(model.max_input_tokens),
    outputTokens: tokenCount(model.max_output_tokens),
  }
  return known({ ...facts, categories: derivedCategories(facts) })
}

/** What the entry's provider charges, per million tokens; undefined where it names no price. */
export function litellmPrice(model: LitellmModel, date: string | undefined): Price | undefined {
  const input = perMillion(model.input_cost_per_token)
  const output = perMillion(model.output_cost_per_token)
  if (!model.litellm_provider || (!input && !output)) return undefined
  return known({
    input, output,
    cacheRead: perMillion(model.cache_read_input_token_cost),
    cacheWrite: perMillion(model.cache_creation_input_token_cost),
    reasoning: perMillion(model.output_cost_per_reasoning_token),
    provider: model.litellm_provider, source: 'litellm', date,
  })
}
