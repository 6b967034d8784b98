import { sql } from 'kysely'
import { setAsideBy, type CheckName, type RuleName, type VoteRules } from '../../core/votes/rules.ts'
import type { CheckOutcome } from '../../core/votes/check.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import type { Database } from '../database.ts'
import { everything, type UpTo } from './state.ts'

interface RuledRow {
  id: number
  left_model_id: number
  right_model_id: number
  verdict: Verdict
  blind: boolean | null
}

/** Votes read at a time: memory holds these as objects, and everything else as columns; and a thread may rest only in between. */
export const rowsPerRead = 1_000

/** Which rule sets a vote aside, from what is known about votes: withdrawals and checks. */
export class FactReader {
  readonly #db: Database
  readonly #rules: VoteRules
  readonly #upTo: UpTo
  /** What the rules say of votes without any failed check, of which there are few kinds. */
  readonly #plain = new Map<number, RuleName | undefined>()

  constructor(db: Database, rules: VoteRules, upTo: UpTo) {
    this.#db = db
    this.#rules = rules
    this.#upTo = upTo
  }

  /** For votes with ids above `after` and up to `last`. */
  async between(after: number, last: number): Promise<(row: RuledRow) => RuleName | undefined> {
    const withdrawn = await this.#withdrawals(after, last)
    const failed = await this.#failures(after, last)
    return (row) => {
      const checks = failed.get(row.id)
      const isWithdrawn = withdrawn.has(row.id)
      if (checks) return this.#ask(row, isWithdrawn, checks)
      const kind = kindOf(row, isWithdrawn)
      if (!this.#plain.has(kind)) this.#plain.set(kind, this.#ask(row, isWithdrawn, none))
      return this.#plain.get(kind)
    }
  }

  #ask(row: RuledRow, withdrawn: boolean, checks: ReadonlyMap<CheckName, CheckOutcome>) {
    return askRules(row, withdrawn, checks, this.#rules)
  }

  async #withdrawals(after: number, last: number): Promise<Set<number>> {
    const rows = await this.#db.selectFrom('vote_withdrawals').select('vote_id')
      .where('vote_id', '>', after).where('vote_id', '<=', last).where('ledger_id', '<=', this.#upTo.ledgerId).execute()
    return new Set(rows.map(({ vote_id }) => vote_id))
  }

  /** Checks whose newest version failed. Whatever passed, or could not look, sets nothing aside. */
  async #failures(after: number, last: number): Promise<Map<number, Map<CheckName, CheckOutcome>>> {
    const rows = await failures(this.#db, this.#upTo).where('vote_id', '>', after).where('vote_id', '<=', last).execute()
    const failed = new Map<number, Map<CheckName, CheckOutcome>>()
    for (const { vote_id, name } of rows) {
      const checks = failed.get(vote_id) ?? new Map<CheckName, CheckOutcome>()
      failed.set(vote_id, checks.set(name as CheckName, 'fail'))
    }
    return failed
  }
}

function failures(db: Database, { asOf }: Pick<UpTo, 'asOf'>) {
  return failedChecks(db, asOf).select(['vote_id', 'name'])
}

/** Checks whose newest version failed; of what was known at a time, or of all that is. */
export function failedChecks(db: Database, asOf?: string) {
  return db.selectFrom('vote_checks')
    // Written out, as the index of failures has it: nearly all checks pass.
    .where(sql<boolean>`outcome = 'fail'`).$if(asOf !== undefined, (query) => query.where('at', '<=', asOf!))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('vote_checks as newer').select('newer.vote_id')
      .whereRef('newer.vote_id', '=', 'vote_checks.vote_id').whereRef('newer.name', '=', 'vote_checks.name')
      .whereRef('newer.version', '>', 'vote_checks.version').$if(asOf !== undefined, (query) => query.where('newer.at', '<=', asOf!)))))
}

/** The votes whose voter does not vote like a reader. */
export async function flaggedVotes(db: Database, upTo: Pick<UpTo, 'asOf'>): Promise<Set<number>> {
  const rows = await failures(db, upTo).where('name', '=', 'voter-evidence').execute()
  return new Set(rows.map(({ vote_id }) => vote_id))
}

/** The rule that sets a single vote aside, by what is known of it now; undefined where it counts. */
export async function ruleAgainst(db: Database, voteId: number, rules: VoteRules): Promise<RuleName | undefined> {
  const row = await db.selectFrom('votes').select(['id', 'left_model_id', 'right_model_id', 'verdict', 'blind']).where('id', '=', voteId).executeTakeFirst()
  if (!row) return undefined
  const reader = new FactReader(db, rules, everything)
  return (await reader.between(voteId - 1, voteId))(row)
}

/** The same of a vote that is blind and just stored, with everything that is known of it. */
export function ruleAgainstNew(
  vote: Pick<RuledRow, 'left_model_id' | 'right_model_id' | 'verdict'>, facts: Array<{ name: CheckName; outcome: CheckOutcome }>, rules: VoteRules,
): RuleName | undefined {
  const checks = new Map(facts.map(({ name, outcome }) => [name, outcome]))
  return askRules({ ...vote, blind: true }, false, checks, rules)
}

function askRules(
  { verdict, left_model_id, right_model_id, blind }: Omit<RuledRow, 'id'>, withdrawn: boolean, checks: ReadonlyMap<CheckName, CheckOutcome>, rules: VoteRules,
): RuleName | undefined {
  return setAsideBy({ verdict, leftModel: String(left_model_id), rightModel: String(right_model_id), blind, withdrawn, checks }, rules)
}

const none: ReadonlyMap<CheckName, CheckOutcome> = new Map()

/** Everything a rule can look at in a vote without failed checks. */
function kindOf({ verdict, left_model_id, right_model_id, blind }: RuledRow, isWithdrawn: boolean): number {
  const facts = [verdict === 'abstain', left_model_id === right_model_id, isWithdrawn]
  return facts.reduce((code, fact) => code * 2 + Number(fact), blind === null ? 2 : Number(blind))
}
