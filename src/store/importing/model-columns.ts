import type { Selectable } from 'kysely'
import type { CreatorFacts, ModelFacts } from '../../core/models/model.ts'
import type { ModelTable } from '../tables.ts'

/** What a row says of a model; unknown facts are left out. */
export function factsOf(row: Selectable<ModelTable>, { creator, base }: { creator?: CreatorFacts; base?: string | null } = {}): ModelFacts {
  const facts = {
    slug: row.slug, name: row.name, creator, family: row.family, base, variant: row.variant, released: row.released, retired: row.retired,
    knowledge: row.knowledge, input: row.input_modalities, output: row.output_modalities, capabilities: row.capabilities,
    categories: row.categories, contextTokens: row.context_tokens, outputTokens: row.output_tokens, sizeClass: row.size_class,
    openWeights: row.open_weights, licence: row.licence, url: row.url, prices: row.prices, source: row.source, sourceDate: row.source_date,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== undefined)) as unknown as ModelFacts
}

/** The columns of these facts. What makes the model itself, and its base, are columns that others write. */
export function columnsOf(facts: ModelFacts, creatorId: number | null) {
  const price = facts.prices?.[0]
  return {
    creator_id: creatorId,
    family: facts.family ?? null,
    variant: facts.variant ?? null,
    released: facts.released ?? null,
    retired: facts.retired ?? null,
    knowledge: facts.knowledge ?? null,
    input_modalities: facts.input ?? null,
    output_modalities: facts.output ?? null,
    capabilities: facts.capabilities ?? null,
    categories: facts.categories ?? null,
    context_tokens: facts.contextTokens ?? null,
    output_tokens: facts.outputTokens ?? null,
    size_class: facts.sizeClass ?? null,
    open_weights: facts.openWeights ?? null,
    licence: facts.licence ?? null,
    url: facts.url ?? null,
    prices: facts.prices ?? null,
    input_price: price?.input ?? null,
    output_price: price?.output ?? null,
    source: facts.source ?? null,
    source_date: facts.sourceDate ?? null,
  }
}
