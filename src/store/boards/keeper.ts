import type { BoardDetail, BoardDocument } from '../../core/boards/board.ts'
import { defaultSlice, type Slice } from '../../core/boards/slice.ts'
import { inTransaction, type Database, type StorePlace } from '../database.ts'
import { ensureRules, findRules } from '../vote-rules.ts'
import type { AgreementDocument } from './agreement.ts'
import type { InfluenceDocument } from './influence.ts'
import { BoardQueue } from './queue.ts'
import type { Recomputed } from './recompute.ts'
import { BoardShelf } from './shelf.ts'
import { stateOf, voterStateOf } from './state.ts'
import { askedSince, findBoard, findComputation, hasVotes, readDetail, saveBoard, saveResult, touch, type BoardRow, type ComputationRow, type WholeBoard } from './stored.ts'
import type { SummaryDocument } from './summary.ts'
import { defaultTask, isFollowed, taskKey, votersTask, type Task } from './task.ts'
import type { VotersDocument } from './voters.ts'
import type { Result } from './worker.ts'
import { writeFactColumns } from './write-facts.ts'

/** `current`: made of everything there is. `updating`: a newer one is on its way. `first-computation`: so is the first. */
export type Freshness = 'current' | 'updating' | 'first-computation'

export interface BoardLook {
  state: Freshness
  /** The newest board there is. */
  board: WholeBoard | undefined
  /** Why no newer one is on its way. */
  problem: string | undefined
}

/** The newest result of a task that is no board. */
export interface ResultLook<T> {
  state: Freshness
  document: T | undefined
  problem: string | undefined
}

export interface KeptData {
  place: StorePlace
  read: Database
  write: Database
  dataVersion(): Promise<string>
  remember<T>(name: string, ask: () => Promise<T>): Promise<T>
}

/** The main board as duels look at it: made of votes up to this one. */
export interface MainBoard {
  lastVoteId: number
  document: BoardDocument
  detail: BoardDetail
}

const msOfHour = 3_600_000

/** What nobody asked for in so long is no longer kept current by itself. */
const followedMs = 7 * 24 * msOfHour

const lookAroundMs = 2_000

/** Duels look at the main board with every draw and every vote: they may see one that is so much older than the newest. */
const mainBoardMs = 1_000

/**
 * Keeps boards current, aside. Whoever asks gets the newest one that is stored, at once; a newer one, or the first, is
 * computed by another thread and stored in one transaction, and the votes may change meanwhile. Nothing is lost with a
 * process that is killed but the computation itself, and processes on one database only do work twice.
 */
export class BoardKeeper {
  readonly #data: KeptData
  readonly #queue: BoardQueue
  readonly #shelf = new BoardShelf()
  #lookingAround: NodeJS.Timeout | undefined
  #seenVersion: string | undefined
  #mainBoard: { board: Promise<MainBoard | undefined>; readAt: number } = { board: Promise.resolve(undefined), readAt: -Infinity }
  #hasRules = false
  #isClosed = false
  #onProblem: (error: unknown) => void = () => {}

  constructor(data: KeptData) {
    this.#data = data
    this.#queue = new BoardQueue(data.place, {
      before: (task) => this.#isDone(task),
      after: (task, result) => this.#store(task, result),
      failed: (error) => this.#onProblem(error),
    })
  }

  /** The newest board of a slice. Sees to it that a newer one is computed where there is more to take in. */
  async look(slice: Slice): Promise<BoardLook> {
    const { state, row, problem } = await this.#ask({ kind: 'board', slice })
    return { state, board: await this.#boardOf(row), problem }
  }

  /** The pairs of the current board of a slice, with the document they belong to. */
  async detail(slice: Slice): Promise<BoardDetail | undefined> {
    const key = taskKey({ kind: 'board', slice })
    const row = await findComputation(this.#data.read, key)
    return row?.board_id ? this.#shelf.detail(row.board_id, () => readDetail(this.#data.read, key)) : undefined
  }

  /** The main board, from memory as a rule; undefined until there is one. Nothing is computed for it. */
  mainBoard(): Promise<MainBoard | undefined> {
    const now = performance.now()
    if (now - this.#mainBoard.readAt > mainBoardMs) this.#mainBoard = { board: this.#readMainBoard(), readAt: now }
    return this.#mainBoard.board
  }

  async document(board: Pick<BoardRow, 'id' | 'computed_at'>): Promise<BoardDocument | undefined> {
    return (await this.#shelf.board(this.#data.read, board))?.document
  }

  /** How far judging models and people agree. */
  agreement(): Promise<ResultLook<AgreementDocument>> {
    return this.#lookAt({ kind: 'agreement' })
  }

  /** Which votes and voters decide on the board of a slice. */
  influence(slice: Slice): Promise<ResultLook<InfluenceDocument>> {
    return this.#lookAt({ kind: 'influence', slice })
  }

  /** How many votes there are of each kind, and what became of them. */
  summary(): Promise<ResultLook<SummaryDocument>> {
    return this.#lookAt({ kind: 'summary' })
  }

  /** Whether voters vote like readers. Where that is known of all votes, rules can set aside those of voters who do not. */
  voters(): Promise<ResultLook<VotersDocument>> {
    return this.#lookAt(votersTask)
  }

  /** The same as it was found last, if ever. Nothing is computed for it. */
  knownVoters(): Promise<VotersDocument | undefined> {
    return readDetail<VotersDocument>(this.#data.read, taskKey(votersTask))
  }

  /** Waits until what was asked for is computed, but not longer than this. */
  async settled(task: Task, mostMs: number): Promise<void> {
    await this.#queue.settled(taskKey(task), mostMs)
  }

  /** A stored board computed anew; undefined where there is no board of this hash. */
  async recompute(hash: string): Promise<Recomputed | undefined> {
    const result = await this.#queue.now({ kind: 'recompute', hash })
    return result.kind === 'recompute' ? result.recomputed : undefined
  }

  /** Where to tell why something could not be computed. */
  reportTo(log: (error: unknown) => void): void {
    this.#onProblem = log
  }

  /** From now on keeps current by itself what was asked for lately, whoever changes the votes. */
  follow(): void {
    const look = () => void this.#lookAround().catch((error: unknown) => this.#onProblem(error))
    this.#lookingAround = setInterval(look, lookAroundMs).unref()
    look()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#lookingAround)
    await this.#queue.close()
  }

  async #lookAt<T>(task: Task): Promise<ResultLook<T>> {
    const { state, row, problem } = await this.#ask(task)
    return { state, document: row && await readDetail<T>(this.#data.read, row.key), problem }
  }

  async #ask(task: Task): Promise<{ state: Freshness; row: ComputationRow | undefined; problem: string | undefined }> {
    const key = taskKey(task)
    const [row, live] = [await findComputation(this.#data.read, key), await this.#liveStateOf(task)]
    const isCurrent = row?.state === live
    const isWanted = isCurrent || this.#queue.want(task, { isFirst: !row })
    if (row) this.#noteAsked(row)
    const problem = isWanted ? this.#queue.problemOf(key) : 'Too many boards are waiting to be computed. Try again in a minute.'
    return { state: isCurrent ? 'current' : row ? 'updating' : 'first-computation', row, problem }
  }

  async #readMainBoard(): Promise<MainBoard | undefined> {
    const row = await findComputation(this.#data.read, taskKey(defaultTask))
    const board = await this.#boardOf(row)
    const detail = board && await this.detail(defaultSlice)
    return detail && { lastVoteId: board.last_vote_id, document: board.document, detail }
  }

  async #boardOf(row: ComputationRow | undefined): Promise<WholeBoard | undefined> {
    const board = row?.board_id ? await findBoard(this.#data.read, { id: row.board_id }) : undefined
    return board && this.#shelf.board(this.#data.read, board)
  }

  #liveStateOf({ kind }: Task): Promise<string> {
    return kind === 'voters'
      ? this.#data.remember('state of what voters are judged by', () => voterStateOf(this.#data.read))
      : this.#data.remember('state of what boards are made from', () => stateOf(this.#data.read))
  }

  /** Once an hour is enough: a read should not write. */
  #noteAsked({ key, asked_at }: ComputationRow): void {
    const now = new Date()
    if (now.getTime() - Date.parse(asked_at) < msOfHour) return
    touch(this.#data.write, key, now).catch((error: unknown) => this.#onProblem(error))
  }

  async #lookAround(): Promise<void> {
    const version = await this.#data.dataVersion()
    if (version === this.#seenVersion) return
    this.#seenVersion = version
    // Duels look at the main board, and rules at what was found of voters, whether or not anybody asks; not before there are votes.
    const always = await hasVotes(this.#data.read) ? [defaultTask, votersTask] : []
    const asked = await askedSince(this.#data.read, new Date(Date.now() - followedMs).toISOString())
    for (const task of [...always, ...asked.flatMap((row) => (isFollowed(row.task) ? [row.task] : []))]) {
      const row = await findComputation(this.#data.read, taskKey(task))
      if (row?.state !== await this.#liveStateOf(task)) this.#queue.want(task, { isFirst: false, isFollowed: true })
    }
  }

  /** Another process may have done it, or nothing may have changed after all. Rules are written down before they are used. */
  async #isDone(task: Task): Promise<boolean> {
    const { read, write } = this.#data
    this.#hasRules ||= (await findRules(read)).id !== null
    if (!this.#hasRules) await inTransaction(write, (tx) => ensureRules(tx, new Date().toISOString()))
    const row = await findComputation(read, taskKey(task))
    return row !== undefined && row.state === await (task.kind === 'voters' ? voterStateOf : stateOf)(read)
  }

  async #store(task: Task, result: Result): Promise<void> {
    const facts = result.kind === 'document' ? result.document.facts : undefined
    if (facts && !(await writeFactColumns(this.#data.write, facts, () => this.#isClosed))) return
    await inTransaction(this.#data.write, async (tx) => {
      if (result.kind === 'board') await saveBoard(tx, result.board, new Date())
      if (result.kind === 'document') await saveResult(tx, task, { ...result.document, boardId: null }, new Date())
    })
  }
}
