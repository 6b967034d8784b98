import { z } from 'zod'
import { endUndo } from '../../store/duels.ts'
import { defineOperation } from '../operation.ts'
import { requireSealed } from './require.ts'
import { DuelId, DuelShape } from './shapes.ts'

export const startDuel = defineOperation({
  name: 'duels.start', kind: 'write', path: '/duels/{duel}/start', transaction: 'grouped', personal: true, idempotent: true,
  summary: 'Say that a duel which was drawn ahead is before its voter now: the vote on the one before can no longer be taken back.',
  input: z.object({ duel: DuelId }),
  output: DuelShape.pick({ id: true, state: true }),
  tell: ({ id }) => `Duel ${id} has started.`,
  limits: { voting: true },
  async run({ duel: id }, caller, context) {
    const { voter } = await requireSealed(id, caller, context)
    await endUndo(context.db, voter)
    return { id, state: 'sealed' as const }
  },
})
