import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { standBack } from '../background-thread.ts'
import { openReaderOf, inTransaction, type Database, type StorePlace } from '../database.ts'
import { computeAgreement } from './agreement.ts'
import { computeBoard, type ComputedBoard } from './compute.ts'
import { givingWay } from './give-way.ts'
import { computeInfluence } from './influence.ts'
import { recomputeBoard, type Recomputed } from './recompute.ts'
import { computeSummary } from './summary.ts'
import { settlesInMs } from './state.ts'
import type { Task } from './task.ts'
import { computeVoters } from './voters.ts'
import type { FactColumns } from './write-facts.ts'

export type Order = Task | { kind: 'recompute'; hash: string }

export type Result =
  | { kind: 'board'; board: ComputedBoard }
  | { kind: 'document'; document: ComputedDocument }
  | { kind: 'recompute'; recomputed: Recomputed | undefined }

/** Any other result, as it is stored. */
export interface ComputedDocument {
  state: string
  detail: Uint8Array
  /** What is to be written down of votes. */
  facts?: FactColumns
}

export interface Done {
  result: Result
  tookMs: number
}

/** What the thread begins with. */
export interface Given {
  place: StorePlace
  /** Other than 0 while the thread that gives orders is busy. */
  isBusy: Int32Array
}

export type Reply = Done | { problem: string }

standBack()
const { place, isBusy } = workerData as Given
const reader = openReaderOf(place)

async function run(db: Database, order: Order): Promise<Result> {
  if (order.kind === 'board') return { kind: 'board', board: await computeBoard(db, place.folder, order.slice) }
  if (order.kind === 'recompute') return { kind: 'recompute', recomputed: await recomputeBoard(db, place.folder, order.hash) }
  return { kind: 'document', document: await computeDocument(db, order) }
}

function computeDocument(db: Database, order: Exclude<Task, { kind: 'board' }>): Promise<ComputedDocument> {
  switch (order.kind) {
    case 'agreement': return computeAgreement(db)
    case 'influence': return computeInfluence(db, order.slice)
    case 'summary': return computeSummary(db)
    case 'voters': return computeVoters(db)
  }
}

async function answer(order: Order): Promise<Done> {
  // Whoever has just voted, and asks, gets a result with that vote in it.
  await setTimeout(await settlesInMs(reader))
  const startedAt = performance.now()
  const result = await inTransaction(reader.withPlugin(givingWay(isBusy)), (db) => run(db, order), place.postgresUrl ? 'repeatable read' : undefined)
  return { result, tookMs: performance.now() - startedAt }
}

parentPort!.on('message', async (order: Order) => {
  const reply: Reply = await answer(order).catch((error: unknown) => ({ problem: error instanceof Error ? error.stack ?? error.message : String(error) }))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort!.postMessage(reply)
})
