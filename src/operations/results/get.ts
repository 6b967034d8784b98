import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import type { Decider } from '../../core/votes/vote.ts'
import { findDuelById, revealedAnswers } from '../../store/duels.ts'
import { findVote } from '../../store/duels/votes.ts'
import { findRules } from '../../store/vote-rules.ts'
import { presentNames } from '../duels/present-revealed.ts'
import { CastVote, DuelChallenge, DuelShape, Reveal } from '../duels/shapes.ts'
import { defineOperation } from '../operation.ts'
import { sharedVote } from './share.ts'

export const getResult = defineOperation({
  name: 'results.get', kind: 'read', path: '/results/{result}',
  summary: 'Read the result of a duel that a voter shares.',
  input: z.object({ result: z.string().min(1).max(1_000).describe('The last part of the shared link.') }),
  output: z.object({
    pool: DuelShape.shape.pool,
    challenge: DuelChallenge.pick({ slug: true, title: true, category: true }),
    vote: CastVote.pick({ verdict: true, judge: true, strength: true, criteria: true, at: true, withdrawn: true }),
    reveal: Reveal.omit({ draw: true, ratings: true, noRatings: true, setAside: true }),
  }),
  async run({ result }, _caller, context) {
    const key = await sharedVote(result, context)
    const vote = key === undefined ? undefined : await findVote(context.db, { key })
    const duel = vote && (await findDuelById(context.db, vote.duel_id!))
    const answers = duel?.state === 'revealed' ? await revealedAnswers(context.db, [duel.left_response_id, duel.right_response_id]) : undefined
    if (!vote || !duel || !answers) throw new DomainError('not-found', 'There is no such result.')
    return {
      pool: duel.pool,
      challenge: { slug: duel.challenge_slug, title: duel.challenge_title, category: duel.challenge_category },
      vote: {
        verdict: vote.verdict as z.input<typeof CastVote>['verdict'], judge: vote.judge_kind as Decider, strength: vote.strength,
        criteria: vote.criteria as z.input<typeof CastVote>['criteria'], at: vote.voted_at!, withdrawn: vote.withdrawn_at !== null,
      },
      reveal: await presentNames(duel, answers, { ...vote, inForce: (await findRules(context.db)).rules }, context),
    }
  },
})
