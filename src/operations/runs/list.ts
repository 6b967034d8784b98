import { z } from 'zod'
import { countRunChallenges, readColumnsOf } from '../../store/runs/listing.ts'
import { countCells, listRuns } from '../../store/runs/read.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { presentRun, presentUsage, restOf } from './get.ts'
import { RestShape, RunColumnShape, RunSummary, UsageSumShape } from './shapes.ts'

/** How many models of a run are named: enough to tell it from others. */
const namedModels = 4

export const listAllRuns = defineOperation({
  name: 'runs.list', kind: 'read', path: '/runs', callers: ['admin'],
  summary: 'List runs, newest first.',
  input: z.object(pageInput),
  output: z.object({
    runs: z.array(RunSummary.extend({
      challenges: z.number().int().describe('How many challenges it asks.'),
      columns: z.number().int().describe('How many models it asks, the same one with other settings or at another provider counted again.'),
      models: z.array(RunColumnShape.pick({ model: true, provider: true, name: true })).describe(`The first ${namedModels} of them.`),
      usage: UsageSumShape, ...RestShape,
    })),
    ...pageOutput,
  }),
  async run({ limit, cursor }, _caller, { db }) {
    const before = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listRuns(db, { before, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const ids = page.map(({ id }) => id)
    const [counts, columnsOf, challenges] = await Promise.all([countCells(db, ids), readColumnsOf(db, ids), countRunChallenges(db, ids)])
    return {
      runs: await Promise.all(page.map(async (run) => {
        const columns = columnsOf.get(run.id) ?? []
        return {
          ...presentRun(run, counts.get(run.id)!, columns), challenges: challenges.get(run.id) ?? 0, columns: columns.length,
          models: columns.slice(0, namedModels).map((column) => ({
            model: { slug: column.model_slug, name: column.model_name, house: column.house }, provider: column.provider, name: column.name,
          })),
          usage: presentUsage(columns), ...(await restOf(db, run, counts.get(run.id)!)),
        }
      })),
      nextCursor: rows.length > limit ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})
