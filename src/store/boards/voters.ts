import { reviewAt, voterEvidence, type VoterEvidence, type VoterHabit } from '../../core/ratings/voter-evidence.ts'
import { outcomes, type Outcome, type Votes } from '../../core/ratings/votes.ts'
import { checkOutcomes, nextVersion, type Finding } from '../../core/votes/check.ts'
import { checkVoterEvidence, fewestVotes, voterEvidenceVersion, votesThatTell } from '../../core/votes/checks/voter-evidence.ts'
import type { VoteRules } from '../../core/votes/rules.ts'
import type { Database } from '../database.ts'
import { bytes, floats, ints, Numbering } from './columns.ts'
import { compressed } from './compressed.ts'
import { FactReader, rowsPerRead } from './facts.ts'
import { readModelNames, type NamedModel } from './model-names.ts'
import { castAt } from './read-votes.ts'
import { everything, voterStateOf } from './state.ts'
import type { FactColumns } from './write-facts.ts'

/** What was found of all voters. */
export interface VotersDocument {
  asOf: string
  /** People who voted, as far as they are told apart; of how many their votes can tell something. */
  voters: number
  judged: number
  /** How many are to be looked at, and how many do not vote like a reader, with how many votes. */
  review: number
  excluded: number
  excludedVotes: number
  /** Those who stand out most. */
  flagged: FlaggedVoter[]
}

export interface FlaggedVoter {
  /** Slug, and the pseudonym in it. */
  collection: string
  voter: string
  /** Votes that were looked at. */
  votes: number
  eValue: number
  flag: 'review' | 'exclude'
  habit: VoterHabit | null
  /** Slug of the model that is always voted for, or against. */
  model: string | null
  flaggedAfter: number | null
}

export interface ComputedVoters {
  state: string
  detail: Uint8Array
  facts: FactColumns
}

/** What a check finds does not depend on which rules somebody has chosen: votes are held against those that count by default. */
const rulesOfCheck: VoteRules = { 'voter-evidence': false }

const mostFlagged = 100

/**
 * Holds every voter's votes against those of all others in the same collection, and says what is to be written down of each
 * vote: what was found now, where something else was found before. Give it a transaction of one moment.
 */
export async function computeVoters(db: Database): Promise<ComputedVoters> {
  const state = await voterStateOf(db)
  const models = await readModelNames(db)
  const read = await readHumanVotes(db)
  const found = new Map<number, { evidence: VoterEvidence; finding: Finding }>()
  for (const rows of rowsOfCollections(read)) {
    for (const [voter, evidence] of evidenceIn(read, rows, models)) found.set(voter, { evidence, finding: checkVoterEvidence(evidence, slugOf(evidence, read, models)) })
  }
  const facts = factsOf(read, (voter) => found.get(voter)?.finding ?? checkVoterEvidence(undefined))
  return { state, detail: compressed(documentOf(read, found, models, await slugsOfCollections(db))), facts }
}

/** Votes of people, in columns. */
type HumanVotes = Awaited<ReturnType<typeof readHumanVotes>>

async function readHumanVotes(db: Database) {
  // All facts are of the same moment as the votes, however new they are.
  const facts = new FactReader(db, rulesOfCheck, everything)
  const numbers = { model: new Numbering<number>(), voter: new Numbering<string>() }
  const columns = {
    id: ints(), collection: ints(), voter: ints(), left: ints(), right: ints(), outcome: bytes(), counts: bytes(), at: floats(),
    lastVersion: ints(), lastOutcome: bytes(),
  }
  for (let after = 0; ;) {
    const rows = await selectHumanVotes(db).where('id', '>', after).orderBy('id').limit(rowsPerRead).execute()
    if (rows.length === 0) break
    const last = rows.at(-1)!.id
    const [setAside, known] = [await facts.between(after, last), await newestFacts(db, after, last)]
    for (const row of rows) {
      const outcome = outcomes.indexOf(row.verdict as Outcome)
      columns.id.push(row.id)
      columns.collection.push(row.collection_id)
      columns.voter.push(row.judge === null ? null : numbers.voter.of(`${row.collection_id} ${row.judge}`))
      columns.left.push(numbers.model.of(row.left_model_id))
      columns.right.push(numbers.model.of(row.right_model_id))
      columns.outcome.push(Math.max(0, outcome))
      columns.counts.push(Number(outcome >= 0 && !setAside(row)))
      columns.at.push(row.cast_at === null ? null : Date.parse(row.cast_at))
      const fact = known.get(row.id)
      columns.lastVersion.push(fact?.version)
      columns.lastOutcome.push(fact ? checkOutcomes.indexOf(fact.outcome) : null)
    }
    after = last
  }
  const { id, collection, voter, left, right, outcome, counts, at, lastVersion, lastOutcome } = columns
  return {
    id: id.all(), collection: collection.all(), voter: voter.all(), left: left.all(), right: right.all(), outcome: outcome.all(), counts: counts.all(), at: at.all(),
    lastVersion: lastVersion.all(), lastOutcome: lastOutcome.all(), voters: numbers.voter.things, modelIds: numbers.model.things,
  }
}

function selectHumanVotes(db: Database) {
  return db.selectFrom('votes')
    .select(['id', 'collection_id', 'left_model_id', 'right_model_id', 'verdict', 'blind', 'judge', castAt.as('cast_at')])
    .where('judge_kind', '=', 'human').where('ledger_id', 'is not', null)
}

async function newestFacts(db: Database, after: number, last: number) {
  const rows = await db.selectFrom('vote_checks').select(['vote_id', 'version', 'outcome'])
    .where('vote_id', '>', after).where('vote_id', '<=', last).where('name', '=', 'voter-evidence').orderBy('version').execute()
  return new Map(rows.map((row) => [row.vote_id, row]))
}

function rowsOfCollections({ collection, counts }: HumanVotes): Iterable<Int32Array> {
  const countable = new Map<number, number[]>()
  for (let row = 0; row < collection.length; row++) {
    if (!counts[row]) continue
    const own = countable.get(collection[row]!)
    if (own) own.push(row)
    else countable.set(collection[row]!, [row])
  }
  return [...countable.values()].map((rows) => Int32Array.from(rows))
}

/** What speaks against each voter of a collection. Who has cast hardly a vote is no voter, but one of the others. */
function evidenceIn({ voter, left, right, outcome, at, modelIds, voters }: HumanVotes, rows: Int32Array, models: Map<number, NamedModel>): Array<[voter: number, VoterEvidence]> {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(voter[row]!, (counts.get(voter[row]!) ?? 0) + 1)
  const votes: Votes = {
    length: rows.length, models: modelIds.map((id) => models.get(id)!.slug), left: rows.map((row) => left[row]!), right: rows.map((row) => right[row]!),
    outcome: Uint8Array.from(rows, (row) => outcome[row]!), at: Float64Array.from(rows, (row) => at[row]!),
    voter: rows.map((row) => (counts.get(voter[row]!)! < fewestVotes ? -1 : voter[row]!)), voterCount: voters.length,
  }
  return voterEvidence(votes, { mostVotes: votesThatTell }).map((evidence) => [evidence.voter, evidence])
}

function slugOf({ model }: VoterEvidence, { modelIds }: HumanVotes, models: Map<number, NamedModel>): string | undefined {
  return model === undefined ? undefined : models.get(modelIds[model]!)!.slug
}

/** What is to be written down: nothing where the same was found before, or nothing could be and nobody ever looked. */
function factsOf({ id, voter, lastVersion, lastOutcome }: HumanVotes, findingOf: (voter: number) => Finding): FactColumns {
  const columns = { voteId: ints(), version: ints(), outcome: bytes(), detail: ints() }
  const details = new Numbering<string>()
  for (let row = 0; row < id.length; row++) {
    if (voter[row]! < 0) continue
    const { outcome, detail } = findingOf(voter[row]!)
    const last = lastVersion[row]! < 0 ? undefined : { version: lastVersion[row]!, outcome: checkOutcomes[lastOutcome[row]!]! }
    const version = outcome === 'unknown' && !last ? undefined : nextVersion(voterEvidenceVersion, outcome, last)
    if (version === undefined) continue
    columns.voteId.push(id[row])
    columns.version.push(version)
    columns.outcome.push(checkOutcomes.indexOf(outcome))
    // The figures of a voter like any other change with each vote, and say nothing.
    columns.detail.push(detail && detail.flag !== 'none' ? details.of(JSON.stringify(detail)) : null)
  }
  return { name: 'voter-evidence', voteId: columns.voteId.all(), version: columns.version.all(), outcome: columns.outcome.all(), detail: columns.detail.all(), details: details.things }
}

function documentOf(
  read: HumanVotes, found: Map<number, { evidence: VoterEvidence; finding: Finding }>, models: Map<number, NamedModel>, slugs: Map<number, string>,
): VotersDocument {
  const all = [...found.values()]
  const excluded = new Set(all.flatMap(({ evidence, finding }) => (finding.outcome === 'fail' ? [evidence.voter] : [])))
  const flagged = all.filter(({ evidence, finding }) => finding.outcome !== 'unknown' && evidence.peak > reviewAt).sort((a, b) => b.evidence.peak - a.evidence.peak)
  return {
    asOf: new Date().toISOString(), voters: read.voters.length, judged: all.filter(({ finding }) => finding.outcome !== 'unknown').length,
    review: flagged.length - excluded.size, excluded: excluded.size, excludedVotes: read.voter.reduce((sum, voter) => sum + Number(excluded.has(voter)), 0),
    flagged: flagged.slice(0, mostFlagged).map(({ evidence }): FlaggedVoter => {
      const name = read.voters[evidence.voter]!
      const space = name.indexOf(' ')
      return {
        collection: slugs.get(Number(name.slice(0, space)))!, voter: name.slice(space + 1), votes: evidence.votes, eValue: Math.min(evidence.peak, 1e200),
        flag: evidence.flag as FlaggedVoter['flag'], habit: evidence.habit ?? null, model: slugOf(evidence, read, models) ?? null, flaggedAfter: evidence.flaggedAfter ?? null,
      }
    }),
  }
}

export async function slugsOfCollections(db: Database): Promise<Map<number, string>> {
  return new Map((await db.selectFrom('collections').select(['id', 'slug']).execute()).map(({ id, slug }) => [id, slug]))
}
