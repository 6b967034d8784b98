import { z } from 'zod'
import { pools } from '../../core/duels/duel.ts'
import { checkOutcomes } from '../../core/votes/check.ts'
import { checks, ruleNames, setAsideBy, type CheckName, type VoteRules } from '../../core/votes/rules.ts'
import { strengths, verdicts } from '../../core/votes/vote.ts'
import { hasCollection } from '../../store/boards/switches.ts'
import { findRules } from '../../store/vote-rules.ts'
import { factsOfVotes, listVotes, type ListedVote } from '../../store/votes.ts'
import { DomainError } from '../../core/errors.ts'
import { requireChallenge, requireModel } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { Slug } from '../shapes.ts'
import { UntrustedData, untrustedData } from '../untrusted.ts'
import { CheckNames } from './recheck.ts'

const VoteShape = z.object({
  id: z.string().describe('Its key in the collection.'),
  collection: z.string(), source: z.enum(['import', 'arena']),
  challenge: z.string().nullable(), turn: z.number().int(),
  left: z.string(), right: z.string(),
  verdict: z.enum(verdicts), probabilityRight: z.number().nullable().describe('Where a judge gave one.'),
  strength: z.enum(strengths).nullable(), pool: z.enum(pools).nullable(), blind: z.boolean().nullable(), sidesKnown: z.boolean(),
  judgeKind: z.enum(['human', 'model', 'unknown']), voter: z.string().nullable().describe('Pseudonym, or the judging model.'),
  language: z.string().nullable(), category: z.string().nullable(), votedAt: z.string().nullable(),
  criteria: UntrustedData.nullable().describe('Verdicts on criteria, as the voter or the source gave them.'),
  withdrawn: z.boolean().describe('Its voter took it back.'),
  setAsideBy: z.enum(ruleNames).nullable().describe('The first rule in force that sets it aside; null where it counts.'),
  checks: z.array(z.object({
    check: CheckNames, outcome: z.enum(checkOutcomes).describe('`unknown`: it could not look, or nobody has run it.'),
    detail: z.record(z.string(), z.unknown()).nullable().describe('The figures it went by.'), at: z.string().nullable(),
  })),
  ledger: z.number().int().nullable().describe('Id of the entry that chains it.'),
})

export const listVotesOperation = defineOperation({
  name: 'votes.list', kind: 'read', path: '/votes', positional: [],
  summary: 'List votes with what checks found of them and which rule sets them aside, newest first.',
  input: z.object({
    model: Slug.optional().describe('Only votes with this model on either side.'),
    challenge: Slug.optional().describe('Only votes on this challenge.'),
    collection: Slug.optional().describe('Only votes of this collection.'),
    voter: z.string().min(1).max(200).optional().describe('Only votes under this pseudonym.'),
    check: CheckNames.optional().describe('Only votes of which this check found what `found` says.'),
    found: z.enum(checkOutcomes).default('fail').describe('What `check` found.'),
    ...pageInput,
  }),
  output: z.object({
    votes: z.array(VoteShape),
    nextCursor: pageOutput.nextCursor.describe('Give this as `cursor` for the next page, which may also be short or empty; null on the last one.'),
  }),
  async run({ model, challenge, collection, voter, check, found, limit, cursor }, _caller, { db }) {
    if (collection !== undefined && !(await hasCollection(db, collection))) throw new DomainError('not-found', `There is no collection "${collection}". Look for it under /datasets.`)
    const filter = {
      ...(model !== undefined && { modelId: (await requireModel(db, model)).id }), ...(challenge !== undefined && { challengeId: (await requireChallenge(db, challenge)).id }),
      collection, voter, ...(check && { found: { check, outcome: found } }),
    }
    const { rows, next } = await listVotes(db, filter, { before: cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined, limit })
    const [facts, { rules }] = [await factsOfVotes(db, rows.map(({ id }) => id)), await findRules(db)]
    return { votes: rows.map((row) => presentVote(row, facts.get(row.id) ?? new Map(), rules)), nextCursor: next === null ? null : encodeCursor([next]) }
  },
})

type Facts = Awaited<ReturnType<typeof factsOfVotes>> extends Map<number, infer F> ? F : never

function presentVote(row: ListedVote, facts: Facts, rules: VoteRules): z.input<typeof VoteShape> {
  const outcomes = new Map(Array.from(facts, ([name, { outcome }]) => [name, outcome]))
  const withdrawn = row.withdrawn_at !== null
  return {
    id: row.key, collection: row.collection, source: row.source, challenge: row.challenge, turn: row.turn, left: row.left, right: row.right,
    verdict: row.verdict, probabilityRight: row.probability_right, strength: row.strength, pool: row.pool, blind: row.blind, sidesKnown: row.sides_known,
    judgeKind: row.judge_kind, voter: row.judge, language: row.language, category: row.category, votedAt: row.voted_at,
    criteria: row.criteria && untrustedData(row.criteria), withdrawn, ledger: row.ledger_id,
    setAsideBy: setAsideBy({ verdict: row.verdict, leftModel: row.left, rightModel: row.right, blind: row.blind, withdrawn, checks: outcomes }, rules) ?? null,
    checks: (Object.keys(checks) as CheckName[]).map((check) => {
      const fact = facts.get(check)
      return { check, outcome: fact?.outcome ?? 'unknown', detail: fact?.detail ?? null, at: fact?.at ?? null }
    }),
  }
}
