import { sql } from 'kysely'
import { decisiveChecks, isInForce, type CheckName, type VoteRules } from '../../core/votes/rules.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import { failedChecks } from '../boards/facts.ts'
import type { Database } from '../database.ts'
import { prepared } from '../prepared.ts'

export interface CrowdRow {
  verdict: Verdict
  /** The pair as asked for, or with its sides changed. */
  swapped: boolean
  /** On the challenge that was asked for, or on any other. */
  here: boolean
  votes: number
}

/** How people voted on two models besides the voter of one vote cast here: the votes that none of these rules sets aside. */
export async function crowdOn(
  db: Database, { left, right, challengeId, besides }: { left: number; right: number; challengeId: number; besides: number }, rules: VoteRules,
): Promise<CrowdRow[]> {
  const rows = await verdictsUnder(rules)(db, { left, right, challengeId, besides })
  return rows.map(({ verdict, here, left_model_id, votes }) => ({ verdict, here: Boolean(here), swapped: left_model_id !== left, votes }))
}

interface PairAsked {
  left: number
  right: number
  challengeId: number
  besides: number
}

const byRules = new Map<string, ReturnType<typeof prepareVerdicts>>()

/** The query of these rules, written once for each set of rules that was in force. */
function verdictsUnder(rules: VoteRules): ReturnType<typeof prepareVerdicts> {
  const [decisive, blindOnly] = [decisiveChecks(rules), isInForce('not-blind', rules)]
  const key = [blindOnly, ...decisive].join(' ')
  const known = byRules.get(key) ?? prepareVerdicts(decisive, blindOnly)
  byRules.set(key, known)
  return known
}

const prepareVerdicts = (decisive: CheckName[], blindOnly: boolean) => prepared((db, { left, right, challengeId, besides }: PairAsked) => {
  const votes = db.selectFrom('votes')
    .select(({ fn, eb }) => ['verdict', 'left_model_id', eb('challenge_id', '=', challengeId).as('here'), fn.countAll<number>().as('votes')])
    .where(({ or, and, eb }) => or([
      and([eb('left_model_id', '=', left), eb('right_model_id', '=', right)]), and([eb('left_model_id', '=', right), eb('right_model_id', '=', left)]),
    ]))
    .where('judge_kind', '=', 'human')
    .where(({ not, and, eb, selectFrom }) => not(and([
      eb('source', '=', 'arena'), eb('judge', '=', selectFrom('votes as own').select('own.judge').where('own.id', '=', besides)),
    ])))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('vote_withdrawals').select('vote_id').whereRef('vote_id', '=', 'votes.id'))))
    .$if(blindOnly, (query) => query.where(sql<boolean>`votes.blind is not false`))
    .$if(decisive.length > 0, (query) => query.where(({ not, exists }) => not(exists(failedChecks(db).select('vote_id').where('name', 'in', decisive).where(sql<boolean>`vote_checks.vote_id = votes.id`)))))
  return votes.groupBy(['verdict', 'left_model_id', 'here'])
})
