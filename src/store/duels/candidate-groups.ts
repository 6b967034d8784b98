import type { CandidateGroup } from '../../core/duels/pool.ts'
import type { Pool } from '../../core/duels/duel.ts'

export interface GroupName {
  pool: Pool
  challenge: number
  outputType: string
}

type MutableGroup = { -readonly [Name in keyof CandidateGroup]: CandidateGroup[Name] extends readonly number[] ? number[] : CandidateGroup[Name] }

/**
 * Answers by pool, challenge and output type. A group that has changed becomes another object, because the draw remembers
 * of each object who may meet whom.
 */
export class CandidateGroups {
  readonly #groups = new Map<string, { name: GroupName; group: MutableGroup }>()
  /** In which group an answer is. */
  readonly #keys = new Map<number, string>()
  readonly #changed = new Set<string>()
  #sorted: string[] | undefined

  add(name: GroupName, response: number, model: number, body: number): void {
    const key = `${name.pool} ${name.challenge} ${name.outputType}`
    const { group } = this.#groups.get(key) ?? this.#create(key, name)
    const place = group.responses.length === 0 || group.responses.at(-1)! < response ? group.responses.length : group.responses.findIndex((id) => id > response)
    group.responses.splice(place, 0, response)
    group.models.splice(place, 0, model)
    group.bodies.splice(place, 0, body)
    this.#keys.set(response, key)
    this.#changed.add(key)
  }

  remove(response: number): void {
    const key = this.#keys.get(response)
    if (key === undefined) return
    const { group } = this.#groups.get(key)!
    const place = group.responses.indexOf(response)
    for (const list of [group.responses, group.models, group.bodies]) list.splice(place, 1)
    this.#keys.delete(response)
    this.#changed.add(key)
  }

  /** The answers with one body count as answers with another. */
  replaceBody(body: number, by: number): void {
    for (const [key, { group }] of this.#groups) {
      if (!group.bodies.includes(body)) continue
      group.bodies = group.bodies.map((one) => (one === body ? by : one))
      this.#changed.add(key)
    }
  }

  /** What was changed is another object from now on. */
  renewChanged(): void {
    for (const key of this.#changed) this.#renew(key)
    this.#changed.clear()
  }

  /** Everything is another object: who may meet whom has changed. */
  renew(): void {
    for (const key of this.#groups.keys()) this.#renew(key)
  }

  /** Groups of a pool, of some challenges where they are given, in an order that depends on nothing else. */
  find(pool: Pool, challenges?: ReadonlySet<number>): CandidateGroup[] {
    this.#sorted ??= [...this.#groups.keys()].sort()
    const found: CandidateGroup[] = []
    for (const key of this.#sorted) {
      const { name, group } = this.#groups.get(key)!
      if (name.pool === pool && (!challenges || challenges.has(name.challenge)) && group.responses.length > 1) found.push(group)
    }
    return found
  }

  #create(key: string, name: GroupName) {
    const entry = { name, group: { challenge: name.challenge, responses: [], models: [], bodies: [] } as MutableGroup }
    this.#groups.set(key, entry)
    this.#sorted = undefined
    return entry
  }

  #renew(key: string): void {
    const entry = this.#groups.get(key)!
    entry.group = { ...entry.group }
  }
}
