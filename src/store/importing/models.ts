import type { ImportedModel } from '../../core/imports/records.ts'
import { normalisedSpelling } from '../../core/models/alias.ts'
import type { CreatorFacts, ModelFacts, Price } from '../../core/models/model.ts'
import { mergePrices } from '../../core/models/prices.ts'
import { slugify } from '../../core/text/slug.ts'
import type { Database } from '../database.ts'
import type { ModelAliasTable } from '../tables.ts'
import { BoundedMap } from './bounded-map.ts'
import { freeSlug } from './free-slug.ts'
import { fillUnknown } from './fill-unknown.ts'

export interface FoundModel {
  id: number
  /** It was not there before. */
  added: boolean
}

/** Finds models by the spellings of sources, and makes entries for those that nothing is known of. */
export class ModelRegister {
  readonly #origin: ModelAliasTable['origin']
  readonly #ids = new BoundedMap<string, number>(100_000)
  /** Variants whose base model has not been met yet. */
  readonly #awaitedBases = new Map<number, string>()
  readonly #changed = new Set<number>()
  readonly #changedCreators = new Set<number>()

  constructor(origin: ModelAliasTable['origin']) {
    this.#origin = origin
  }

  /** Forgets what a transaction that was rolled back has taught. */
  forget(): void {
    this.#ids.clear()
    this.#awaitedBases.clear()
    this.#changed.clear()
    this.#changedCreators.clear()
  }

  /** Models created or described since last asked, whose words search has to learn. */
  takeChanged(): number[] {
    return takeAll(this.#changed)
  }

  takeChangedCreators(): number[] {
    return takeAll(this.#changedCreators)
  }

  /** The model that this spelling means; a new one where no source has used it. */
  async find(db: Database, name: string, at: string): Promise<FoundModel> {
    const id = await this.#lookUp(db, name)
    return id === undefined ? { id: await this.#create(db, name, { name }, at), added: true } : { id, added: false }
  }

  /** Takes in what a source says of a model: unknown facts are filled, known ones stay. Answers whether anything was new. */
  async describe(db: Database, { name, facts }: ImportedModel, at: string): Promise<boolean> {
    const known = await this.#lookUpAny(db, [name, ...(facts.slug ? [facts.slug] : []), ...(facts.aliases ?? [])])
    const id = known ?? await this.#create(db, name, facts, at)
    const filled = known !== undefined && (await fillUnknown(db, 'models', id, await this.#columnsOf(db, facts)) || await refreshPrices(db, id, facts.prices ?? []))
    let addedAlias = false
    for (const spelling of [name, ...(facts.aliases ?? [])]) {
      if (await this.#addAlias(db, spelling, id)) addedAlias = true
    }
    if (facts.base) this.#awaitedBases.set(id, facts.base)
    if (filled || addedAlias) this.#changed.add(id)
    return known === undefined || filled || addedAlias
  }

  /** Links variants to base models that have come by now. */
  async linkBases(db: Database): Promise<void> {
    for (const [id, slug] of this.#awaitedBases) {
      const base = await db.selectFrom('models').select('id').where('slug', '=', slug).executeTakeFirst()
      if (!base) continue
      if (base.id !== id) await fillUnknown(db, 'models', id, { base_id: base.id })
      this.#awaitedBases.delete(id)
    }
  }

  async #lookUpAny(db: Database, names: string[]): Promise<number | undefined> {
    for (const name of names) {
      const id = await this.#lookUp(db, name)
      if (id !== undefined) return id
    }
  }

  async #lookUp(db: Database, name: string): Promise<number | undefined> {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const alias = await db.selectFrom('model_aliases').select('model_id')
      .where('spelling', '=', normalisedSpelling(name)).executeTakeFirst()
    if (!alias) return undefined
    this.#ids.set(name, alias.model_id)
    return alias.model_id
  }

  async #create(db: Database, name: string, facts: ModelFacts, at: string): Promise<number> {
    const slug = await freeSlug(db, 'models', slugify(facts.slug ?? name) || 'model')
    const { id } = await db.insertInto('models').values({
      base_id: null, ...await this.#columnsOf(db, facts), slug, name: facts.name,
      house: facts.creator?.kind === 'house', created_at: at,
    }).returning('id').executeTakeFirstOrThrow()
    await this.#addAlias(db, name, id)
    this.#changed.add(id)
    return id
  }

  async #addAlias(db: Database, written: string, modelId: number): Promise<boolean> {
    const spelling = normalisedSpelling(written)
    if (spelling === '') return false
    const added = await db.insertInto('model_aliases')
      .values({ spelling, written, model_id: modelId, origin: this.#origin })
      .onConflict((conflict) => conflict.doNothing()).returning('model_id').executeTakeFirst()
    if (added) this.#ids.set(written, modelId)
    return added !== undefined
  }

  async #findCreator(db: Database, facts: CreatorFacts): Promise<number> {
    const { slug, name, kind = 'unknown', country = null, url = null } = facts
    const known = await db.selectFrom('creators').select(['id', 'kind']).where('slug', '=', slug).executeTakeFirst()
    if (!known) {
      const { id } = await db.insertInto('creators').values({ slug, name, kind, country, url }).returning('id').executeTakeFirstOrThrow()
      this.#changedCreators.add(id)
      return id
    }
    await fillUnknown(db, 'creators', known.id, { country, url })
    if (known.kind === 'unknown' && kind !== 'unknown') {
      await db.updateTable('creators').set({ kind }).where('id', '=', known.id).execute()
    }
    return known.id
  }

  async #columnsOf(db: Database, facts: ModelFacts) {
    const price = facts.prices?.[0]
    return {
      creator_id: facts.creator ? await this.#findCreator(db, facts.creator) : null,
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
}

function takeAll(ids: Set<number>): number[] {
  const all = [...ids]
  ids.clear()
  return all
}

/** Takes over prices that are newer than the known ones. Answers whether any was. */
async function refreshPrices(db: Database, id: number, offered: Price[]): Promise<boolean> {
  if (offered.length === 0) return false
  const { prices } = await db.selectFrom('models').select('prices').where('id', '=', id).executeTakeFirstOrThrow()
  const merged = mergePrices(prices ?? [], offered)
  if (JSON.stringify(merged) === JSON.stringify(prices)) return false
  const [first] = merged
  await db.updateTable('models').set({ prices: merged, input_price: first?.input ?? null, output_price: first?.output ?? null }).where('id', '=', id).execute()
  return true
}
