import { z } from 'zod'
import type { Side } from '../../core/duels/duel.ts'
import { drawReasons, pools } from '../../core/duels/duel.ts'
import { outputTypes } from '../../core/responses/output-type.ts'
import { criterionVerdicts } from '../../core/votes/criteria.ts'
import { ruleNames } from '../../core/votes/rules.ts'
import { deciders, strengths } from '../../core/votes/vote.ts'
import { RatingsAroundShape } from '../boards/ratings-around.ts'
import { ModelReference } from '../shapes.ts'
import { UntrustedText } from '../untrusted.ts'

/** What a voter can say of two answers. */
export const duelVerdicts = criterionVerdicts

export const DuelId = z.string().min(1).max(100).describe('Id of the duel. Of one that was drawn without a voter’s cookie it is the permission to see it and to vote on it.')

/** An answer before the vote: what it is, at addresses of its duel. Nothing here tells whose it is. */
export const SealedSide = z.object({
  outputType: z.enum(outputTypes),
  mediaType: z.string().nullable(),
  size: z.number().describe('Bytes.'),
  words: z.number().nullable(),
  text: UntrustedText.nullable().describe('The answer, where its bytes are text.'),
  html: z.string().optional().describe('The answer as safe HTML, when `render` was asked for.'),
  notes: z.array(z.string()).optional().describe('What the rendering left out, for a reader.'),
  scripts: z.boolean().nullable().describe('Of a web page: it brings scripts, which run only where somebody asks for them (`FRAME/live`). Null for what is none.'),
  fault: z.string().nullable().describe('Why browsers draw nothing of an SVG drawing; null where no fault is known.'),
  mayRevealAuthor: z.boolean().nullable().describe('Something in it may tell who wrote it, such as "I am X" or a mark of one maker. Null where nobody could look.'),
  raw: z.string().describe('Address of the exact bytes.'),
  frame: z.string().nullable().describe('Address for a sandboxed frame, of a web page.'),
  media: z.string().nullable().describe('Address of a picture or a sound.'),
})

export const DuelChallenge = z.object({
  slug: z.string(), title: z.string(), category: z.string().nullable(), outputType: z.enum(outputTypes),
  prompts: z.array(UntrustedText).describe('What the answers answer.'),
  system: UntrustedText.nullable(),
})

const Count = z.number().int()
export const CrowdCounts = z.object({ votes: Count, left: Count, right: Count, tie: Count, bothBad: Count })

export const RevealedSide = z.object({
  model: ModelReference.extend({ creator: z.string().nullable() }),
  response: z.string().describe('Public id of the answer.'),
  address: z.string().describe('Page of the answer.'),
})

export const Crowd = z.object({
  challenge: CrowdCounts.describe('On this challenge.'),
  everywhere: CrowdCounts.describe('On every challenge, this one included.'),
}).describe('How others voted on these two models, with the sides as in this duel. Votes that a rule in force sets aside are left out, as those that were taken back.')

export const Reveal = z.object({
  left: RevealedSide,
  right: RevealedSide,
  compare: z.string().describe('Page with both answers side by side.'),
  crowd: Crowd,
  ratings: z.object({ left: RatingsAroundShape, right: RatingsAroundShape }).nullable()
    .describe('What this vote did to both ratings; null where there is no board with both yet, or the vote was taken back, set aside, or a model’s.'),
  noRatings: z.string().nullable().describe('Of a person’s vote that counts: why there are no ratings to tell, in a sentence; null where there are.'),
  setAside: z.object({
    rule: z.enum(ruleNames), because: z.string().describe('Ends “votes are set aside because …”.'), text: z.string().describe('The whole sentence.'),
  }).nullable().describe('The rule that sets this vote aside by what is known of it now; null where it counts.'),
  draw: z.object({
    reason: z.enum(drawReasons).describe('Why this pair: by plain chance, for models with few duels, or near in rating to a new model.'),
    probability: z.number().describe('Of drawing this pair, sides aside, under the policy of that moment.'),
    seed: z.string().describe('The dice: with the same candidates, the same seed draws the same pair.'),
  }),
})

export const CastVote = z.object({
  id: z.string(),
  verdict: z.enum(duelVerdicts),
  judge: z.enum(deciders).describe('Who decided: a person, or a model, whose votes count on boards of judging models alone.'),
  strength: z.enum(strengths).nullable(),
  criteria: z.record(z.string(), z.enum(criterionVerdicts)).nullable(),
  reasons: z.array(z.string()).nullable(),
  comment: z.string().nullable(),
  at: z.string(),
  withdrawn: z.boolean().describe('The voter took it back: it stays stored, and counts for nothing.'),
  canUndo: z.boolean().describe('The voter has not started another duel since: drawn one that is not `ahead`, or started one, voted on one or skipped one.'),
  receipt: z.object({
    vote: z.string(), ledger: z.string().describe('Hash of the entry that chains the vote.'), at: z.string(),
    token: z.string().describe('All of this, signed. `receipts.verify` tells whether the vote still stands.'),
  }),
  share: z.string().nullable().describe('Page that shows the result to anybody; null before the names are out.'),
})

export const DuelShape = z.object({
  id: z.string(),
  state: z.enum(['sealed', 'voted', 'revealed', 'expired']),
  ended: z.enum(['time', 'skipped']).nullable().describe('How it expired.'),
  pool: z.enum(pools).describe('Answers that anyone can browse, or answers kept off public pages until a duel over them was revealed.'),
  challenge: DuelChallenge,
  left: SealedSide.nullable().describe('Null once the duel expired.'),
  right: SealedSide.nullable(),
  criteria: z.array(z.string()).describe('What may be judged beside the whole.'),
  drawnAt: z.string(),
  expiresAt: z.string(),
  vote: CastVote.nullable(),
  reveal: Reveal.nullable().describe('Whose answers they are: null until the vote is stored and the names are asked for.'),
})

/** The reply to a vote: the answers are known to the voter already. */
export const VotedShape = DuelShape.pick({ id: true, state: true, vote: true, reveal: true })

export const render = z.boolean().default(false).describe('Also answer texts as safe HTML.')

/** Where the parts of a duel are found. */
export function addressesOf(duel: string, side: Side) {
  return { raw: `/api/v1/duels/${duel}/${side}`, frame: `/duels/${duel}/${side}/frame`, media: `/duels/${duel}/${side}/media` }
}
