import { sql } from 'kysely'
import type { Slice } from '../../core/boards/slice.ts'
import { fitBradleyTerry } from '../../core/ratings/bradley-terry.ts'
import { cellsAmong, cellsOf, placesOf } from '../../core/ratings/cells.ts'
import { existenceOf } from '../../core/ratings/existence.ts'
import { decisiveVotes, fitOfRows, topVoters, type DecisiveVotes, type Fitted, type VoterInfluence } from '../../core/ratings/influence.ts'
import { pickRows } from '../../core/ratings/pick-rows.ts'
import { mostModels } from '../../core/ratings/rate-part.ts'
import { defaultRateOptions } from '../../core/ratings/report.ts'
import { centre, pointsOfLogOdds } from '../../core/ratings/scale.ts'
import type { Votes } from '../../core/ratings/votes.ts'
import { isInForce } from '../../core/votes/rules.ts'
import type { Database } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import { findRules } from '../vote-rules.ts'
import { compressed } from './compressed.ts'
import { flaggedVotes } from './facts.ts'
import { readVotes, type SliceVotes } from './read-votes.ts'
import { momentToCompute } from './state.ts'
import { slugsOfCollections } from './voters.ts'

/** How much few votes, or single voters, decide on the board of a slice. */
export interface InfluenceDocument {
  slice: Slice
  asOf: string
  /** Votes and models of the board; models without a chain of duels to the most are left out. */
  votes: number
  models: number
  /** Why nothing more can be said. */
  reason: string | null
  first: string | null
  decisive: {
    challenger: string
    votes: number
    share: number
    leadBefore: number
    leadAfter: number
    /** Some of them. */
    some: Array<{ collection: string; key: string }>
  } | null
  voters: Array<{ collection: string | null; voter: string; votes: number; model: string; moved: number; lead: number; changesFirst: boolean }>
  flagged: FlaggedVotes
}

/** The ratings with and without the votes of voters who do not vote like a reader. */
export interface FlaggedVotes {
  /** Whether the rule is in force, so that the board is without them. */
  isSetAside: boolean
  voters: number
  votes: number
  /** The best first, as they are with these votes; no rating where a model has no others. Empty where nobody is flagged. */
  models: Array<{ model: string; with: number; without: number | null; rankWith: number; rankWithout: number | null }>
}

export interface ComputedInfluence {
  state: string
  detail: Uint8Array
}

const mostVoters = 10
const mostNamedVotes = 50

/** Says which votes and voters decide on the board of a slice. Give it a transaction of one moment. */
export async function computeInfluence(db: Database, slice: Slice): Promise<ComputedInfluence> {
  const moment = await momentToCompute(db)
  const { rules } = await findRules(db)
  const all = await readVotes(db, slice, { ...rules, 'voter-evidence': false }, moment)
  const flagged = await flaggedVotes(db, moment)
  const isSetAside = isInForce('voter-evidence', rules)
  const isFlagged = (row: number) => flagged.has(all.id[row]!)
  const rows = Int32Array.from(all.id.keys()).filter((row) => !isSetAside || !isFlagged(row))
  const votes = rows.length === all.id.length ? all.votes : pickRows(all.votes, rows)
  const compared = { ...compareFlagged(all.votes, slice, isFlagged), isSetAside, ...countFlagged(all, isFlagged) }
  const fitted = fittedOf(votes, slice)
  const nothing = { first: null, decisive: null, voters: [] }
  const found = 'reason' in fitted ? { ...nothing, models: 0, reason: fitted.reason } : await influencesOf(db, fitted, votes, all, rows)
  const document: InfluenceDocument = { slice, asOf: moment.asOf, votes: votes.length, ...found, flagged: compared }
  return { state: moment.state, detail: compressed(document) }
}

type FittedVotes = Fitted & { members: number[] }

/** The largest part of the models that duels connect. Style and sides have no terms in it: this is of the plain ratings. */
function fittedOf(votes: Votes, { ties }: Slice): FittedVotes | { reason: string } {
  const cells = cellsOf(votes, ties)
  const members = existenceOf(cells).parts[0] ?? []
  if (members.length < 2) return { reason: 'There are no votes to rate by.' }
  if (members.length > mostModels) return { reason: `${members.length} models are more than can be rated together; ${mostModels} can.` }
  const connected = cellsAmong(cells, members)
  const fit = fitBradleyTerry(connected, defaultRateOptions.prior)
  if (!fit) return { reason: 'The strengths are further apart than numbers can tell.' }
  return { cells: connected, fit, members, rows: { votes, ties, place: placesOf(votes.models.length, members) } }
}

async function influencesOf(
  db: Database, fitted: FittedVotes, votes: Votes, { id, voters }: SliceVotes, rows: Int32Array,
): Promise<Pick<InfluenceDocument, 'models' | 'reason' | 'first' | 'decisive' | 'voters'>> {
  const nameOf = (place: number) => votes.models[fitted.members[place]!]!
  const decisive = decisiveVotes(fitted)
  const slugs = await slugsOfCollections(db)
  return {
    models: fitted.members.length, reason: null, first: nameOf(firstOf(fitted.fit.theta)),
    decisive: decisive ? await tellDecisive(db, decisive, nameOf, Array.from(decisive.rows, (row) => id[rows[row]!]!)) : null,
    voters: topVoters(fitted, mostVoters).map((influence) => tellVoter(influence, voters[influence.voter]!, slugs, nameOf)),
  }
}

function firstOf(theta: Float64Array): number {
  return theta.reduce((best, one, model) => (one > theta[best]! ? model : best), 0)
}

async function tellDecisive(
  db: Database, { challenger, votes, share, leadBefore, leadAfter }: DecisiveVotes, nameOf: (place: number) => string, ids: number[],
): Promise<InfluenceDocument['decisive']> {
  const some = await db.selectFrom('votes').innerJoin('collections', 'collections.id', 'votes.collection_id').select(['collections.slug as collection', 'votes.key'])
    .where(isOneOfIds(db, sql.ref('votes.id'), ids.slice(0, mostNamedVotes))).orderBy('votes.id').execute()
  return { challenger: nameOf(challenger), votes, share, leadBefore, leadAfter, some }
}

function tellVoter(
  { votes, model, moved, lead, changesFirst }: VoterInfluence, name: string, slugs: Map<number, string>, nameOf: (place: number) => string,
): InfluenceDocument['voters'][number] {
  const space = name.indexOf(' ')
  return { collection: slugs.get(Number(name.slice(0, space))) ?? null, voter: name.slice(space + 1), votes, model: nameOf(model), moved, lead, changesFirst }
}

function countFlagged({ id, votes }: SliceVotes, isFlagged: (row: number) => boolean): { voters: number; votes: number } {
  const rows = Array.from(id.keys()).filter(isFlagged)
  return { votes: rows.length, voters: new Set(rows.map((row) => votes.voter?.[row])).size }
}

function compareFlagged(votes: Votes, slice: Slice, isFlagged: (row: number) => boolean): Pick<FlaggedVotes, 'models'> {
  if (!Array.from({ length: votes.length }, (_, row) => row).some(isFlagged)) return { models: [] }
  const fitted = fittedOf(votes, slice)
  if ('reason' in fitted) return { models: [] }
  const without = fitOfRows(fitted, (row) => !isFlagged(row))
  const { theta } = fitted.fit
  const hasOthers = without ? modelsOf(votes, isFlagged) : new Set<number>()
  const isRatedWithout = (place: number) => hasOthers.has(fitted.members[place]!)
  const order = Array.from(theta.keys()).sort((a, b) => theta[b]! - theta[a]!)
  const orderWithout = order.filter(isRatedWithout).sort((a, b) => without!.theta[b]! - without!.theta[a]!)
  const rating = (one: number) => centre + pointsOfLogOdds * one
  return {
    models: order.map((place, rank) => ({
      model: votes.models[fitted.members[place]!]!, with: rating(theta[place]!), rankWith: rank + 1,
      without: isRatedWithout(place) ? rating(without!.theta[place]!) : null,
      rankWithout: isRatedWithout(place) ? orderWithout.indexOf(place) + 1 : null,
    })),
  }
}

/** Models that somebody else than flagged voters voted on. */
function modelsOf({ length, left, right }: Votes, isFlagged: (row: number) => boolean): Set<number> {
  const models = new Set<number>()
  for (let row = 0; row < length; row++) {
    if (isFlagged(row)) continue
    models.add(left[row]!)
    models.add(right[row]!)
  }
  return models
}
