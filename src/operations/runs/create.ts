import { z } from 'zod'
import { outputTokensUnderBudget } from '../../core/runs/run.ts'
import { lockForNewRuns } from '../../store/dialect.ts'
import { insertRun } from '../../store/runs/create.ts'
import { defineOperation } from '../operation.ts'
import { cellsOf, challengesOf, columnsOf, endpointOf, refuseUnpriced, suitabilityOf, withModels } from './plan.ts'
import { LeftOutShape, settingsInput } from './shapes.ts'

export const runInput = {
  challenges: z.array(z.string().min(1).max(200)).min(1).max(10_000).describe('Slugs of challenges, or "all" that a model can answer: those for texts, unless it is known to draw or speak.'),
  models: z.array(z.string().min(1).max(400)).min(1).max(100).describe('Models as provider/model: openai/gpt-5, house/brevis-writer.'),
  samples: z.number().int().min(1).max(1_000).default(1).describe('How many answers of each model to each challenge there are to be.'),
  again: z.boolean().default(false).describe('Ask for new samples even where there are as many already.'),
  baseUrl: z.url({ protocol: /^https?$/ }).optional().describe('An OpenAI-compatible endpoint for this run alone, on the command line only; models are then spelled as it spells them.'),
  allowPrivate: z.boolean().default(false).describe('The endpoint may be in a private network. Loopback always may.'),
  budgetUsd: z.number().min(0).optional().describe('US dollars that are never passed.'),
  budgetTokens: z.number().int().min(0).optional().describe('Tokens, read and generated, that are never passed.'),
  ...settingsInput,
}

export const createRun = defineOperation({
  name: 'runs.create', kind: 'write', path: '/runs', callers: ['admin'],
  summary: 'Put challenges to models: store a run that workers fill.',
  input: z.object({
    ...runInput,
    concurrency: z.number().int().min(1).max(1_000).default(8).describe('Most questions under way at a time.'),
    name: z.string().min(1).max(200).optional().describe('What to call the run.'),
  }),
  output: z.object({ run: z.string(), cells: z.number().int().describe('Cells to be filled; those that were filled before are not among them.'), leftOut: LeftOutShape }),
  async run(input, caller, { db, ...services }) {
    const { challenges: slugs, models: words, samples, again, baseUrl, allowPrivate, concurrency, budgetUsd, budgetTokens, name, ...given } = input
    const endpoint = endpointOf(caller, { ...services }, { baseUrl, allowPrivate })
    const hasBudget = budgetUsd !== undefined || budgetTokens !== undefined
    const settings = { ...given, ...(hasBudget && given.maxOutputTokens === undefined && { maxOutputTokens: outputTokensUnderBudget }) }
    await lockForNewRuns(db)
    const challenges = await challengesOf(db, slugs)
    const columns = await withModels(db, { ...services }, await columnsOf({ ...services }, db, words, settings, endpoint))
    if (budgetUsd !== undefined) refuseUnpriced(columns)
    const suits = await suitabilityOf(db, { ...services }, slugs, columns)
    const { cells, leftOut } = await cellsOf(db, columns, challenges, { samples, again, now: services.now(), suits })
    const { publicId } = await insertRun(db, {
      kind: 'run', name: name ?? null, asked: { challenges: slugs, models: words, again }, ownWorker: endpoint !== undefined, concurrency, samples,
      budgetUsd: budgetUsd ?? null, budgetTokens: budgetTokens ?? null, caller: `${caller.kind}:${caller.id}`, at: services.now().toISOString(),
      models: columns, cells,
    })
    return { run: publicId, cells: cells.length, leftOut }
  },
})
