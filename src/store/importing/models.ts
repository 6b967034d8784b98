import type { ImportedModel } from '../../core/imports/records.ts'
import { normalisedSpelling } from '../../core/models/alias.ts'
import type { FactDifference } from '../../core/imports/report.ts'
import { withoutContradictions } from '../../core/models/contradictions.ts'
import { asKnown } from '../../core/models/maker-names.ts'
import { mergeFacts } from '../../core/models/merge-facts.ts'
import type { CreatorFacts, ModelFacts } from '../../core/models/model.ts'
import { slugify } from '../../core/text/slug.ts'
import type { Database } from '../database.ts'
import type { ModelAliasTable } from '../tables.ts'
import { BoundedMap } from './bounded-map.ts'
import { freeSlug } from './free-slug.ts'
import { fillUnknown } from './fill-unknown.ts'
import { columnsOf, factsOf } from './model-columns.ts'

export interface FoundModel {
  id: number
  /** It was not there before. */
  added: boolean
}

/** What became of a description. */
export interface Described {
  /** Anything of it was new. */
  added: boolean
  /** What is known otherwise here, and stays. */
  differing: FactDifference[]
}

/** Finds models by the spellings of sources, and makes entries for those that nothing is known of. */
export class ModelRegister {
  readonly #origin: ModelAliasTable['origin']
  readonly #hides: boolean
  readonly #ids = new BoundedMap<string, number>(100_000)
  /** Variants whose base model has not been met yet. */
  readonly #awaitedBases = new Map<number, string>()
  readonly #changed = new Set<number>()
  readonly #changedCreators = new Set<number>()

  /** With `hides`, entries that it makes are in no list until somebody names them openly. */
  constructor(origin: ModelAliasTable['origin'], { hides = false }: { hides?: boolean } = {}) {
    this.#origin = origin
    this.#hides = hides
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

  /** Takes in what a source says of a model: unknown facts are filled, known ones stay. */
  async describe(db: Database, { name, facts: said }: ImportedModel, at: string): Promise<Described> {
    const facts = said.creator ? { ...said, creator: asKnown(said.creator) } : said
    const known = await this.#lookUpAny(db, [name, ...(facts.slug ? [facts.slug] : []), ...(facts.aliases ?? [])])
    const id = known ?? await this.#create(db, name, facts, at)
    const { added: filled, differing } = known === undefined ? { added: true, differing: [] } : await this.#fill(db, id, facts)
    let addedAlias = false
    for (const spelling of [name, ...(facts.aliases ?? [])]) {
      if (await this.#addAlias(db, spelling, id)) addedAlias = true
    }
    if (facts.base) this.#awaitedBases.set(id, facts.base)
    if (filled || addedAlias) this.#changed.add(id)
    return { added: filled || addedAlias, differing }
  }

  async #fill(db: Database, id: number, offered: ModelFacts): Promise<Described> {
    const row = await db.selectFrom('models').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const creator = row.creator_id === null ? undefined : await db.selectFrom('creators').select(['slug', 'name']).where('id', '=', row.creator_id).executeTakeFirstOrThrow()
    // A maker that differs from the known one is only told: an entry for it would have no model.
    const mayTake = offered.creator && (!creator || creatorSlug(offered.creator) === creator.slug)
    const offeredCreator = mayTake ? await this.#findCreator(db, offered.creator!) : null
    const { facts, differing } = mergeFacts(factsOf(row, { creator }), offered)
    const columns = Object.entries(columnsOf(facts, row.creator_id ?? offeredCreator))
    const changed = columns.filter(([column, value]) => JSON.stringify(value) !== JSON.stringify(row[column as keyof typeof row]))
    if (changed.length > 0) await db.updateTable('models').set(Object.fromEntries(changed)).where('id', '=', id).execute()
    return { added: changed.length > 0, differing: differing.map((difference) => ({ model: row.slug, ...difference })) }
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
    const alias = await db.selectFrom('model_aliases').innerJoin('models', 'models.id', 'model_aliases.model_id').select(['model_id', 'hidden'])
      .where('spelling', '=', normalisedSpelling(name)).executeTakeFirst()
    if (!alias) return undefined
    if (alias.hidden && !this.#hides) {
      await db.updateTable('models').set({ hidden: false }).where('id', '=', alias.model_id).execute()
      this.#changed.add(alias.model_id)
    }
    this.#ids.set(name, alias.model_id)
    return alias.model_id
  }

  async #create(db: Database, name: string, facts: ModelFacts, at: string): Promise<number> {
    const slug = await freeSlug(db, 'models', slugify(facts.slug ?? name) || 'model')
    const creatorId = facts.creator ? await this.#findCreator(db, facts.creator) : null
    const { id } = await db.insertInto('models').values({
      base_id: null, ...columnsOf(withoutContradictions(facts).facts, creatorId), slug, name: facts.name,
      house: facts.creator?.kind === 'house', hidden: this.#hides, created_at: at,
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
    const { name, kind = 'unknown', country = null, url = null } = facts
    const slug = creatorSlug(facts)
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
}

function creatorSlug({ slug, name }: CreatorFacts): string {
  return slugify(slug) || slugify(name) || 'creator'
}

function takeAll(ids: Set<number>): number[] {
  const all = [...ids]
  ids.clear()
  return all
}
