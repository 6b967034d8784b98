import { z } from 'zod'
import { countsByChallenge } from '../../store/challenges.ts'
import { modelsThatAnswered } from '../../store/responses.ts'
import { requireChallenge } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { presentChallengeDetail } from '../present.ts'
import { ChallengeDetail, ModelReference, Slug } from '../shapes.ts'

export const getChallenge = defineOperation({
  name: 'challenges.get', kind: 'read', path: '/challenges/{challenge}',
  summary: 'Read a challenge: its prompts, and which models answered it.',
  input: z.object({ challenge: Slug.describe('Slug of the challenge.') }),
  output: z.object({
    challenge: ChallengeDetail,
    models: z.array(ModelReference.extend({ answers: z.number().int() })).describe('Models that answered, by name.'),
  }),
  async run({ challenge: slug }, _caller, { db }) {
    const challenge = await requireChallenge(db, slug)
    const counts = await countsByChallenge(db, [challenge.id])
    return { challenge: presentChallengeDetail(challenge, counts.get(challenge.id)), models: await modelsThatAnswered(db, challenge.id, 1_000) }
  },
})
