import { z } from 'zod'
import { readColumns } from '../../store/runs/read.ts'
import { defineOperation } from '../operation.ts'
import { pageInput } from '../paging.ts'
import { requireRun } from './get.ts'
import { readMatrix } from './matrix.ts'
import { MatrixShape, RunInput } from './shapes.ts'

export const listRunCells = defineOperation({
  name: 'runs.cells', kind: 'read', path: '/runs/{run}/cells', callers: ['admin'],
  summary: 'Read the matrix of a run, a page of challenges at a time.',
  input: z.object({ run: RunInput, ...pageInput }),
  output: MatrixShape,
  async run({ run: id, ...page }, _caller, { db }) {
    const run = await requireRun(db, id)
    return readMatrix(db, run, await readColumns(db, run.id), page)
  },
})
