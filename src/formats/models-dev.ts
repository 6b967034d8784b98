import { z } from 'zod'
import type { ImportedRow } from '../core/imports/records.ts'
import type { ModelFacts, Price } from '../core/models/model.ts'
import { makerOf } from '../core/models/makers.ts'
import {
  catalogueReading, dateInPath, derivedCategories, exactDate, known, knownModalities, price, saidCapabilities, tokenCount,
  unplaced,
} from './catalogue-facts.ts'
import type { Format, SourceFile } from './format.ts'
import { importRow } from './import-row.ts'
import { readJson } from './reading/json.ts'

/** A model as models.dev writes it; everything but the id may be missing. */
const Model = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  family: z.string().nullish(),
  release_date: z.string().nullish(),
  knowledge: z.string().nullish(),
  attachment: z.boolean().nullish(),
  reasoning: z.boolean().nullish(),
  temperature: z.boolean().nullish(),
  tool_call: z.boolean().nullish(),
  structured_output: z.boolean().nullish(),
  open_weights: z.boolean().nullish(),
  license: z.string().nullish(),
  limit: z.looseObject({ context: z.number().nullish(), output: z.number().nullish() }).nullish(),
  modalities: z.object({ input: z.array(z.string()).nullish(), output: z.array(z.string()).nullish() }).nullish(),
  cost: z.looseObject({
    input: z.number().nullish(), output: z.number().nullish(), cache_read: z.number().nullish(),
    cache_write: z.number().nullish(), reasoning: z.number().nullish(),
  }).nullish(),
  weights: z.array(z.object({ url: z.string().nullish() })).nullish(),
})
export type ModelsDevModel = z.output<typeof Model>

const Provider = z.object({ models: z.record(z.string(), z.unknown()) })

/** The file of the site's API is a table of providers; its source also has models that belong to no provider. */
const Catalogue = z.object({ models: z.record(z.string(), z.unknown()), providers: z.record(z.string(), z.unknown()) })

/** Providers that sell models of their own, and the prefix of the maker behind each. */
export const firstParties: Record<string, string> = {
  anthropic: 'anthropic', openai: 'openai', google: 'google', mistral: 'mistral', deepseek: 'deepseek', xai: 'xai',
  cohere: 'cohere', alibaba: 'alibaba', moonshotai: 'moonshotai', zai: 'zai', minimax: 'minimax', nova: 'amazon',
  perplexity: 'perplexity', inception: 'inception', stepfun: 'stepfun', upstage: 'upstage', xiaomi: 'xiaomi',
  poolside: 'poolside', sarvam: 'sarvam', sakana: 'sakana', bailing: 'inclusionai',
}

const longestFileBytes = 64 * 1024 * 1024

/** The catalogue of models.dev, to fill in what is unknown of models and to add new ones. */
export const modelsDev: Format = {
  name: 'models-dev',
  title: 'models.dev catalogue',
  summary: 'Models with dates, limits, modalities, capabilities and prices, from the list without providers, from makers ' +
    'who sell their own and from OpenRouter; other hosts rename what they serve, so their lists are left out.',
  detect({ head }) {
    const isCatalogue = /^\s*\{\s*"[^"]+"\s*:\s*\{/.test(head) && markers.every((marker) => head.includes(marker))
    return isCatalogue ? 'rows' : 'no'
  },
  collection: () => ({ slug: 'models-dev', name: 'models.dev', url: 'https://models.dev', licence: 'MIT' }),
  read: readModelsDev,
}

const markers = ['"release_date"', '"tool_call"', '"modalities"', '"limit"']

async function* readModelsDev(file: SourceFile): AsyncGenerator<ImportedRow> {
  const content = await readJson(file, longestFileBytes)
  const catalogue = Catalogue.safeParse(content)
  const models = catalogue.success ? catalogue.data.models : {}
  const providers = catalogue.success ? catalogue.data.providers : content as Record<string, unknown>
  const date = dateInPath(file.path) ?? newestDate(content)
  let index = 0
  for (const value of Object.values(models)) yield readModel(index++, value, undefined, date)
  for (const [provider, value] of Object.entries(providers)) {
    const listed = Provider.safeParse(value)
    if (!listed.success) yield { at: { index: index++ }, rejected: `provider ${provider} has no models` }
    else if (!isTrusted(provider)) yield { at: { index: index++ }, records: [], lost: [`${provider}.models`] }
    else for (const model of Object.values(listed.data.models)) yield readModel(index++, model, provider, date)
  }
}

function isTrusted(provider: string): boolean {
  return provider in firstParties || provider === 'openrouter'
}

function readModel(
  index: number, value: unknown, provider: string | undefined, date: string | undefined,
): Promise<ImportedRow> {
  return importRow({ index, value }, Model, (model) => {
    const id = model.id.replace(/:free$/, '')
    const prefix = provider && firstParties[provider]
    const facts: ModelFacts = {
      ...modelsDevFacts(model), creator: makerOf(prefix ? `${prefix}/${id}` : id), source: 'models.dev', sourceDate: date,
    }
    const lost = [
      ...unplaced('limit', model.limit, ['context', 'output']), ...unplaced('cost', model.cost, pricedClasses),
    ]
    return catalogueReading(id, known(facts), provider ? modelsDevPrice(model, provider, date) : undefined, lost)
  })
}

const pricedClasses = ['input', 'output', 'cache_read', 'cache_write', 'reasoning']

/** The newest day on which any of its models was changed: the catalogue was read that day or later. */
function newestDate(content: unknown): string | undefined {
  const dates = JSON.stringify(content).matchAll(/"last_updated":"(\d{4}-\d\d-\d\d)"/g)
  return [...dates].map(([, date]) => date!).toSorted().at(-1)
}

/** What models.dev says of a model. */
export function modelsDevFacts(model: ModelsDevModel): ModelFacts {
  const facts: ModelFacts = {
    name: (model.name ?? model.id).replace(/\s*\((latest|free)\)$/i, '').trim(),
    creator: makerOf(model.id),
    family: model.family ?? undefined,
    released: exactDate(model.release_date),
    knowledge: exactDate(model.knowledge),
    input: knownModalities(model.modalities?.input),
    output: knownModalities(model.modalities?.output),
    capabilities: saidCapabilities({
      reasoning: model.reasoning,
      'tool-call': model.tool_call,
      'structured-output': model.structured_output,
      attachment: model.attachment,
      temperature: model.temperature,
    }),
    contextTokens: tokenCount(model.limit?.context),
    outputTokens: tokenCount(model.limit?.output),
    openWeights: model.open_weights ?? undefined,
    licence: model.license ?? undefined,
    url: model.weights?.[0]?.url ?? undefined,
  }
  return known({ ...facts, categories: derivedCategories(facts) })
}

/** What this provider charges, per million tokens; undefined where it names no price or gives the model away. */
export function modelsDevPrice(model: ModelsDevModel, provider: string, date: string | undefined): Price | undefined {
  const input = price(model.cost?.input)
  const output = price(model.cost?.output)
  if (!input && !output) return undefined
  return known({
    input, output,
    cacheRead: price(model.cost?.cache_read),
    cacheWrite: price(model.cost?.cache_write),
    reasoning: price(model.cost?.reasoning),
    provider, source: 'models.dev', date,
  })
}
