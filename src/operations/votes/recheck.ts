import { z } from 'zod'
import { checks, type CheckName } from '../../core/votes/rules.ts'
import { recheckVotes, type RecheckProgress } from '../../store/recheck.ts'
import { defineOperation, type Progress } from '../operation.ts'

const Count = z.number().int()
export const CheckNames = z.enum(Object.keys(checks) as CheckName[])

export const recheckVotesOperation = defineOperation({
  name: 'votes.recheck', kind: 'write', path: '/votes/recheck', callers: ['admin'], transaction: 'none', idempotent: true, positional: [],
  summary: 'Run every check anew on all votes, imported ones too: boards follow what is found otherwise than before.',
  input: z.object({}),
  output: z.object({
    votes: Count,
    isContinued: z.boolean().describe('It went on where an earlier run had been stopped.'),
    written: z.array(z.object({ check: CheckNames, pass: Count, fail: Count, unknown: Count }))
      .describe('New facts: of votes that nobody had looked at, or of which something else was found. Empty where all is as it was.'),
    voters: z.object({
      voters: Count, judged: Count.describe('Of whom the votes of others tell enough.'),
      review: Count.describe('Somebody should look at their votes.'), excluded: Count.describe('Who do not vote like a reader.'), excludedVotes: Count,
    }).nullable().describe('What was found of all people who voted; null where it could not be computed.'),
  }),
  limits: { perMinute: 6 },
  async run(_input, _caller, { store, progress }) {
    const { voters, ...report } = await recheckVotes(store, (event) => progress(tellProgress(event)))
    return { ...report, voters: voters ?? null }
  },
})

const messages: Record<RecheckProgress['step'], string> = {
  answers: 'Looking at the answers of each vote', voters: 'Looking at what else each voter did', evidence: 'Holding each voter against the others',
}

function tellProgress({ step, done, total }: RecheckProgress): Progress {
  return { message: messages[step], done, total }
}
