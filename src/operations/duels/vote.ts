import { z } from 'zod'
import { sides } from '../../core/duels/duel.ts'
import { DomainError } from '../../core/errors.ts'
import { criteriaFor, criterionVerdicts, longestCriterion, type SeenFacts } from '../../core/votes/criteria.ts'
import { deciders, strengths, type Decider } from '../../core/votes/vote.ts'
import type { Database } from '../../store/database.ts'
import { ruleAgainstNew } from '../../store/boards/facts.ts'
import { endUndo, markVoted, revealedAnswers, type DuelRow, type RevealedAnswer } from '../../store/duels.ts'
import { insertVote, type ArenaVote, type VoteNames } from '../../store/duels/votes.ts'
import { identityMarksOf } from '../../store/identity-marks.ts'
import { openEntry } from '../../store/ledger.ts'
import { checksAtCast } from '../../store/vote-checks.ts'
import { findRules } from '../../store/vote-rules.ts'
import { defineOperation } from '../operation.ts'
import { addressToday } from '../voters/identity.ts'
import { refuseSpentDay } from './day-limits.ts'
import { openToAll } from './open-to-all.ts'
import { presentReveal, presentVote } from './present-revealed.ts'
import { voteKey } from './random-id.ts'
import { isOver, requireSealed } from './require.ts'
import { DuelId, duelVerdicts, VotedShape } from './shapes.ts'
import { tellVoted } from './tell.ts'

const words = (most: number) => z.string().trim().min(1).max(most)

const input = z.object({
  duel: DuelId,
  verdict: z.enum(duelVerdicts).describe('Which answer is better, neither, or that both are bad.'),
  judge: z.enum(deciders).optional()
    .describe('Who decides: a person or a model. Default: model over MCP, human elsewhere. A model’s vote counts on boards of judging models alone.'),
  strength: z.enum(strengths).optional().describe('How clear it is.'),
  criteria: z.record(z.string().min(1).max(longestCriterion), z.enum(criterionVerdicts)).optional()
    .describe('Verdicts beside the whole, by the criteria that the duel names.'),
  reasons: z.array(words(40)).max(12).optional().describe('Tags.'),
  comment: words(2_000).optional().describe('What the voter adds in words of their own.'),
  dwellMs: z.number().int().min(0).max(86_400_000).optional().describe('How long both answers were before the voter, where the page or program knows.'),
  bothSeen: z.boolean().optional().describe('Whether both answers were on the screen, where the page or program knows.'),
  scriptsRun: z.array(z.enum(sides)).max(2).optional().describe('Of answers that are web pages with scripts: on which sides these were run before the vote.'),
  reveal: z.boolean().default(true).describe('Answer the names at once; without, they come with `duels.reveal`.'),
})

export const voteOnDuel = defineOperation({
  name: 'duels.vote', kind: 'write', path: '/duels/{duel}/votes', positional: ['duel', 'verdict'], transaction: 'grouped', personal: true,
  summary: 'Vote on a duel, once, and learn whose answers they were; say with `judge` who decides, a person or a model.',
  input,
  output: VotedShape,
  tell: tellVoted,
  limits: { voting: true, bodyBytes: 16_384 },
  async run(cast, caller, context) {
    const { db, now } = context
    const at = now().toISOString()
    const place = await openEntry(db)
    const duel = await requireSealed(cast.duel, caller, context)
    requireNamed(cast.criteria, duel)
    const from = await addressToday(caller, context)
    await refuseSpentDay({ voter: duel.voter, from }, context)
    const answers = await requireAnswers(duel, db)
    const vote = voteOn({ ...cast, judge: cast.judge ?? caller.decider ?? 'human' }, duel, answers, at)
    const { id, ledgerHash } = await insertVote(db, vote, namesOf(duel, answers), place)
    await endUndo(db, duel.voter)
    if (!(await markVoted(db, duel, at, { revealed: cast.reveal, from }))) throw isOver()
    const facts = await checksAtCast(db, { ...vote, id, from, seen: cast, drawnAt: duel.drawn_at }, answers, identityMarksOf(context.store))
    if (cast.reveal) await openToAll(duel, db)
    const { rules: inForce } = await findRules(db)
    const stored = { ...vote, id, ledger_id: place.id, ledger_hash: ledgerHash, withdrawn_at: null }
    return {
      id: duel.public_id, state: cast.reveal ? 'revealed' as const : 'voted' as const,
      vote: await presentVote(stored, { isRevealed: cast.reveal, canUndo: true }, context),
      reveal: cast.reveal ? await presentReveal(duel, answers, { ...stored, inForce, setAsideBy: ruleAgainstNew(vote, facts, inForce) }, context) : null,
    }
  },
})

type Cast = z.output<typeof input>
type Decided = Cast & { judge: Decider }

/** Verdicts are on criteria that the duel named: a word of somebody's own would be a criterion that no other voter saw. */
function requireNamed(criteria: Cast['criteria'], { challenge_slug, challenge_criteria }: DuelRow): void {
  const named = criteriaFor(challenge_criteria)
  const unnamed = Object.keys(criteria ?? {}).find((criterion) => !named.includes(criterion))
  if (unnamed === undefined) return
  throw new DomainError('invalid', `criteria: answers to ${challenge_slug} are not judged by "${unnamed}". They may be judged by ${named.join(', ')}.`)
}

async function requireAnswers(duel: DuelRow, db: Database): Promise<[RevealedAnswer, RevealedAnswer]> {
  const answers = await revealedAnswers(db, [duel.left_response_id, duel.right_response_id])
  if (!answers) throw new DomainError('conflict', 'An answer of this duel is no longer there. Ask for a new duel.')
  return answers
}

function voteOn(cast: Decided, duel: DuelRow, [left, right]: [RevealedAnswer, RevealedAnswer], at: string): ArenaVote {
  const { challenge_id, left_model_id, right_model_id, left_response_id, right_response_id } = duel
  return {
    key: voteKey(at), duel_id: duel.id, challenge_id, left_model_id, right_model_id, left_response_id, right_response_id,
    verdict: cast.verdict, strength: cast.strength ?? null,
    // Answers that another duel let out in the meantime could have been read by anybody.
    pool: duel.pool === 'sealed' && left.sealed && right.sealed ? 'sealed' : 'open',
    judge_kind: cast.judge, judge: duel.voter, language: duel.challenge_language, category: duel.challenge_category, voted_at: at,
    reasons: cast.reasons ?? null, comment: cast.comment ?? null, criteria: cast.criteria ?? null, provenance: seenFacts(cast),
  }
}

function namesOf(duel: DuelRow, [left, right]: [RevealedAnswer, RevealedAnswer]): VoteNames {
  return { challenge: duel.challenge_slug, leftModel: left.slug, rightModel: right.slug, leftResponse: left.public_id, rightResponse: right.public_id }
}

/** What the voter's page or program told of the voting; null where it told nothing. */
function seenFacts({ dwellMs, bothSeen, scriptsRun }: SeenFacts): Record<string, unknown> | null {
  const facts = { ...(dwellMs !== undefined && { dwellMs }), ...(bothSeen !== undefined && { bothSeen }), ...(scriptsRun && { scriptsRun }) }
  return Object.keys(facts).length ? facts : null
}
