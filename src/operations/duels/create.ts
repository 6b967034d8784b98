import { z } from 'zod'
import { duelHours, pools } from '../../core/duels/duel.ts'
import { endUndo, expireOldDuels, findDuel, insertDuel } from '../../store/duels.ts'
import { ensureArenaCollection } from '../../store/duels/votes.ts'
import { requireChallenge } from '../find.ts'
import { defineOperation, type Context } from '../operation.ts'
import { Slug } from '../shapes.ts'
import { addressToday, duelVoterFor } from '../voters/identity.ts'
import { refuseSpentDay } from './day-limits.ts'
import { drawFor } from './draw.ts'
import { presentSealed } from './present-sealed.ts'
import { randomId } from './random-id.ts'
import { DuelShape, render } from './shapes.ts'
import { tellDuel } from './tell.ts'

const input = z.object({
  challenge: Slug.optional().describe('Only answers to this challenge.'),
  category: z.string().min(1).max(200).optional().describe('Only challenges of this category.'),
  pool: z.enum(pools).default('open').describe('Answers that anyone can browse, or answers kept off public pages until a duel over them was revealed.'),
  variants: z.boolean().default(false).describe('Two variants of one base model may meet.'),
  ahead: z.boolean().default(false).describe('The voter is still at another duel: this one starts when they come to it (`duels.start`), vote on it or skip it, and the vote on the other can be taken back until then.'),
  render,
})

export const createDuel = defineOperation({
  name: 'duels.create', kind: 'write', path: '/duels', positional: [], transaction: 'grouped', personal: true, givesVoter: true,
  summary: 'Draw two answers to one challenge for a blind vote.',
  input,
  output: DuelShape,
  limits: { voting: true },
  tell: tellDuel,
  async run({ render, ...asked }, caller, context) {
    const { db, now, store } = context
    const at = now()
    const challenge = asked.challenge ? await requireChallenge(db, asked.challenge) : undefined
    const { voter, bound, offered_to } = await duelVoterFor(caller, context)
    await refuseSpentDay({ voter, from: await addressToday(caller, context) }, context)
    await expireOldDuels(db, at.toISOString())
    await ensureArenaCollection(db, at.toISOString())
    const drawn = await drawFor(store, db, { ...asked, challengeId: challenge?.id, voter, now: at.toISOString() })
    if (!asked.ahead) await endUndo(db, voter)
    const id = randomId()
    await insertDuel(db, {
      public_id: id, challenge_id: drawn.challenge, left_response_id: drawn.left, right_response_id: drawn.right,
      left_model_id: drawn.leftModel, right_model_id: drawn.rightModel, pool: asked.pool, state: 'sealed', ended: null, voter, bound, offered_to, voted_from: null, asked,
      reason: drawn.reason, probability: drawn.probability, seed: drawn.seed,
      drawn_at: at.toISOString(), expires_at: hoursAfter(at, duelHours), voted_at: null, revealed_at: null,
    })
    return presentSealed((await findDuel(db, id))!, context, { render })
  },
})

function hoursAfter(at: ReturnType<Context['now']>, hours: number): string {
  return new Date(at.getTime() + hours * 3_600_000).toISOString()
}
