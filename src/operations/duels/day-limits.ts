import { DomainError } from '../../core/errors.ts'
import { votesToday } from '../../store/duels/votes-today.ts'
import type { Context } from '../operation.ts'

/**
 * A voter, and an address whose cookies come and go, cast so many votes on a day (UTC) and no more; who sets no limit for a
 * minute sets none for a day. @throws DomainError `too-many`.
 */
export async function refuseSpentDay({ voter, from }: { voter: string; from: string | null }, { db, settings, now }: Context): Promise<void> {
  const { votesPerMinute, votesPerDay, addressVotesPerDay } = settings
  if (votesPerMinute === 0 || (votesPerDay === 0 && addressVotesPerDay === 0)) return
  const { ofVoter, fromAddress } = await votesToday(db, { voter, from, midnight: `${now().toISOString().slice(0, 10)}T00:00:00.000Z` })
  if (votesPerDay > 0 && ofVoter >= votesPerDay) throw new DomainError('too-many', `One voter casts up to ${votesPerDay} votes a day here, and these are cast. ${tomorrow}`)
  if (addressVotesPerDay > 0 && from !== null && fromAddress >= addressVotesPerDay) {
    throw new DomainError('too-many', `Up to ${addressVotesPerDay} votes a day come from one address here, which others may share, and these are cast. ${tomorrow}`)
  }
}

const tomorrow = 'A new day begins at midnight, UTC.'
