import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { JournalFollower } from '../../media/streams/follow-journal.ts'
import type { Database } from '../../store/database.ts'
import { readLabCells, readLastAttempts, type LabAttempt, type LabCell } from '../../store/lab/sessions.ts'
import { defineOperation, type Context } from '../operation.ts'
import { followLive, textsOf } from './live.ts'
import { presentAnswer, presentSession } from './present.ts'
import { isSealed, requireSession, type Session } from './require.ts'
import { noRests, restsOf, type Rests } from './rests.ts'
import { LabSessionShape, SessionInput } from './shapes.ts'

/** How often journals are looked at: what a token waits for at most before it goes out. */
const lookMs = 8
/** How often the database is asked what else has happened. */
const askMs = 150
/** A connection over which nothing goes is closed by proxies; this keeps it open. */
const aliveMs = 15_000

export const watchLab = defineOperation({
  name: 'lab.watch', kind: 'read', path: '/lab/{session}/events', personal: true, streams: true,
  summary: 'Follow a session while it answers: deltas of text as they arrive, whole answers as they end.',
  input: z.object({ session: SessionInput }),
  output: LabSessionShape,
  async run({ session: id }, caller, { db, followed, progress, ...services }) {
    const session = await requireSession(db, id, caller, services)
    if (followed) await new Watch(db, session, services, progress, followed).run()
    return presentSession(db, await requireSession(db, id, caller, services), services)
  },
})

/** An answer under way: what has been told of it. */
interface Followed {
  attempt: string
  follower: JournalFollower
}

/**
 * Tells `{kind: 'text', column, round, text, from}` (`from`: where in the answer, in UTF-16 units, so that nothing is
 * shown twice), `{kind: 'reasoning', …}` and `{kind: 'answer', column, answer}` whenever an answer's state has changed.
 */
class Watch {
  readonly #db: Database
  readonly #session: Session
  readonly #services: Omit<Context, 'db' | 'progress' | 'followed'>
  readonly #progress: Context['progress']
  readonly #left: AbortSignal
  readonly #followed = new Map<number, Followed & { text: number; reasoning: number }>()
  readonly #told = new Map<number, string>()

  constructor(db: Database, session: Session, services: Omit<Context, 'db' | 'progress' | 'followed'>, progress: Context['progress'], left: AbortSignal) {
    this.#db = db
    this.#session = session
    this.#services = services
    this.#progress = progress
    this.#left = left
  }

  async run(): Promise<void> {
    let [lastAsk, lastWord] = [-Infinity, performance.now()]
    try {
      for (let isOpen = true; isOpen && !this.#left.aborted;) {
        const now = performance.now()
        if (now - lastAsk >= askMs) {
          isOpen = await this.#askDatabase()
          lastAsk = now
        }
        if (this.#tellTexts()) lastWord = now
        else if (now - lastWord >= aliveMs) {
          this.#progress({ message: 'Waiting.' })
          lastWord = now
        }
        await wait(lookMs, undefined, { signal: this.#left }).catch(() => undefined)
      }
    } finally {
      for (const { follower } of this.#followed.values()) follower.close()
    }
  }

  /** Answers whether anything is still to come. */
  async #askDatabase(): Promise<boolean> {
    const [cells, attempts] = await Promise.all([readLabCells(this.#db, this.#session.row.run_id), readLastAttempts(this.#db, this.#session.row.run_id)])
    const rests = isSealed(this.#session.row) ? noRests : restsOf(cells, this.#services.now())
    for (const cell of cells) this.#look(cell, attempts.get(cell.id), rests)
    return cells.some(({ state, id }) => state === 'waiting' || state === 'held' || attempts.get(id)?.state === 'asked')
  }

  #look(cell: LabCell, attempt: LabAttempt | undefined, rests: Rests): void {
    const known = this.#followed.get(cell.id)
    if (attempt?.state === 'asked' && known?.attempt !== attempt.public_id) {
      known?.follower.close()
      this.#followed.set(cell.id, { attempt: attempt.public_id, follower: followLive(this.#services.store, attempt.public_id), text: 0, reasoning: 0 })
    }
    if (attempt?.state !== 'asked' && known) {
      this.#tell(cell.id, cell.sample, known)
      known.follower.close()
      this.#followed.delete(cell.id)
    }
    const state = `${cell.state} ${cell.tries} ${attempt?.public_id} ${attempt?.state} ${cell.state === 'waiting' && rests.has(cell.provider)}`
    if (this.#told.get(cell.id) === state) return
    this.#told.set(cell.id, state)
    this.#rounds.set(cell.id, { column: this.#columnOf(cell), round: cell.sample })
    this.#progress({
      message: 'An answer has changed.',
      data: { kind: 'answer', column: this.#columnOf(cell), attempt: attempt?.public_id ?? null, answer: presentAnswer(cell, attempt, isSealed(this.#session.row), this.#services, rests) },
    })
  }

  readonly #rounds = new Map<number, { column: number; round: number }>()

  #columnOf({ run_model_id }: LabCell): number {
    return this.#session.columns.findIndex(({ id }) => id === run_model_id)
  }

  #tellTexts(): boolean {
    let told = false
    for (const [cellId, known] of this.#followed) told = this.#tell(cellId, this.#rounds.get(cellId)?.round ?? 1, known) || told
    return told
  }

  #tell(cellId: number, round: number, known: Followed & { text: number; reasoning: number }): boolean {
    const column = this.#rounds.get(cellId)?.column
    const { text, reasoning } = textsOf(known.follower)
    if (column === undefined || (text === '' && reasoning === '')) return false
    if (text !== '') this.#progress({ message: 'Text has arrived.', data: { kind: 'text', column, round, attempt: known.attempt, from: known.text, text } })
    if (reasoning !== '') this.#progress({ message: 'The model is thinking.', data: { kind: 'reasoning', column, round, attempt: known.attempt, from: known.reasoning, text: reasoning } })
    known.text += text.length
    known.reasoning += reasoning.length
    return true
  }
}
