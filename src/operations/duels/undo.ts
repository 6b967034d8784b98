import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { arenaCollection, findVote, insertWithdrawal } from '../../store/duels/votes.ts'
import { chainWithdrawal } from '../../store/ledger.ts'
import { defineOperation } from '../operation.ts'
import { canUndo, presentVoted } from './present-revealed.ts'
import { requireDuel } from './require.ts'
import { DuelId, VotedShape } from './shapes.ts'
import { tellVoted } from './tell.ts'

export const undoVote = defineOperation({
  name: 'duels.undo', kind: 'write', path: '/duels/{duel}/undo', transaction: 'grouped', personal: true,
  summary: 'Take a vote back before going on to the next duel. It stays stored, and counts for nothing.',
  input: z.object({ duel: DuelId }),
  output: VotedShape,
  tell: tellVoted,
  limits: { voting: true },
  async run({ duel: id }, caller, context) {
    const { db, now } = context
    const duel = await requireDuel(id, caller, context)
    const vote = duel.voted_at === null ? undefined : await findVote(db, { duelId: duel.id })
    if (!vote) throw new DomainError('conflict', 'There is no vote on this duel that could be taken back.')
    if (vote.withdrawn_at !== null) throw new DomainError('conflict', 'This vote was taken back already.')
    if (!canUndo(vote, duel)) throw new DomainError('conflict', 'Another duel was started after this vote, so it stays as it is. A vote can be taken back until the next duel starts.')
    const at = now().toISOString()
    const entry = await chainWithdrawal(db, { collection: arenaCollection, key: vote.key }, at)
    await insertWithdrawal(db, vote.id, at, entry.id)
    return { id, state: duel.state, ...(await presentVoted(duel, context)) }
  },
})
