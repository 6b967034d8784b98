import { sql } from 'kysely'
import { checks, isInForce, ruleNames, type CheckName, type RuleName } from '../../core/votes/rules.ts'
import type { Database } from '../database.ts'
import { findRules } from '../vote-rules.ts'
import { compressed } from './compressed.ts'
import { FactReader, rowsPerRead } from './facts.ts'
import { momentToCompute, type UpTo } from './state.ts'

/** What votes there are, what checks found of them, and which rules set them aside. */
export interface SummaryDocument {
  asOf: string
  votes: number
  /** Those that no rule sets aside. */
  counted: number
  /** How many have each value; null is what is not known. The most first. */
  sources: Count[]
  judgeKinds: Count[]
  pools: Count[]
  verdicts: Count[]
  /** `unknown`: the check could not look, or nobody has run it. */
  checks: Array<{ check: CheckName; pass: number; fail: number; unknown: number }>
  /** A vote is counted under the first rule that sets it aside. */
  rules: Array<{ rule: RuleName; isInForce: boolean; setAside: number }>
}

interface Count {
  value: string | null
  votes: number
}

/** Counts all votes. Give it a transaction of one moment. */
export async function computeSummary(db: Database): Promise<{ state: string; detail: Uint8Array }> {
  const moment = await momentToCompute(db)
  const { rules } = await findRules(db)
  const facts = new FactReader(db, rules, moment)
  const counts = { source: new Map<string | null, number>(), judge_kind: new Map<string | null, number>(), pool: new Map<string | null, number>(), verdict: new Map<string | null, number>() }
  const found = new Map<string, number>()
  const setAside = new Map<RuleName, number>()
  let votes = 0
  for (let after = 0; ;) {
    const rows = await selectVotes(db, moment).where('id', '>', after).orderBy('id').limit(rowsPerRead).execute()
    if (rows.length === 0) break
    const last = rows.at(-1)!.id
    const setAsideBy = await facts.between(after, last)
    for (const row of rows) {
      for (const name of Object.keys(counts) as Array<keyof typeof counts>) add(counts[name], row[name], 1)
      const rule = setAsideBy(row)
      if (rule) add(setAside, rule, 1)
    }
    for (const { name, outcome, votes: some } of await outcomesOf(db, moment, after, last)) add(found, `${name} ${outcome}`, some)
    votes += rows.length
    after = last
  }
  const document: SummaryDocument = {
    asOf: moment.asOf, votes, counted: votes - setAside.values().reduce((sum, some) => sum + some, 0),
    sources: mostFirst(counts.source), judgeKinds: mostFirst(counts.judge_kind), pools: mostFirst(counts.pool), verdicts: mostFirst(counts.verdict),
    checks: (Object.keys(checks) as CheckName[]).map((check) => {
      const [pass, fail] = [found.get(`${check} pass`) ?? 0, found.get(`${check} fail`) ?? 0]
      return { check, pass, fail, unknown: votes - pass - fail }
    }),
    rules: ruleNames.map((rule) => ({ rule, isInForce: isInForce(rule, rules), setAside: setAside.get(rule) ?? 0 })),
  }
  return { state: moment.state, detail: compressed(document) }
}

function selectVotes(db: Database, { ledgerId }: UpTo) {
  return db.selectFrom('votes').select(['id', 'source', 'judge_kind', 'pool', 'verdict', 'blind', 'left_model_id', 'right_model_id'])
    // The plus keeps the index of entries out of it: rows come in order of their ids.
    .where(sql<boolean>`+votes.ledger_id <= ${ledgerId}`)
}

/** What the newest version of each check found, by how many votes. */
async function outcomesOf(db: Database, { asOf, ledgerId }: UpTo, after: number, last: number) {
  return db.selectFrom('vote_checks').select(({ fn }) => ['name', 'outcome', fn.countAll<number>().as('votes')])
    .where('vote_id', '>', after).where('vote_id', '<=', last).where('at', '<=', asOf)
    .where('vote_id', 'in', db.selectFrom('votes').select('id').where('id', '>', after).where('id', '<=', last).where(sql<boolean>`+votes.ledger_id <= ${ledgerId}`))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('vote_checks as newer').select('newer.vote_id')
      .whereRef('newer.vote_id', '=', 'vote_checks.vote_id').whereRef('newer.name', '=', 'vote_checks.name')
      .whereRef('newer.version', '>', 'vote_checks.version').where('newer.at', '<=', asOf))))
    .groupBy(['name', 'outcome']).execute()
}

function add<T>(counts: Map<T, number>, key: T, votes: number): void {
  counts.set(key, (counts.get(key) ?? 0) + votes)
}

function mostFirst(counts: Map<string | null, number>): Count[] {
  return Array.from(counts, ([value, votes]) => ({ value, votes })).sort((a, b) => b.votes - a.votes || String(a.value).localeCompare(String(b.value)))
}
