import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { lookAt, presentLook } from './look.ts'
import { readableLook } from './readable.ts'
import { LeaderboardShape } from './shapes.ts'
import { sliceInput, sliceOf, waitInput } from './slice-input.ts'

export const getLeaderboard = defineOperation({
  name: 'leaderboard.get', kind: 'read', path: '/leaderboard', positional: [],
  summary: 'Rank models by votes, with intervals; the switches choose which votes, and how they are rated.',
  input: z.object({ ...sliceInput, ...waitInput }),
  output: LeaderboardShape,
  readable: readableLook,
  async run({ wait, ...input }, caller, context) {
    const slice = await sliceOf(input, context)
    return presentLook(slice, await lookAt(slice, wait, caller, context), context)
  },
})
