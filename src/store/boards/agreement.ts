import { sql } from 'kysely'
import { agreementAmong, agreementOf, type Agreement, type JudgedPair } from '../../core/boards/agreement.ts'
import type { Database } from '../database.ts'
import { findRules } from '../vote-rules.ts'
import { compressed } from './compressed.ts'
import { FactReader } from './facts.ts'
import { momentToCompute, type Moment } from './state.ts'

/** How far people and judging models agree, and the models among themselves, on pairs of answers that both judged. */
export interface AgreementDocument {
  asOf: string
  /** Votes on challenges that a model judged too, and how far two people agree on the same pair. */
  people: { votes: number; among: Agreement | null }
  /** Most votes first. */
  judges: Array<{ judge: string; votes: number; ties: number }>
  /** `one` is null for people. Pairs of judges that share nothing are left out. */
  agreements: Array<{ one: string | null; other: string } & Agreement>
}

export interface ComputedAgreement {
  state: string
  detail: Uint8Array
}

/** Judges with the most votes are held against each other; the table of all pairs grows with their square. */
const mostJudges = 20
const batchLength = 4_000

type Verdicts = [number, number, number]

/** Give it a transaction of one moment. */
export async function computeAgreement(db: Database): Promise<ComputedAgreement> {
  const moment = await momentToCompute(db)
  const { pairs, judges } = await readJudged(db, moment)
  const names = [...judges].sort(([a, { votes }], [b, other]) => other.votes - votes || (a < b ? -1 : 1)).slice(0, mostJudges)
  const raters: Array<string | null> = [null, ...names.map(([name]) => name)]
  const agreements = raters.flatMap((one, index) => raters.slice(index + 1).flatMap((other) => {
    const agreement = agreementOf(sharedBy(pairs, one, other))
    return agreement ? [{ one, other: other!, ...agreement }] : []
  }))
  const ofPeople = pairs.flatMap(({ prompt, verdicts }) => (verdicts.has(null) ? [{ prompt, one: verdicts.get(null)! }] : []))
  const document: AgreementDocument = {
    asOf: moment.asOf, people: { votes: ofPeople.reduce((sum, { one }) => sum + one[0] + one[1] + one[2], 0), among: agreementAmong(ofPeople) },
    judges: names.map(([judge, counts]) => ({ judge, ...counts })), agreements,
  }
  return { state: moment.state, detail: compressed(document) }
}

interface Judged {
  prompt: number
  /** By judge; null for people. */
  verdicts: Map<string | null, Verdicts>
}

/** Every pair of answers on a challenge that a model judged, with all verdicts on it that count. */
async function readJudged(db: Database, moment: Moment) {
  const { rules } = await findRules(db)
  const facts = new FactReader(db, rules, moment)
  const pairs = new Map<string, Judged>()
  const judges = new Map<string, { votes: number; ties: number }>()
  for (let after = 0; ;) {
    const rows = await selectJudged(db, moment).where('votes.id', '>', after).orderBy('votes.id').limit(batchLength).execute()
    if (rows.length === 0) return { pairs: [...pairs.values()], judges }
    const last = rows.at(-1)!.id
    const setAsideBy = await facts.between(after, last)
    for (const row of rows) if (!setAsideBy(row)) addVerdict(pairs, judges, row)
    after = last
  }
}

type JudgedRow = Awaited<ReturnType<ReturnType<typeof selectJudged>['execute']>>[number]

function selectJudged(db: Database, { ledgerId }: Moment) {
  return db.selectFrom('votes')
    .select(['votes.id', 'challenge_id', 'turn', 'left_model_id', 'right_model_id', 'verdict', 'blind', 'judge_kind', 'judge'])
    .where(sql<boolean>`+votes.ledger_id <= ${ledgerId}`).where('judge_kind', 'in', ['human', 'model'])
    .where('challenge_id', 'in', db.selectFrom('votes as judged').select('judged.challenge_id').where('judged.judge_kind', '=', 'model')
      .where('judged.challenge_id', 'is not', null))
}

function addVerdict(pairs: Map<string, Judged>, judges: Map<string, { votes: number; ties: number }>, row: JudgedRow): void {
  const rater = row.judge_kind === 'human' ? null : row.judge ?? 'a model that the source does not name'
  const isTurned = row.left_model_id > row.right_model_id
  const [first, second] = isTurned ? [row.right_model_id, row.left_model_id] : [row.left_model_id, row.right_model_id]
  const key = `${row.challenge_id} ${row.turn} ${first} ${second}`
  const pair = pairs.get(key) ?? { prompt: row.challenge_id!, verdicts: new Map<string | null, Verdicts>() }
  pairs.set(key, pair)
  const verdicts = pair.verdicts.get(rater) ?? [0, 0, 0]
  pair.verdicts.set(rater, verdicts)
  const preference = row.verdict === 'left' ? (isTurned ? 2 : 0) : row.verdict === 'right' ? (isTurned ? 0 : 2) : 1
  verdicts[preference] += 1
  if (rater === null) return
  const counts = judges.get(rater) ?? { votes: 0, ties: 0 }
  judges.set(rater, counts)
  counts.votes += 1
  if (preference === 1) counts.ties += 1
}

function sharedBy(pairs: Judged[], one: string | null, other: string | null): JudgedPair[] {
  return pairs.flatMap(({ prompt, verdicts }) => {
    const [ofOne, ofOther] = [verdicts.get(one), verdicts.get(other)]
    return ofOne && ofOther ? [{ prompt, one: ofOne, other: ofOther }] : []
  })
}
