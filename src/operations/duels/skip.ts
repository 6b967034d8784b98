import { z } from 'zod'
import { endUndo, markExpired } from '../../store/duels.ts'
import { defineOperation } from '../operation.ts'
import { isOver, requireSealed } from './require.ts'
import { DuelId, DuelShape } from './shapes.ts'
import { tellSkipped } from './tell.ts'

export const skipDuel = defineOperation({
  name: 'duels.skip', kind: 'write', path: '/duels/{duel}/skip', transaction: 'grouped', personal: true,
  summary: 'Pass a duel by: it ends without a vote, and its pair does not come again.',
  input: z.object({ duel: DuelId }),
  output: DuelShape.pick({ id: true, state: true, ended: true }),
  tell: tellSkipped,
  limits: { voting: true },
  async run({ duel: id }, caller, context) {
    const duel = await requireSealed(id, caller, context)
    if (!(await markExpired(context.db, duel.id, 'skipped'))) throw isOver()
    await endUndo(context.db, duel.voter)
    return { id, state: 'expired' as const, ended: 'skipped' as const }
  },
})
