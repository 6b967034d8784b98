import { DomainError } from '../core/errors.ts'
import { findChallenge, type ChallengeRow } from '../store/challenges.ts'
import type { Database } from '../store/database.ts'
import { findModel, type ModelRow } from '../store/models.ts'

/** The model with this slug or alias. @throws DomainError `not-found`. */
export async function requireModel(db: Database, slug: string): Promise<ModelRow> {
  const model = await findModel(db, slug)
  if (!model) throw new DomainError('not-found', `There is no model "${slug}". Look for it under /models.`)
  return model
}

/** The challenge with this slug. @throws DomainError `not-found`. */
export async function requireChallenge(db: Database, slug: string): Promise<ChallengeRow> {
  const challenge = await findChallenge(db, slug)
  if (!challenge) throw new DomainError('not-found', `There is no challenge "${slug}". Look for it under /challenges.`)
  return challenge
}
