import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { markRevealed } from '../../store/duels.ts'
import { defineOperation } from '../operation.ts'
import { openToAll } from './open-to-all.ts'
import { presentVoted } from './present-revealed.ts'
import { requireDuel } from './require.ts'
import { DuelId, VotedShape } from './shapes.ts'
import { tellVoted } from './tell.ts'

export const revealDuel = defineOperation({
  name: 'duels.reveal', kind: 'write', path: '/duels/{duel}/reveal', transaction: 'grouped', personal: true, idempotent: true,
  summary: 'Learn whose answers a duel held, after voting without being told.',
  input: z.object({ duel: DuelId }),
  output: VotedShape,
  tell: tellVoted,
  limits: { voting: true },
  async run({ duel: id }, caller, context) {
    const duel = await requireDuel(id, caller, context)
    if (duel.voted_at === null) throw new DomainError('conflict', 'The names come after the vote.')
    if (duel.state === 'voted') {
      await markRevealed(context.db, duel.id, context.now().toISOString())
      await openToAll(duel, context.db)
    }
    return { id, state: 'revealed' as const, ...(await presentVoted({ ...duel, state: 'revealed' }, context)) }
  },
})
