import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { presentDuel } from './present-revealed.ts'
import { requireDuel } from './require.ts'
import { DuelId, DuelShape, render } from './shapes.ts'
import { tellDuel } from './tell.ts'

export const getDuel = defineOperation({
  name: 'duels.get', kind: 'read', path: '/duels/{duel}', personal: true,
  summary: 'Read a duel: sealed before the vote, with names and the votes of others after it.',
  input: z.object({ duel: DuelId, render }),
  output: DuelShape,
  tell: tellDuel,
  async run({ duel, render }, caller, context) {
    return presentDuel(await requireDuel(duel, caller, context), context, { render })
  },
})
