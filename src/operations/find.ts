import { DomainError } from '../core/errors.ts'
import { findChallenge, type ChallengeRow } from '../store/challenges.ts'
import type { Database } from '../store/database.ts'
import { findModels, type WholeModelRow } from '../store/models.ts'

/** The model with this slug or alias. @throws DomainError `not-found`. */
export async function requireModel(db: Database, slug: string): Promise<WholeModelRow> {
  return (await requireModels(db, [slug]))[0]!
}

/** The models with these slugs or aliases, in this order. @throws DomainError `not-found`. */
export async function requireModels(db: Database, slugs: string[]): Promise<WholeModelRow[]> {
  const models = await findModels(db, slugs)
  return models.map((model, index) => {
    if (!model) throw new DomainError('not-found', `There is no model "${slugs[index]}". Look for it under /models.`)
    return model
  })
}

/** The challenge with this slug. @throws DomainError `not-found`. */
export async function requireChallenge(db: Database, slug: string): Promise<ChallengeRow> {
  const challenge = await findChallenge(db, slug)
  if (!challenge) throw new DomainError('not-found', `There is no challenge "${slug}". Look for it under /challenges.`)
  return challenge
}
