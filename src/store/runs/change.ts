import type { RunState } from '../../core/runs/run.ts'
import type { Database } from '../database.ts'
import { finishRunIfDone } from './finish.ts'

export interface RunChange {
  state: Extract<RunState, 'running' | 'paused' | 'cancelled'>
  /** Lets failed cells wait again, with all their tries. */
  failed?: boolean
  concurrency?: number
  budgetUsd?: number
  budgetTokens?: number
}

/** Sets what a run is to do from now on. */
export async function setRunState(db: Database, runId: number, { state, failed = false, concurrency, budgetUsd, budgetTokens }: RunChange, now: Date): Promise<void> {
  await db.updateTable('runs').set({
    state, finished_at: state === 'cancelled' ? now.toISOString() : null,
    ...(concurrency !== undefined && { concurrency }), ...(budgetUsd !== undefined && { budget_usd: budgetUsd }), ...(budgetTokens !== undefined && { budget_tokens: budgetTokens }),
  }).where('id', '=', runId).execute()
  if (failed) await db.updateTable('run_cells').set({ state: 'waiting', tries: 0, not_before: null }).where('run_id', '=', runId).where('state', '=', 'failed').execute()
  // Nothing may be left to ask, and then no worker would come to say so.
  if (state === 'running') await finishRunIfDone(db, runId, now)
}

/** Cells that no worker holds will not be asked any more. */
export async function stopWaitingCells(db: Database, runId: number): Promise<void> {
  await db.updateTable('run_cells').set({ state: 'stopped' }).where('run_id', '=', runId).where('state', '=', 'waiting').execute()
}
