import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Database } from '../../store/database.ts'
import { readColumns, readErrors } from '../../store/runs/read.ts'
import { defineOperation, type Context } from '../operation.ts'
import { pageInput } from '../paging.ts'
import { untrusted } from '../untrusted.ts'
import { getRun, presentWhole, requireRun } from './get.ts'
import { keyOfCell, readMatrix, stateOfCell, versionOf } from './matrix.ts'
import { MatrixShape, RunErrorShape, RunInput } from './shapes.ts'

/** How often it is asked whether anything has been written. */
const lookMs = 500
/** A connection over which nothing goes is closed by proxies; this keeps it open. */
const aliveMs = 15_000
const mostErrors = 20

const Watched = getRun.output.extend({
  matrix: MatrixShape.describe('A page of it.'),
  errors: z.array(RunErrorShape).describe('What cells failed for, or wait for after a failure; most cells first.'),
  version: z.string().describe('Names this state of all that is told here.'),
})

type Whole = z.input<typeof Watched>

const input = z.object({
  run: RunInput, cursor: pageInput.cursor,
  limit: pageInput.limit.unwrap().optional().describe('How many challenges; default as many as make a page.'),
  after: z.string().max(64).optional().describe('The version that is known already: while it holds nothing is told of it again; one that no longer holds is answered with everything. `Last-Event-ID` stands for it.'),
})

export const watchRun = defineOperation({
  name: 'runs.watch', kind: 'read', path: '/runs/{run}/events', callers: ['admin'], streams: true,
  summary: 'Follow a run while it fills: how far it is, and the cells of a page of its matrix as they change.',
  input,
  output: Watched,
  async run({ after, ...page }, _caller, { db, store, followed, progress }) {
    if (!followed) return look(db, page)
    return follow({ db, store, progress }, page, after, followed)
  },
})

type Page = Omit<z.output<typeof input>, 'after'>

async function look(db: Database, { run: id, ...page }: Page): Promise<Whole> {
  const run = await requireRun(db, id)
  const columns = await readColumns(db, run.id)
  const [whole, matrix, errors] = await Promise.all([presentWhole(db, run, columns), readMatrix(db, run, columns, page), readErrors(db, run.id, mostErrors)])
  return {
    ...whole, matrix,
    errors: errors.map(({ problem, message, state, cells }) => ({ problem, message: untrusted(message), state, cells })),
    version: versionOf([JSON.stringify(whole), ...matrix.cells.flatMap((cell) => [keyOfCell(cell), stateOfCell(cell)])]),
  }
}

/**
 * Tells `{run, models, cells}` whenever something of it has changed: the run itself, and of its columns and cells those
 * that have. Ends when the run is over. Who comes back with a version that still holds is told nothing again.
 */
async function follow(
  { db, store, progress }: Pick<Context, 'db' | 'store' | 'progress'>, page: Page, after: string | undefined, left: AbortSignal,
): Promise<Whole> {
  let [dataVersion, lastWord] = [await store.dataVersion(), performance.now()]
  let known = await look(db, page)
  if (known.version !== after) progress(tell(known, undefined))
  while (!left.aborted && isOpen(known)) {
    await wait(lookMs, undefined, { signal: left }).catch(() => undefined)
    const version = await store.dataVersion()
    if (version === dataVersion) {
      if (performance.now() - lastWord < aliveMs) continue
      progress({ message: 'Nothing has changed.' })
      lastWord = performance.now()
      continue
    }
    dataVersion = version
    const now = await look(db, page)
    if (now.version !== known.version) {
      progress(tell(now, known))
      lastWord = performance.now()
    }
    known = now
  }
  return known
}

function isOpen({ state, counts }: Whole): boolean {
  return counts.held > 0 || (state !== 'done' && state !== 'cancelled')
}

function tell(now: Whole, before: Whole | undefined): Parameters<Context['progress']>[0] {
  const { models, matrix: { cells }, errors: _errors, version, ...run } = now
  const told = new Map(before?.matrix.cells.map((cell) => [keyOfCell(cell), stateOfCell(cell)]))
  const { filled, failed, stopped } = run.counts
  return {
    id: version, message: `${filled} of ${run.cells} cells are filled.`, done: filled + failed + stopped, total: run.cells,
    data: {
      run,
      models: models.flatMap(({ counts, usage }, column) => (JSON.stringify({ counts, usage }) === JSON.stringify(partOf(before, column)) ? [] : [{ column, counts, usage }])),
      cells: cells.filter((cell) => told.get(keyOfCell(cell)) !== stateOfCell(cell)),
    },
  }
}

function partOf(before: Whole | undefined, column: number) {
  const model = before?.models[column]
  return model && { counts: model.counts, usage: model.usage }
}
