import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { nextVersion, type CheckOutcome, type Finding } from '../core/votes/check.ts'
import { checkBothSeen } from '../core/votes/checks/both-seen.ts'
import { checkDwell, dwellOf, wordsToRead } from '../core/votes/checks/dwell.ts'
import { checkVersions } from '../core/votes/checks/versions.ts'
import type { CheckName } from '../core/votes/rules.ts'
import { compressed } from './boards/compressed.ts'
import { findComputation, readDetail, saveResult } from './boards/stored.ts'
import { taskKey, votersTask, type StoredTask } from './boards/task.ts'
import type { VotersDocument } from './boards/voters.ts'
import { inTransaction, type Database, type Store } from './database.ts'
import { isOneOfIds } from './dialect.ts'
import { identityMarksOf, type IdentityMarks } from './identity-marks.ts'
import { checkPastOfVoters, listVoters, timesFrom, votesOfVoters } from './recheck-voters.ts'
import { checkAnswers, writeFacts, type CheckedAnswer, type Fact } from './vote-checks.ts'

/** How far a recheck has come: it looks at the answers of each vote, then at what else each voter did, then at all voters. */
export interface RecheckProgress {
  step: 'answers' | 'voters' | 'evidence'
  done: number
  total: number
}

export interface RecheckReport {
  votes: number
  /** Whether it went on where an earlier one had been stopped. */
  isContinued: boolean
  /** Facts that were written: of votes that nobody had looked at, or of which something else was found. */
  written: Array<{ check: CheckName; pass: number; fail: number; unknown: number }>
  /** What was found of all voters; undefined where that could not be computed. */
  voters: VotersDocument | undefined
}

/** Where to go on after a kill, for as long as the checks and the votes are the same. */
interface Bookmark {
  step: 'answers' | 'voters'
  /** Id of the last vote, or name of the last voter, that is done with; how many votes were looked at in this step. */
  after: number | string
  done: number
  written: Record<string, number>
}

const bookmarkTask: StoredTask = { kind: 'recheck' }

/** Rows read at a time; whoever votes meanwhile waits for the facts of no more of them. */
const batchLength = 200
/** Looking through so many votes takes some milliseconds: other requests come in between. */
const votesBetweenBreaks = 25
const evidenceWaitMs = 600_000

/**
 * Runs every check anew on all votes, and writes a fact where something else is found than before: after a check was
 * changed, or for votes that came before it. What cannot be known of an imported vote is unknown without a fact. Running it
 * again changes nothing more, and a run that was killed goes on where it was.
 */
export async function recheckVotes(store: Store, tell: (progress: RecheckProgress) => void): Promise<RecheckReport> {
  const { read, write } = store
  const signature = await signatureOf(read)
  const known = await findComputation(read, taskKey(bookmarkTask))
  const earlier = known?.state === signature ? await readDetail<Bookmark>(read, known.key) : undefined
  const run = new Recheck(store, signature, earlier, tell)
  await run.checkEachVote()
  await run.checkEachVoter()
  await write.deleteFrom('computations').where('key', 'in', [taskKey(bookmarkTask), taskKey(votersTask)]).execute()
  return run.report(await judgeVoters(store, tell))
}

/** Equal while a run can go on where an earlier one stopped. Votes that are cast meanwhile are checked as they are. */
async function signatureOf(db: Database): Promise<string> {
  const { last } = await db.selectFrom('imports').select(({ fn }) => fn.max('id').as('last')).executeTakeFirstOrThrow()
  return JSON.stringify([checkVersions, last])
}

async function judgeVoters({ boards }: Store, tell: (progress: RecheckProgress) => void): Promise<VotersDocument | undefined> {
  tell({ step: 'evidence', done: 0, total: 1 })
  await boards.voters()
  await boards.settled(votersTask, evidenceWaitMs)
  const { document } = await boards.voters()
  tell({ step: 'evidence', done: 1, total: 1 })
  return document
}

class Recheck {
  readonly #store: Store
  readonly #signature: string
  readonly #tell: (progress: RecheckProgress) => void
  readonly #marks: IdentityMarks
  readonly #isContinued: boolean
  #bookmark: Bookmark
  #total = 0

  constructor(store: Store, signature: string, earlier: Bookmark | undefined, tell: (progress: RecheckProgress) => void) {
    this.#store = store
    this.#signature = signature
    this.#marks = identityMarksOf(store)
    this.#isContinued = earlier !== undefined
    this.#bookmark = earlier ?? { step: 'answers', after: 0, done: 0, written: {} }
    this.#tell = tell
  }

  async checkEachVote(): Promise<void> {
    const { read } = this.#store
    this.#total = (await read.selectFrom('votes').select(({ fn }) => fn.countAll<number>().as('votes')).executeTakeFirstOrThrow()).votes
    if (this.#bookmark.step !== 'answers') return
    for (;;) {
      const votes = await selectVotes(read).where('votes.id', '>', this.#bookmark.after as number).orderBy('votes.id').limit(batchLength).execute()
      if (votes.length === 0) break
      const answers = await answersOf(read, votes)
      const found: Found[] = []
      for (const [index, vote] of votes.entries()) {
        if (index % votesBetweenBreaks === 0) await setImmediate()
        found.push(...await this.#checkVote(vote, answers))
      }
      await this.#write(found, ['dwell', 'both-seen', 'duplicate-text', 'identity-leak'], { after: votes.at(-1)!.id, votes: votes.length })
    }
    this.#bookmark = { ...this.#bookmark, step: 'voters', after: '', done: 0 }
  }

  /** Who else voted does not matter to a voter's pace, nor to what they had judged before. */
  async checkEachVoter(): Promise<void> {
    for await (const voters of listVoters(this.#store.read, this.#bookmark.after as string, batchLength)) {
      const votes = await votesOfVoters(this.#store.read, voters.map(({ judge }) => judge))
      const addresses = [...new Set(votes.flatMap(({ voted_from }) => voted_from ?? []))]
      await this.#write(checkPastOfVoters(votes, await timesFrom(this.#store.read, addresses)), ['rate', 'same-prompt'], { after: voters.at(-1)!.judge, votes: voters.reduce((sum, one) => sum + one.votes, 0) })
      await setImmediate()
    }
  }

  report(voters: VotersDocument | undefined): RecheckReport {
    const { written } = this.#bookmark
    const count = (check: string, outcome: CheckOutcome) => written[`${check} ${outcome}`] ?? 0
    const names = [...new Set(Object.keys(written).map((key) => key.split(' ')[0] as CheckName))].sort()
    return {
      votes: this.#total, isContinued: this.#isContinued, voters,
      written: names.map((check) => ({ check, pass: count(check, 'pass'), fail: count(check, 'fail'), unknown: count(check, 'unknown') })),
    }
  }

  async #checkVote(vote: VoteRow, answers: Map<number, CheckedAnswer>): Promise<Found[]> {
    const [left, right] = [answers.get(vote.left_response_id ?? -1), answers.get(vote.right_response_id ?? -1)]
    const { dwellMs, bothSeen } = vote.provenance ?? {}
    const toldMs = typeof dwellMs === 'number' ? dwellMs : null
    const findings: Partial<Record<CheckName, Finding>> = {
      ...await checkAnswers(this.#store.read, left, right, this.#marks),
      'dwell': checkDwell([wordsToRead(left), wordsToRead(right)], dwellOf({ judgeKind: vote.judge_kind, drawnAt: vote.drawn_at, votedAt: vote.voted_at, toldMs })),
      'both-seen': checkBothSeen(typeof bothSeen === 'boolean' ? bothSeen : null),
    }
    return Object.entries(findings).map(([name, finding]): Found => ({ vote, name: name as CheckName, ...finding }))
  }

  /** Writes what is new together with how far it has come: both, or neither. */
  async #write(found: Found[], names: CheckName[], { after, votes }: { after: number | string; votes: number }): Promise<void> {
    const { write } = this.#store
    await inTransaction(write, async (tx) => {
      const facts = newFacts(found, await newestFacts(tx, [...new Set(found.map(({ vote }) => vote.id))], names))
      const written = { ...this.#bookmark.written }
      for (const { name, outcome } of facts) written[`${name} ${outcome}`] = (written[`${name} ${outcome}`] ?? 0) + 1
      this.#bookmark = { ...this.#bookmark, after, done: this.#bookmark.done + votes, written }
      await writeFacts(tx, facts, new Date().toISOString())
      await saveResult(tx, bookmarkTask, { state: this.#signature, boardId: null, detail: compressed(this.#bookmark) }, new Date())
    })
    this.#tell({ step: this.#bookmark.step, done: this.#bookmark.done, total: this.#total })
  }
}

/** What a check found of a vote now. */
export interface Found extends Finding {
  vote: { id: number; source: 'import' | 'arena' }
  name: CheckName
}

function selectVotes(db: Database) {
  return db.selectFrom('votes').leftJoin('duels', 'duels.id', 'votes.duel_id').select([
    'votes.id', 'votes.source', 'votes.judge_kind', 'votes.left_response_id', 'votes.right_response_id', 'votes.voted_at', 'votes.provenance', 'duels.drawn_at',
  ])
}

type VoteRow = Awaited<ReturnType<ReturnType<typeof selectVotes>['execute']>>[number]

async function answersOf(db: Database, votes: VoteRow[]): Promise<Map<number, CheckedAnswer>> {
  const ids = [...new Set(votes.flatMap(({ left_response_id, right_response_id }) => [left_response_id, right_response_id]))].filter((id) => id !== null)
  const rows = await db.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'responses.body_id')
    .select(['responses.id', 'responses.output_type', 'bodies.sha256', 'bodies.size', 'bodies.words']).where(isOneOfIds(db, sql.ref('responses.id'), ids)).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

type LastFacts = Map<string, { version: number; outcome: CheckOutcome }>

/** The newest fact of each vote by each of these checks. */
async function newestFacts(db: Database, ids: number[], names: CheckName[]): Promise<LastFacts> {
  const rows = await db.selectFrom('vote_checks').select(['vote_id', 'name', 'version', 'outcome'])
    .where(isOneOfIds(db, sql.ref('vote_id'), ids)).where('name', 'in', names).orderBy('version').execute()
  return new Map(rows.map(({ vote_id, name, ...fact }) => [`${vote_id} ${name}`, fact]))
}

function newFacts(found: Found[], newest: LastFacts): Fact[] {
  return found.flatMap(({ vote, name, outcome, detail }) => {
    const last = newest.get(`${vote.id} ${name}`)
    // Millions of rows that say nothing: of an imported vote nothing is the same.
    if (outcome === 'unknown' && !last && vote.source === 'import') return []
    const version = nextVersion(checkVersions[name], outcome, last)
    return version === undefined ? [] : [{ voteId: vote.id, name, version, outcome, detail }]
  })
}
