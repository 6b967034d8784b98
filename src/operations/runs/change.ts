import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import type { RunState } from '../../core/runs/run.ts'
import type { Database } from '../../store/database.ts'
import { countCells, readColumns } from '../../store/runs/read.ts'
import { setRunState, stopWaitingCells } from '../../store/runs/change.ts'
import { defineOperation } from '../operation.ts'
import { presentRun, requireRun } from './get.ts'
import { refuseUnpriced } from './plan.ts'
import { RunInput, RunSummary } from './shapes.ts'

const input = z.object({ run: RunInput })

export const pauseRun = defineOperation({
  name: 'runs.pause', kind: 'write', path: '/runs/{run}/pause', callers: ['admin'], idempotent: true,
  summary: 'Pause a run: what is under way is finished, nothing more is asked.',
  input, output: RunSummary,
  async run({ run: id }, _caller, { db, now }) {
    const run = await requireRun(db, id)
    refuseUnless(run.state, ['running', 'over-budget', 'paused'])
    await setRunState(db, run.id, { state: 'paused' }, now())
    return presentChanged(db, id)
  },
})

export const resumeRun = defineOperation({
  name: 'runs.resume', kind: 'write', path: '/runs/{run}/resume', callers: ['admin'], idempotent: true,
  summary: 'Go on with a run that was paused or has used up its budget, asking failed cells again where that is wanted.',
  input: input.extend({
    failed: z.boolean().default(false).describe('Ask the cells that failed again.'),
    concurrency: z.number().int().min(1).max(1_000).optional().describe('Most questions under way at a time from now on.'),
    budgetUsd: z.number().min(0).optional().describe('A new budget in US dollars, for the whole run.'),
    budgetTokens: z.number().int().min(0).optional().describe('A new budget in tokens, for the whole run.'),
  }),
  output: RunSummary,
  async run({ run: id, failed, ...change }, _caller, { db, now }) {
    const run = await requireRun(db, id)
    refuseUnless(run.state, failed ? ['running', 'paused', 'over-budget', 'done'] : ['running', 'paused', 'over-budget'])
    if (change.budgetUsd !== undefined) refuseUnpriced(await readColumns(db, run.id))
    await setRunState(db, run.id, { state: 'running', failed, ...change }, now())
    return presentChanged(db, id)
  },
})

export const cancelRun = defineOperation({
  name: 'runs.cancel', kind: 'write', path: '/runs/{run}/cancel', callers: ['admin'], idempotent: true, destructive: true,
  summary: 'Cancel a run: what is under way is broken off, what has arrived stays.',
  input, output: RunSummary,
  async run({ run: id }, _caller, { db, now }) {
    const run = await requireRun(db, id)
    refuseUnless(run.state, ['running', 'paused', 'over-budget', 'cancelled'])
    await setRunState(db, run.id, { state: 'cancelled' }, now())
    await stopWaitingCells(db, run.id)
    return presentChanged(db, id)
  },
})

async function presentChanged(db: Database, id: string): Promise<z.input<typeof RunSummary>> {
  const run = await requireRun(db, id)
  return presentRun(run, (await countCells(db, [run.id])).get(run.id)!, await readColumns(db, run.id))
}

/** @throws DomainError `conflict`. */
function refuseUnless(state: RunState, states: RunState[]): void {
  if (!states.includes(state)) throw new DomainError('conflict', `This run is ${state}: that cannot be done with it any more.`)
}
