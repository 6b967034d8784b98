import { z } from 'zod'
import { likeness, tellingWords } from '../../core/challenges/likeness.ts'
import { challengesBeside, kindredChallenges } from '../../store/challenges-around.ts'
import { countsByChallenge, readChallenges } from '../../store/challenges.ts'
import { requireChallenge } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { presentChallenge } from '../present.ts'
import { ChallengeReference, ChallengeSummary, Slug } from '../shapes.ts'

/** How many challenges are held against the one asked for. */
const mostHeld = 60

export const challengesAround = defineOperation({
  name: 'challenges.around', kind: 'read', path: '/challenges/{challenge}/around',
  summary: 'Name the challenges around one: answered ones that are like it, and the ones before and after it.',
  input: z.object({ challenge: Slug.describe('Slug of the challenge.'), limit: z.number().int().min(1).max(12).default(3).describe('How many like it to return, 1 to 12.') }),
  output: z.object({
    similar: z.array(ChallengeSummary).describe('Answered challenges of the same category, those with the most words in common first.'),
    previous: ChallengeReference.nullable(),
    next: ChallengeReference.nullable(),
  }),
  async run({ challenge: slug, limit }, _caller, { db }) {
    const challenge = await requireChallenge(db, slug)
    const words = tellingWords(`${challenge.title} ${challenge.turns[0]?.slice(0, 600)}`)
    const kindred = (await kindredChallenges(db, challenge, mostHeld))
      .map(({ id, title, prompt }) => ({ id, alike: likeness(words, tellingWords(`${title} ${prompt}`)) }))
      .toSorted((a, b) => b.alike - a.alike)
      .slice(0, limit).map(({ id }) => id)
    const [rows, counts] = await Promise.all([readChallenges(db, kindred), countsByChallenge(db, kindred)])
    return {
      similar: kindred.map((id) => presentChallenge(rows.find((row) => row.id === id)!, counts.get(id))),
      ...(await challengesBeside(db, challenge.id)),
    }
  },
})
