import { DomainError } from '../../core/errors.ts'
import { findDuel, type DuelRow } from '../../store/duels.ts'
import type { Caller, Context } from '../operation.ts'
import { stateOf } from './present-sealed.ts'

/**
 * The duel with this id, for who may see it. One that was drawn with a voter's cookie is for the holder of that cookie alone;
 * the id of one that was drawn without is the permission of a program without cookies, but a cookie that is shown must be of
 * its voter. @throws DomainError `not-found` or `forbidden`.
 */
export async function requireDuel(id: string, caller: Caller, { db }: Pick<Context, 'db'>): Promise<DuelRow> {
  const duel = await findDuel(db, id)
  if (!duel) throw new DomainError('not-found', 'There is no such duel. Ask for a new one: POST /api/v1/duels, or /arena.')
  const shown = caller.isNewVoter ? undefined : caller.voter
  if (shown === undefined && duel.bound) throw new DomainError('forbidden', 'This duel was drawn for the voter of a cookie, and the cookie is missing here. Show it, or ask for a duel of your own.')
  if (shown !== undefined && shown !== duel.voter && shown !== duel.offered_to) throw new DomainError('forbidden', 'This duel was drawn for somebody else. Ask for one of your own.')
  return duel
}

/** Likewise for a duel that waits for its vote; it is of who kept the cookie that came with it. @throws DomainError `conflict` where it no longer does. */
export async function requireSealed(id: string, caller: Caller, context: Context): Promise<DuelRow> {
  const duel = await requireDuel(id, caller, context)
  const state = stateOf(duel, context.now())
  if (state === 'expired') throw new DomainError('conflict', duel.ended === 'skipped' ? 'This duel was skipped. Ask for a new one.' : 'The time of this duel has run out. Ask for a new one.')
  if (state !== 'sealed') throw isOver()
  return { ...duel, voter: caller.voter !== undefined && caller.voter === duel.offered_to ? duel.offered_to : duel.voter }
}

/** For whoever comes second. */
export function isOver(): DomainError {
  return new DomainError('conflict', 'This duel has its vote already, or was skipped. Ask for a new one.')
}
