import { DomainError } from '../../core/errors.ts'
import { findDuel, type DuelRow } from '../../store/duels.ts'
import type { Caller, Context } from '../operation.ts'
import { stateOf } from './present-sealed.ts'

/**
 * The duel with this id, for who may see it: the id is the permission of a program without cookies; who shows a voter's
 * cookie must be the voter it was drawn for. @throws DomainError `not-found` or `forbidden`.
 */
export async function requireDuel(id: string, caller: Caller, { db }: Pick<Context, 'db'>): Promise<DuelRow> {
  const duel = await findDuel(db, id)
  if (!duel) throw new DomainError('not-found', 'There is no such duel. Ask for a new one: POST /api/v1/duels, or /arena.')
  if (caller.voter !== undefined && caller.voter !== duel.voter) throw new DomainError('forbidden', 'This duel was drawn for somebody else. Ask for one of your own.')
  return duel
}

/** Likewise for a duel that waits for its vote. @throws DomainError `conflict` where it no longer does. */
export async function requireSealed(id: string, caller: Caller, context: Context): Promise<DuelRow> {
  const duel = await requireDuel(id, caller, context)
  const state = stateOf(duel, context.now())
  if (state === 'expired') throw new DomainError('conflict', duel.ended === 'skipped' ? 'This duel was skipped. Ask for a new one.' : 'The time of this duel has run out. Ask for a new one.')
  if (state !== 'sealed') throw isOver()
  return duel
}

/** For whoever comes second. */
export function isOver(): DomainError {
  return new DomainError('conflict', 'This duel has its vote already, or was skipped. Ask for a new one.')
}
