import { z } from 'zod'
import type { ImportedRow } from '../core/imports/records.ts'
import { capabilities } from '../core/models/model.ts'
import type { Capability, ModelFacts, Price } from '../core/models/model.ts'
import { makerOf } from '../core/models/makers.ts'
import {
  catalogueReading, dateInPath, dayOfEpoch, derivedCategories, exactDate, known, knownModalities, perMillion, tokenCount,
  unplaced,
} from './catalogue-facts.ts'
import type { Format, SourceFile } from './format.ts'
import { importRow } from './import-row.ts'
import { readJsonArray } from './reading/json.ts'

/** A model as OpenRouter's `/api/v1/models` lists it. */
const Model = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  hugging_face_id: z.string().nullish(),
  context_length: z.number().nullish(),
  knowledge_cutoff: z.string().nullish(),
  architecture: z.object({
    input_modalities: z.array(z.string()).nullish(), output_modalities: z.array(z.string()).nullish(),
  }).nullish(),
  pricing: z.record(z.string(), z.unknown()).nullish(),
  top_provider: z.object({ max_completion_tokens: z.number().nullish() }).nullish(),
  supported_parameters: z.array(z.string()).nullish(),
})
export type OpenRouterModel = z.output<typeof Model>

/** OpenRouter's public list of models, to fill in what is unknown of models and to add new ones. */
export const openRouterModels: Format = {
  name: 'openrouter-models',
  title: 'OpenRouter model list',
  summary: 'Models with limits, modalities, capabilities and OpenRouter’s prices; descriptions, and the days on which ' +
    'OpenRouter began and ends to serve a model, are lost.',
  detect({ head }) {
    const isList = /^\s*\{\s*"data"\s*:\s*\[/.test(head) && markers.every((marker) => head.includes(marker))
    return isList ? 'rows' : 'no'
  },
  collection: () => ({ slug: 'openrouter-models', name: 'OpenRouter', url: 'https://openrouter.ai/models' }),
  read: readOpenRouter,
}

const markers = ['"context_length"', '"pricing"', '"architecture"']

async function* readOpenRouter(file: SourceFile): AsyncGenerator<ImportedRow> {
  const date = dateInPath(file.path) ?? await newestDay(file)
  for await (const element of readJsonArray(file, { path: ['data'] })) {
    yield importRow(element, Model, (model) => {
      const facts = { ...openRouterFacts(model), source: 'OpenRouter', sourceDate: date }
      const lost = unplaced('pricing', model.pricing, pricedClasses)
      return catalogueReading(model.id.replace(/:free$/, ''), known(facts), openRouterPrice(model, date), lost)
    })
  }
}

const pricedClasses = ['prompt', 'completion', 'input_cache_read', 'input_cache_write', 'internal_reasoning']

const Listed = z.object({ created: z.number() })

/** The day its newest model was listed: the list was read that day or later. */
async function newestDay(file: SourceFile): Promise<string | undefined> {
  let newest = 0
  for await (const element of readJsonArray(file, { path: ['data'] })) {
    const listed = Listed.safeParse('value' in element ? element.value : undefined)
    if (listed.success) newest = Math.max(newest, listed.data.created)
  }
  return dayOfEpoch(newest)
}

/**
 * What OpenRouter says of a model. `created` and `expiration_date` are the days on which OpenRouter began and ends
 * to serve it, not its release and its end, so they become no dates of ours.
 */
export function openRouterFacts(model: OpenRouterModel): ModelFacts {
  const parameters = model.supported_parameters
  const facts: ModelFacts = {
    name: (model.name ?? model.id).replace(/^[^:]+: /, '').replace(/\s*\(free\)\s*$/i, '').trim(),
    creator: makerOf(model.id),
    knowledge: exactDate(model.knowledge_cutoff),
    input: knownModalities(model.architecture?.input_modalities),
    output: knownModalities(model.architecture?.output_modalities),
    capabilities: parameters ? capabilitiesOf(parameters) : undefined,
    contextTokens: tokenCount(model.context_length),
    outputTokens: tokenCount(model.top_provider?.max_completion_tokens),
    url: model.hugging_face_id ? `https://huggingface.co/${model.hugging_face_id}` : undefined,
  }
  return known({ ...facts, categories: derivedCategories(facts) })
}

const parameterOf: Partial<Record<Capability, string>> = {
  reasoning: 'reasoning', 'tool-call': 'tools', 'structured-output': 'structured_outputs', temperature: 'temperature',
}

function capabilitiesOf(parameters: string[]): Capability[] {
  return capabilities.filter((capability) => parameters.includes(parameterOf[capability] ?? ''))
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
