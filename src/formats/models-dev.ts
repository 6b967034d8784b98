import type { ModelFacts, Price } from '../core/models/model.ts'
import { makerOf } from '../core/models/makers.ts'
import {
  derivedCategories, exactDate, known, knownModalities, price, saidCapabilities, tokenCount,
} from './catalogue-facts.ts'

/** A model as models.dev writes it; everything but the id may be missing. */
export interface ModelsDevModel {
  id: string
  name?: string
  family?: string
  release_date?: string
  last_updated?: string
  knowledge?: string
  attachment?: boolean
  reasoning?: boolean
  temperature?: boolean
  tool_call?: boolean
  structured_output?: boolean
  open_weights?: boolean
  license?: string
  limit?: { context?: number; output?: number }
  modalities?: { input?: string[]; output?: string[] }
  cost?: { input?: number; output?: number; cache_read?: number; cache_write?: number; reasoning?: number }
  weights?: { url?: string }[]
}

/** What models.dev says of a model. */
export function modelsDevFacts(model: ModelsDevModel): ModelFacts {
  const facts: ModelFacts = {
    name: (model.name ?? model.id).replace(/\s*\((latest|free)\)$/i, '').trim(),
    creator: makerOf(model.id),
    family: model.family,
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
    openWeights: model.open_weights,
    licence: model.license,
    url: model.weights?.[0]?.url,
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
