import type { z } from 'zod'
import { rules, setAsideSentence, type RuleName, type VoteRules } from '../../core/votes/rules.ts'
import type { Decider, Verdict } from '../../core/votes/vote.ts'
import { ruleAgainst } from '../../store/boards/facts.ts'
import { revealedAnswers, type DuelRow, type RevealedAnswer } from '../../store/duels.ts'
import { crowdOn, type CrowdRow } from '../../store/duels/crowd.ts'
import { findVote, type VoteRow } from '../../store/duels/votes.ts'
import { findRules } from '../../store/vote-rules.ts'
import { ratingsAround, whyNoRatings } from '../boards/ratings-around.ts'
import type { Context } from '../operation.ts'
import { makeReceipt } from '../receipts/receipt.ts'
import { shareAddress } from '../results/share.ts'
import { presentSealed } from './present-sealed.ts'
import type { CastVote, Crowd, CrowdCounts, DuelShape, Reveal, RevealedSide } from './shapes.ts'

/** A duel in whatever state it is: names only once they are revealed. */
export async function presentDuel(duel: DuelRow, context: Context, options: { render: boolean }): Promise<z.input<typeof DuelShape>> {
  const sealed = await presentSealed(duel, context, options)
  return duel.voted_at === null ? sealed : { ...sealed, ...(await presentVoted(duel, context)) }
}

/** The vote on a duel, and what is revealed by now. */
export async function presentVoted(duel: DuelRow, context: Context): Promise<Pick<z.input<typeof DuelShape>, 'vote' | 'reveal'>> {
  const vote = (await findVote(context.db, { duelId: duel.id }))!
  const isRevealed = duel.state === 'revealed'
  const answers = isRevealed && await revealedAnswers(context.db, [duel.left_response_id, duel.right_response_id])
  const { rules: inForce } = await findRules(context.db)
  return {
    vote: await presentVote(vote, { isRevealed, canUndo: canUndo(vote, duel) }, context),
    reveal: answers ? await presentReveal(duel, answers, { ...vote, inForce, setAsideBy: await ruleAgainst(context.db, vote.id, inForce) }, context) : null,
  }
}

export async function presentVote(vote: StoredVote, { isRevealed, canUndo }: { isRevealed: boolean; canUndo: boolean }, context: Context): Promise<z.input<typeof CastVote>> {
  return {
    id: vote.key, verdict: vote.verdict as z.input<typeof CastVote>['verdict'], judge: vote.judge_kind as Decider, strength: vote.strength,
    criteria: vote.criteria as z.input<typeof CastVote>['criteria'], reasons: vote.reasons, comment: vote.comment, at: vote.voted_at!,
    withdrawn: vote.withdrawn_at !== null, canUndo,
    receipt: await makeReceipt({ vote: vote.key, ledger: vote.ledger_hash!, at: vote.voted_at! }, context),
    share: isRevealed ? await shareAddress(vote.key, context) : null,
  }
}

type StoredVote = Pick<VoteRow, 'key' | 'verdict' | 'judge_kind' | 'strength' | 'criteria' | 'reasons' | 'comment' | 'voted_at' | 'withdrawn_at' | 'ledger_hash'>

/** Until the voter goes on, however long that takes: draws another duel that is not `ahead`, or starts one, votes on one or skips one. */
export function canUndo(vote: Pick<VoteRow, 'withdrawn_at'>, duel: Pick<DuelRow, 'undo_for'>): boolean {
  return vote.withdrawn_at === null && duel.undo_for !== null
}

/** A vote, the rules in force as it is told, and which of them sets it aside. */
type RevealedVote = Pick<VoteRow, 'id' | 'verdict' | 'judge_kind'> & { inForce: VoteRules; setAsideBy: RuleName | undefined }

/** Whose answers they are, and how others voted on the two models: everybody but the voter of this vote. */
export async function presentNames(
  duel: DuelRow, [left, right]: [RevealedAnswer, RevealedAnswer], vote: Pick<RevealedVote, 'id' | 'inForce'>, { db }: Pick<Context, 'db'>,
): Promise<Pick<z.input<typeof Reveal>, 'left' | 'right' | 'compare' | 'crowd'>> {
  const crowd = await crowdOn(db, { left: duel.left_model_id, right: duel.right_model_id, challengeId: duel.challenge_id, besides: vote.id }, vote.inForce)
  const challenge = encodeURIComponent(duel.challenge_slug)
  return {
    left: revealedSide(left, challenge), right: revealedSide(right, challenge),
    compare: `/compare/${encodeURIComponent(left.slug)}/${encodeURIComponent(right.slug)}?challenge=${challenge}`,
    crowd: presentCrowd(crowd),
  }
}

/** The same, and for the voter what this vote did to the ratings, or why it did nothing, and how the pair was drawn. */
export async function presentReveal(
  duel: DuelRow, answers: [RevealedAnswer, RevealedAnswer], vote: RevealedVote, context: Pick<Context, 'db' | 'store'>,
): Promise<z.input<typeof Reveal>> {
  const [left, right] = answers
  const rule = vote.setAsideBy
  const isRated = !rule && vote.judge_kind === 'human'
  const ratings = isRated ? await ratingsAround({ ...vote, left: left.slug, right: right.slug }, context) : null
  return {
    ...await presentNames(duel, answers, vote, context),
    ratings, noRatings: isRated && !ratings ? await whyNoRatings(vote, context) : null,
    setAside: rule ? { rule, because: rules[rule].because, text: setAsideSentence(rule) } : null,
    draw: { reason: duel.reason, probability: duel.probability, seed: duel.seed },
  }
}

function revealedSide({ slug, name, house, creator, public_id }: RevealedAnswer, challenge: string): z.input<typeof RevealedSide> {
  return {
    model: { slug, name, house, creator }, response: public_id,
    address: `/models/${encodeURIComponent(slug)}/responses/${challenge}?sample=${encodeURIComponent(public_id)}`,
  }
}

function presentCrowd(rows: CrowdRow[]): z.input<typeof Crowd> {
  return { challenge: countVerdicts(rows.filter(({ here }) => here)), everywhere: countVerdicts(rows) }
}

const swappedVerdict: Partial<Record<Verdict, Verdict>> = { left: 'right', right: 'left' }

function countVerdicts(rows: CrowdRow[]): z.input<typeof CrowdCounts> {
  const count = (wanted: Verdict) => rows
    .filter(({ verdict, swapped }) => (swapped ? swappedVerdict[verdict] ?? verdict : verdict) === wanted)
    .reduce((sum, { votes }) => sum + votes, 0)
  const counts = { left: count('left'), right: count('right'), tie: count('tie'), bothBad: count('both-bad') }
  return { votes: counts.left + counts.right + counts.tie + counts.bothBad, ...counts }
}
