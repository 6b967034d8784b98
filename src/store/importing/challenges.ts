import { promptHash } from './prompt-hash.ts'
import { titleOf } from '../../core/challenges/naming.ts'
import type { ChallengeReference, ImportedChallenge } from '../../core/imports/records.ts'
import { slugify } from '../../core/text/slug.ts'
import type { Database } from '../database.ts'
import { BoundedMap } from './bounded-map.ts'
import { fillUnknown } from './fill-unknown.ts'
import { freeSlug } from './free-slug.ts'

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

  /** Takes in a challenge with what its source says of it. Answers whether anything was new. */
  async describe(db: Database, challenge: ImportedChallenge, at: string): Promise<boolean> {
    const { id, added } = await this.find(db, challenge, at)
    const { description, category, difficulty, language, reference, tags, audiences } = challenge
    const filled = await fillUnknown(db, 'challenges', id,
      { description, category, difficulty, language, reference, tags, audiences })
    if (filled) this.#changed.add(id)
    return added || filled
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
    this.#byKey.set(key, id)
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
