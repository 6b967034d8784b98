import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { BoardHash, noBoard } from './get.ts'

export const recomputeBoard = defineOperation({
  name: 'boards.recompute', kind: 'read', path: '/boards/{board}/recompute',
  summary: 'Compute a stored board anew from the votes and rules of then, and say whether it comes out the same.',
  input: z.object({ board: BoardHash }),
  output: z.object({
    hash: z.string(), computedAt: z.string(),
    hashNow: z.string(), isEqual: z.boolean(),
    isOfEqualVotes: z.boolean().describe('The votes that count are the same, whatever the method.'),
    methodThen: z.string(), methodNow: z.string(), votesThen: z.number().int(), votesNow: z.number().int(),
    largestDifference: z.number().nullable().describe('Of a rating, in points; null where a model has one only then or only now.'),
    verdict: z.string().describe('All of this in a sentence.'),
  }),
  limits: { perMinute: 6 },
  failed: ({ isEqual }) => !isEqual,
  async run({ board: hash }, _caller, { store }) {
    const found = await store.boards.recompute(hash)
    if (!found) throw noBoard(hash)
    return { ...found, verdict: verdictOn(found) }
  },
})

function verdictOn({ isEqual, isOfEqualVotes, methodThen, methodNow, votesThen, votesNow }: {
  isEqual: boolean; isOfEqualVotes: boolean; methodThen: string; methodNow: string; votesThen: number; votesNow: number
}): string {
  const counted = (votes: number) => `${votes.toLocaleString('en')} ${votes === 1 ? 'vote' : 'votes'}`
  if (isEqual) return `The same board comes out: the same ${counted(votesNow)}, rules and method.`
  if (methodThen !== methodNow) return `It was made by version ${methodThen} of the method, this program has version ${methodNow}; the votes are ${isOfEqualVotes ? 'the same' : 'not the same'}.`
  if (isOfEqualVotes) return 'The votes are the same, the rules or the options are not.'
  return `Another board comes out: of ${counted(votesThen)} then, ${counted(votesNow)} now. Votes, answers or facts about them were changed since; \`diptych ledger verify\` tells which votes.`
}
