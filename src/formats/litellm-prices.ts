import { z } from 'zod'
import { DomainError } from '../core/errors.ts'
import type { ImportedRow } from '../core/imports/records.ts'
import type { Capability, Modality, ModelFacts, Price } from '../core/models/model.ts'
import { makerOf } from '../core/models/makers.ts'
import {
  catalogueReading, dateInPath, derivedCategories, exactDate, known, perMillion, tokenCount,
} from './catalogue-facts.ts'
import { firstJsonFields } from './first-row.ts'
import type { Format, SourceFile } from './format.ts'
import { importRow, type Reading } from './import-row.ts'
import { readJson } from './reading/json.ts'

const Cost = z.union([z.number(), z.string()]).nullish()
const Said = z.boolean().nullish()

/** A model as litellm's `model_prices_and_context_window.json` has it under its id. */
const Model = z.object({
  mode: z.string().nullish(),
  litellm_provider: z.string().nullish(),
  max_tokens: z.unknown().optional(),
  max_input_tokens: z.unknown().optional(),
  max_output_tokens: z.unknown().optional(),
  input_cost_per_token: Cost,
  output_cost_per_token: Cost,
  output_cost_per_reasoning_token: Cost,
  cache_read_input_token_cost: Cost,
  cache_creation_input_token_cost: Cost,
  deprecation_date: z.string().nullish(),
  supports_vision: Said,
  supports_audio_input: Said,
  supports_audio_output: Said,
  supports_pdf_input: Said,
  supports_reasoning: Said,
  supports_function_calling: Said,
  supports_response_schema: Said,
})
export type LitellmModel = z.output<typeof Model>

/** Providers under which models go by the names their makers gave them. */
export const firstPartyProviders = new Set([
  'openai', 'text-completion-openai', 'anthropic', 'gemini', 'mistral', 'xai', 'cohere_chat', 'ai21', 'palm', 'deepseek',
  'perplexity',
])

const longestFileBytes = 64 * 1024 * 1024

/** litellm's table of prices, to fill in what is unknown of models. */
export const litellmPrices: Format = {
  name: 'litellm-prices',
  title: 'litellm model prices',
  summary: 'Prices, limits and ends of life of models under their makers’ own names; embeddings, speech and moderation, ' +
    'fine-tunes, and the names that hosts give to models, are refused.',
  detect({ head }) {
    return [...firstJsonFields(head).values()].some(isEntry) ? 'rows' : 'no'
  },
  collection: () => ({
    slug: 'litellm-prices', name: 'litellm model prices', url: 'https://github.com/BerriAI/litellm', licence: 'MIT',
  }),
  read: readLitellm,
}

function isEntry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'litellm_provider' in value && 'mode' in value
}

async function* readLitellm(file: SourceFile): AsyncGenerator<ImportedRow> {
  const content = await readJson(file, longestFileBytes)
  if (typeof content !== 'object' || content === null) throw new DomainError('invalid', 'This file is no table of models.')
  const date = dateInPath(file.path)
  let index = 0
  for (const [id, value] of Object.entries(content)) {
    yield importRow({ index: index++, value }, Model, (model) => readModel(id, model, date))
  }
}

function readModel(id: string, model: LitellmModel, date: string | undefined): Reading {
  if (id === 'sample_spec') return { rejected: 'sample_spec explains the format and is no model' }
  if (!isWritingModel(id, model)) return { rejected: `${id} is no model that writes (mode ${model.mode ?? 'unknown'})` }
  if (!firstPartyProviders.has(model.litellm_provider ?? '')) {
    return { rejected: `${id} is ${model.litellm_provider ?? 'an unnamed host'}’s name for a model, not its maker’s` }
  }
  const facts = { ...litellmFacts(id, model), source: 'litellm', sourceDate: date }
  return catalogueReading(id, known(facts), litellmPrice(model, date))
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
