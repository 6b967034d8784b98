import { sql } from 'kysely'
import { agreementAmong, agreementOf, type Agreement, type JudgedPair } from '../../core/boards/agreement.ts'
import type { Database } from '../database.ts'
import { findRules } from '../vote-rules.ts'
import { compressed } from './compressed.ts'
import { FactReader, rowsPerRead } from './facts.ts'
import { momentToCompute, type Moment } from './state.ts'

/** How far people and judging models agree, and the models among themselves, on pairs of answers that both judged. */
export interface AgreementDocument {
  asOf: string
  /** Votes on challenges that a model judged too, and how far two people agree on the same pair. */
  people: { votes: number; among: Agreement | null }
  /** Verdicts that are stored, whatever rules say of them and whether or not their challenge is known. Most votes first. */
  judges: StoredVerdicts[]
  /** `one` is null for people. Pairs of judges that share nothing are left out. */
  agreements: Array<{ one: string | null; other: string } & Agreement>
}

/** `votes` holds ties and no abstentions. */
interface StoredVerdicts {
  judge: string
  votes: number
  ties: number
  /** The judge said nothing, or contradicted itself between the two orders. */
  abstentions: number
}

export interface ComputedAgreement {
  state: string
  detail: Uint8Array
}

/** Judges with the most votes are held against each other; the table of all pairs grows with their square. */
const mostJudges = 20
const mostListed = 200
/** What a judge is called that the source does not name. */
const unnamed = 'a model that the source does not name'

type Verdicts = [number, number, number]

/** Give it a transaction of one moment. */
export async function computeAgreement(db: Database): Promise<ComputedAgreement> {
  const moment = await momentToCompute(db)
  const judges = await countVerdicts(db, moment)
  const pairs = await readJudged(db, moment)
  const raters: Array<string | null> = [null, ...judges.slice(0, mostJudges).map(({ judge }) => judge)]
  const agreements = raters.flatMap((one, index) => raters.slice(index + 1).flatMap((other) => {
    const agreement = agreementOf(sharedBy(pairs, one, other))
    return agreement ? [{ one, other: other!, ...agreement }] : []
  }))
  const ofPeople = pairs.flatMap(({ prompt, verdicts }) => (verdicts.has(null) ? [{ prompt, one: verdicts.get(null)! }] : []))
  const document: AgreementDocument = {
    asOf: moment.asOf, people: { votes: ofPeople.reduce((sum, { one }) => sum + one[0] + one[1] + one[2], 0), among: agreementAmong(ofPeople) },
    judges: judges.slice(0, mostListed), agreements,
  }
  return { state: moment.state, detail: compressed(document) }
}

interface Judged {
  prompt: number
  /** By judge; null for people. */
  verdicts: Map<string | null, Verdicts>
}

/** Every pair of answers on a challenge that a model judged, with all verdicts on it that count. */
async function readJudged(db: Database, moment: Moment): Promise<Judged[]> {
  const { rules } = await findRules(db)
  const facts = new FactReader(db, rules, moment)
  const pairs = new Map<string, Judged>()
  for (let after = 0; ;) {
    const rows = await selectJudged(db, moment).where('votes.id', '>', after).orderBy('votes.id').limit(rowsPerRead).execute()
    if (rows.length === 0) return [...pairs.values()]
    const last = rows.at(-1)!.id
    const setAsideBy = await facts.between(after, last)
    for (const row of rows) if (!setAsideBy(row)) addVerdict(pairs, row)
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

function addVerdict(pairs: Map<string, Judged>, row: JudgedRow): void {
  const rater = row.judge_kind === 'human' ? null : row.judge ?? unnamed
  const isTurned = row.left_model_id > row.right_model_id
  const [first, second] = isTurned ? [row.right_model_id, row.left_model_id] : [row.left_model_id, row.right_model_id]
  const key = `${row.challenge_id} ${row.turn} ${first} ${second}`
  const pair = pairs.get(key) ?? { prompt: row.challenge_id!, verdicts: new Map<string | null, Verdicts>() }
  pairs.set(key, pair)
  const verdicts = pair.verdicts.get(rater) ?? [0, 0, 0]
  pair.verdicts.set(rater, verdicts)
  const preference = row.verdict === 'left' ? (isTurned ? 2 : 0) : row.verdict === 'right' ? (isTurned ? 0 : 2) : 1
  verdicts[preference] += 1
}

/** Of every judging model, also of those whose source tells neither its name nor the challenge. */
async function countVerdicts(db: Database, { ledgerId }: Moment): Promise<StoredVerdicts[]> {
  const rows = await db.selectFrom('votes').select(({ fn }) => ['judge', 'verdict', fn.countAll<number>().as('count')])
    .where('judge_kind', '=', 'model').where(sql<boolean>`+votes.ledger_id <= ${ledgerId}`)
    .where('id', 'not in', db.selectFrom('vote_withdrawals').select('vote_id').where('ledger_id', '<=', ledgerId)).groupBy(['judge', 'verdict']).execute()
  const counted = [...Map.groupBy(rows, ({ judge }) => judge ?? unnamed)].map(([judge, verdicts]): StoredVerdicts => {
    const of = (...wanted: string[]) => verdicts.reduce((sum, { verdict, count }) => sum + (wanted.includes(verdict) ? Number(count) : 0), 0)
    return { judge, votes: of('left', 'right', 'tie', 'both-bad'), ties: of('tie', 'both-bad'), abstentions: of('abstain') }
  })
  return counted.sort((a, b) => b.votes - a.votes || (a.judge < b.judge ? -1 : 1))
}

function sharedBy(pairs: Judged[], one: string | null, other: string | null): JudgedPair[] {
  return pairs.flatMap(({ prompt, verdicts }) => {
    const [ofOne, ofOther] = [verdicts.get(one), verdicts.get(other)]
    return ofOne && ofOther ? [{ prompt, one: ofOne, other: ofOther }] : []
  })
}
