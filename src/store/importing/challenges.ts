import type { Selectable } from 'kysely'
import { promptHash } from './prompt-hash.ts'
import { titleOf } from '../../core/challenges/naming.ts'
import type { ChallengeReference, ImportedChallenge } from '../../core/imports/records.ts'
import type { FactDifference } from '../../core/imports/report.ts'
import { slugify } from '../../core/text/slug.ts'
import { otherSlugKey } from '../challenges.ts'
import type { Database } from '../database.ts'
import type { ChallengeTable } from '../tables.ts'
import { BoundedMap } from './bounded-map.ts'
import { fillUnknown } from './fill-unknown.ts'
import { freeSlug } from './free-slug.ts'
import type { Described } from './models.ts'

export interface FoundChallenge {
  id: number
  /** What identifies it in its source: its key, or its prompt hash. */
  identity: string
  /** It, or its key, was not there before. */
  added: boolean
}

/** Finds challenges by the source's key, or else by their exact prompts, and creates what is new. */
export class ChallengeRegister {
  readonly #collectionId: number
  readonly #byKey = new BoundedMap<string, number>(100_000)
  readonly #byHash = new BoundedMap<string, number>(100_000)
  readonly #changed = new Set<number>()

  constructor(collectionId: number) {
    this.#collectionId = collectionId
  }

  /** Forgets what a transaction that was rolled back has taught. */
  forget(): void {
    this.#byKey.clear()
    this.#byHash.clear()
    this.#changed.clear()
  }

  /** Challenges created or described since last asked, whose words search has to learn. */
  takeChanged(): number[] {
    const changed = [...this.#changed]
    this.#changed.clear()
    return changed
  }

  async knowsKey(db: Database, key: string): Promise<boolean> {
    return await this.#idByKey(db, key) !== undefined
  }

  /** Throws where the reference is a key that nothing was stored under: ask `knowsKey` first. */
  async find(db: Database, reference: ChallengeReference, at: string): Promise<FoundChallenge> {
    const { key } = reference
    const byKey = key === undefined ? undefined : await this.#idByKey(db, key)
    if (byKey !== undefined) return { id: byKey, identity: key!, added: false }
    if (!('turns' in reference)) throw new Error(`No challenge is stored under the key ${key}.`)
    const hash = promptHash(reference.system, reference.turns)
    const byHash = await this.#idByHash(db, hash)
    const id = byHash ?? await this.#create(db, reference, hash, at)
    const addedKey = key !== undefined && await this.#addKey(db, key, id)
    return { id, identity: key ?? hash, added: byHash === undefined || addedKey }
  }

  /**
   * Takes in a challenge with what its source says of it: unknown facts are filled, known ones stay, but for a title that
   * was taken from the prompt. The slug by which another source calls it leads to it too.
   */
  async describe(db: Database, challenge: ImportedChallenge, at: string): Promise<Described> {
    const { id, added } = await this.find(db, challenge, at)
    const row = await db.selectFrom('challenges').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const { title, description, category, difficulty, language, reference, tags, audiences, criteria } = challenge
    const filled = await fillUnknown(db, 'challenges', id, { description, category, difficulty, language, reference, tags, audiences, criteria })
    const isTitled = Boolean(title?.trim()) && title !== row.title && row.title === titleOf({ turns: row.turns })
    if (isTitled) await db.updateTable('challenges').set({ title }).where('id', '=', id).execute()
    const addedSlug = await this.#addSlug(db, challenge, { id, slug: row.slug })
    if (filled || isTitled) this.#changed.add(id)
    return { added: added || filled || isTitled || addedSlug, differing: differencesOf(row, { ...challenge, title: isTitled ? undefined : title }) }
  }

  /** Another source's slug, where it is free: links and filters that use it find the challenge. */
  async #addSlug(db: Database, { slug }: ImportedChallenge, own: { id: number; slug: string }): Promise<boolean> {
    const other = slug && slugify(slug)
    if (!other || other === own.slug) return false
    const taken = await db.selectFrom('challenges').select('id').where('slug', '=', other).executeTakeFirst()
    return taken === undefined && this.#addKey(db, otherSlugKey(other), own.id)
  }

  async #idByKey(db: Database, key: string): Promise<number | undefined> {
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const row = await db.selectFrom('challenge_keys').select('challenge_id').where('key', '=', key).executeTakeFirst()
    if (row) this.#byKey.set(key, row.challenge_id)
    return row?.challenge_id
  }

  async #idByHash(db: Database, hash: string): Promise<number | undefined> {
    const known = this.#byHash.get(hash)
    if (known !== undefined) return known
    const row = await db.selectFrom('challenges').select('id').where('prompt_hash', '=', hash).orderBy('id').limit(1)
      .executeTakeFirst()
    if (row) this.#byHash.set(hash, row.id)
    return row?.id
  }

  async #addKey(db: Database, key: string, id: number): Promise<boolean> {
    const added = await db.insertInto('challenge_keys').values({ key, challenge_id: id })
      .onConflict((conflict) => conflict.doNothing()).returning('key').executeTakeFirst()
    if (added) this.#byKey.set(key, id)
    return added !== undefined
  }

  async #create(db: Database, challenge: ImportedChallenge, hash: string, at: string): Promise<number> {
    const title = titleOf(challenge)
    const wanted = (challenge.slug && slugify(challenge.slug)) || slugify(title, 60) || 'challenge'
    const { id } = await db.insertInto('challenges').values({
      slug: await freeSlug(db, 'challenges', wanted),
      title,
      description: challenge.description ?? null,
      category: challenge.category ?? null,
      difficulty: challenge.difficulty ?? null,
      output_type: challenge.outputType ?? 'text',
      tags: challenge.tags ?? [],
      audiences: challenge.audiences ?? [],
      criteria: challenge.criteria?.length ? challenge.criteria : null,
      language: challenge.language ?? null,
      system: challenge.system ?? null,
      turns: challenge.turns,
      reference: challenge.reference ?? null,
      version: challenge.version ?? 1,
      prompt_hash: hash,
      collection_id: this.#collectionId,
      created_at: at,
    }).returning('id').executeTakeFirstOrThrow()
    this.#byHash.set(hash, id)
    this.#changed.add(id)
    return id
  }
}

const comparedFields = { title: 'title', description: 'description', category: 'category', difficulty: 'difficulty', outputType: 'output_type', language: 'language' } as const

/** What a source says of a challenge that is known otherwise. */
function differencesOf(row: Selectable<ChallengeTable>, challenge: ImportedChallenge): FactDifference[] {
  return Object.entries(comparedFields).flatMap(([field, column]) => {
    const [kept, offered] = [row[column], challenge[field as keyof typeof comparedFields]]
    if (kept === null || offered === undefined || kept === offered) return []
    return [{ challenge: row.slug, field, kept: shortened(kept), offered: shortened(offered) }]
  })
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199).toWellFormed()}…`
}
