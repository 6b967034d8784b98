import { z } from 'zod'
import { countCells, listRuns } from '../../store/runs/read.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { presentRun } from './get.ts'
import { RunSummary } from './shapes.ts'

export const listAllRuns = defineOperation({
  name: 'runs.list', kind: 'read', path: '/runs', callers: ['admin'],
  summary: 'List runs, newest first.',
  input: z.object(pageInput),
  output: z.object({ runs: z.array(RunSummary), ...pageOutput }),
  async run({ limit, cursor }, _caller, { db }) {
    const before = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listRuns(db, { before, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const counts = await countCells(db, page.map(({ id }) => id))
    return {
      runs: page.map((run) => presentRun(run, counts.get(run.id)!)),
      nextCursor: rows.length > limit ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})
