import { diceFrom } from '../../core/duels/dice.ts'
import { drawPair, type Drawn } from '../../core/duels/draw.ts'
import { pairKey, type DrawModel } from '../../core/duels/pool.ts'
import { DomainError } from '../../core/errors.ts'
import type { Database, Store } from '../../store/database.ts'
import { candidatesOf, type CandidateFilter } from '../../store/duels/candidates.ts'
import { pairsOfVoter } from '../../store/duels.ts'
import { readPair } from '../../store/duels/pair.ts'
import { randomId } from './random-id.ts'
import { knownRatings } from './ratings.ts'

export interface DrawOptions extends CandidateFilter {
  variants: boolean
  voter: string
  now: string
}

export type DrawnDuel = Drawn & { leftModel: number; rightModel: number; seed: string }

/**
 * Draws a pair for a voter, from what is stored at this moment.
 * @throws DomainError `not-found` where no pair is left, saying whether there ever was one.
 */
export async function drawFor(store: Store, db: Database, options: DrawOptions): Promise<DrawnDuel> {
  const candidates = candidatesOf(store)
  const taken = takenBy(await pairsOfVoter(db, options.voter, options.now))
  const ratings = await knownRatings(store)
  for (let outdated = 0; outdated < 2;) {
    await candidates.follow(db)
    const groups = await candidates.groups(db, options)
    const seed = randomId()
    const request = { groups, models: rated(candidates.models, ratings), variants: options.variants, taken, dice: diceFrom(seed) }
    const drawn = drawPair(request)
    if (!drawn) throw nothingLeft(taken.size > 0 && drawPair({ ...request, taken: new Map() }) !== undefined, options)
    const pair = await readPair(db, drawn, options.pool)
    if (pair && !pair.alike) return { ...drawn, leftModel: pair.leftModel, rightModel: pair.rightModel, seed }
    // Each time there are fewer texts that differ, so this ends.
    if (pair?.alike) candidates.joinTexts(...pair.alike)
    else {
      candidates.forget()
      outdated += 1
    }
  }
  throw new DomainError('unavailable', 'The answers are changing right now. Try again in a moment.')
}

function rated(models: readonly DrawModel[], ratings: ReadonlyMap<number, number>): readonly DrawModel[] {
  return ratings.size === 0 ? models : models.map((model) => ({ ...model, rating: ratings.get(model.id) }))
}

function takenBy(pairs: Array<{ challenge_id: number; left_model_id: number; right_model_id: number }>): Map<number, Set<number>> {
  const taken = new Map<number, Set<number>>()
  for (const { challenge_id, left_model_id, right_model_id } of pairs) {
    const key = pairKey(left_model_id, right_model_id)
    const known = taken.get(challenge_id)
    if (known) known.add(key)
    else taken.set(challenge_id, new Set([key]))
  }
  return taken
}

function nothingLeft(thereWas: boolean, { challengeId, category, pool }: DrawOptions): DomainError {
  const place = challengeId !== undefined ? ' for this challenge' : category !== undefined ? ` in the category "${category}"` : ''
  const kind = pool === 'sealed' ? ' sealed' : ''
  if (thereWas) return new DomainError('not-found', `You have had every pair of${kind} answers${place}. Choose something else, or come back when there are new answers.`)
  return new DomainError('not-found', `There are no two${kind} answers${place} that can be put side by side. Choose something else, or import more answers.`)
}
