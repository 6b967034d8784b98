import { hash } from 'node:crypto'
import { methodVersion } from '../../core/boards/method.ts'
import { DomainError } from '../../core/errors.ts'
import { rate } from '../../core/ratings/rate.ts'
import type { RatedModel, RateOptions, RateReport } from '../../core/ratings/report.ts'
import { rivalScores, type RivalScore } from '../../core/ratings/rival-score.ts'
import type { Votes } from '../../core/ratings/votes.ts'
import type { Voters } from '../../formats/battles/choose-voters.ts'
import { readVotes, type ReadVotes } from '../../formats/battles/read-votes.ts'
import { reasons } from '../../formats/battles/rejections.ts'
import type { Wanted } from '../../formats/battles/roles.ts'
import { votesHashOf } from '../../store/boards/hash.ts'

/** A rating of files, with where their votes came from. */
export interface RatedFiles extends Omit<RateReport, 'models'> {
  models: FileModel[]
  sources: ReadVotes['sources']
  hash: string
}

/** `rivalScore` is there where it was asked for: a column beside the rating, which ranks nothing. */
export interface FileModel extends RatedModel {
  rivalScore?: Omit<RivalScore, 'games'>
}

/** How to read the files that are rated, and what to tell beside the ratings. */
export interface ReadingChoice {
  /** Whose votes count; people's, where there are any, unless said otherwise. */
  voters?: Voters
  /** Reads every file as this format instead of recognising it. */
  format?: string
  /** Also tell the RIVAL-style score of each model. */
  rivalScore?: boolean
}

/**
 * Rates the votes in files, folders, archives or standard input (`-`), without a database.
 * @throws DomainError where a file cannot be read, or the options ask what these votes cannot tell.
 */
export async function rateFiles(paths: string[], options: RateOptions, choice: ReadingChoice = {}): Promise<RatedFiles> {
  const { votes, sources, sidesLost, ...counts } = await readVotes(paths, { ...choice, wanted: wantedFor(options) })
  if (options.side && sidesLost > 0) throw sidesAreLost(sidesLost, counts.used)
  const report = rate(votes, options, counts)
  const models = choice.rivalScore ? withRivalScores(report.models, votes) : report.models
  return { ...report, models, sources, hash: ratingHashOf(options, votesHashOf(votes)) }
}

/** The files whose bytes were those of one before, where there were any. */
export function readBefore({ votes }: RatedFiles): RatedFiles['votes']['rejected'][number] | undefined {
  return votes.rejected.find(({ reason }) => reason === reasons.sameFile)
}

function withRivalScores(models: RatedModel[], votes: Votes): FileModel[] {
  const scores = rivalScores(votes)
  return models.map((model) => {
    const { games: _, ...rivalScore } = scores[votes.models.indexOf(model.model)]!
    return { ...model, rivalScore }
  })
}

/** What is read of each vote; prompts always, because the report says which share of the variance comes from them. */
function wantedFor({ cluster, by, style }: RateOptions): Wanted {
  return { prompt: true, voter: cluster === 'voter' || cluster === 'both', category: by === 'category', style }
}

/** SHA-256 (hexadecimal) of method version, options and votes: the same files rated the same way have the same. */
export function ratingHashOf(options: RateOptions, votesHash: string): string {
  const sorted = Object.entries(options).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify(['rating-1', methodVersion, sorted, votesHash]))
}

function sidesAreLost(lost: number, used: number): DomainError {
  return new DomainError('invalid', `--side asks whether the left answer has an advantage, but of ${lost} of ${used} votes the source does not say which answer stood left. Leave --side out, or rate files that keep the side.`)
}
