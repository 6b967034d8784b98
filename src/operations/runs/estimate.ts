import { z } from 'zod'
import { findRunCollection } from '../../store/runs/questions.ts'
import { knownSamples, wayOf } from '../../store/runs/create.ts'
import { normalisedSpelling } from '../../core/models/alias.ts'
import type { Database } from '../../store/database.ts'
import { defineOperation } from '../operation.ts'
import { configuredProviders } from '../providers/configured.ts'
import { PriceShape } from '../shapes.ts'
import { runInput } from './create.ts'
import { challengesOf, columnsOf, endpointOf, estimateOf, missingOf, noneOf, priceOf, spellingOf, suitabilityOf, sumOfLeftOut } from './plan.ts'
import { LeftOutShape } from './shapes.ts'

const Amount = z.object({
  cells: z.number().int(), questions: z.number().int().describe('A conversation of several turns takes as many.'),
  inputTokens: z.number().int(), outputTokens: z.number().int().describe('If answers had the usual length.'),
  usd: z.number().nullable().describe('US dollars; null where a price is unknown.'),
  mostUsd: z.number().nullable().describe('What it can cost at most, with the longest answers allowed; null also where nothing limits their length: neither maxOutputTokens nor a budget.'),
})

export const estimateRun = defineOperation({
  name: 'runs.estimate', kind: 'read', path: '/run-estimates', callers: ['admin'],
  summary: 'Estimate what a run would ask and cost, without asking anything.',
  input: z.object(runInput),
  output: Amount.extend({
    leftOut: LeftOutShape, isOverBudget: z.boolean().describe('It is estimated to take more than the budget, so that it would stop on the way.'),
    models: z.array(Amount.extend({ provider: z.string(), name: z.string(), price: PriceShape.nullable() })),
  }),
  async run({ challenges: slugs, models: words, samples, again, baseUrl, allowPrivate, budgetUsd, budgetTokens, ...settings }, caller, { db, ...services }) {
    const endpoint = endpointOf(caller, services, { baseUrl, allowPrivate })
    const challenges = await challengesOf(db, slugs)
    const columns = await columnsOf(services, db, words, settings, endpoint)
    const configured = new Map((await configuredProviders(services, db)).map((provider) => [provider.slug, provider]))
    const known = await Promise.all(columns.map(async (column) => {
      const kind = column.connection?.kind ?? configured.get(column.provider)!.kind
      return { ...column, modelId: await modelSpelled(db, spellingOf(kind, column.name)) }
    }))
    const suits = await suitabilityOf(db, services, slugs, known)
    const models = await Promise.all(known.map(async ({ modelId, ...column }, position) => {
      const provider = column.connection ? undefined : configured.get(column.provider)
      const there = modelId === undefined ? [] : await knownSamples(db, await findRunCollection(db), [modelId], services.now())
      const wanted = { samples, again }
      const found = challenges.map((challenge) => ({ challenge, ...(suits(challenge, position) ? missingOf(challenge, wayOf(column), there, wanted) : noneOf(wanted)) }))
      const asked = found.flatMap(({ challenge, missing }) => Array.from({ length: missing }, () => challenge))
      const price = await priceOf(db, column, provider, services.now())
      const { usd, mostUsd, ...tokens } = estimateOf(asked, settings, price, budgetUsd !== undefined || budgetTokens !== undefined)
      return { provider: column.provider, name: column.name, price, cells: asked.length, ...tokens, usd: usd ?? null, mostUsd: mostUsd ?? null, leftOut: sumOfLeftOut(found) }
    }))
    const sum = (name: 'cells' | 'questions' | 'inputTokens' | 'outputTokens') => models.reduce((total, model) => total + model[name], 0)
    const dollars = (name: 'usd' | 'mostUsd') => models.reduce<number | null>((total, model) => (total === null || model[name] === null ? null : total + model[name]), 0)
    const tokens = { inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') }
    const [usd, mostUsd] = [dollars('usd'), dollars('mostUsd')]
    return {
      models, leftOut: sumOfLeftOut(models.map(({ leftOut }) => leftOut)), cells: sum('cells'), questions: sum('questions'), ...tokens, usd,
      mostUsd: mostUsd === null || budgetUsd === undefined ? mostUsd : Math.min(mostUsd, budgetUsd),
      isOverBudget: (usd ?? 0) > (budgetUsd ?? Infinity) || tokens.inputTokens + tokens.outputTokens > (budgetTokens ?? Infinity),
    }
  },
})

async function modelSpelled(db: Database, spelling: string): Promise<number | undefined> {
  const alias = await db.selectFrom('model_aliases').select('model_id').where('spelling', '=', normalisedSpelling(spelling)).executeTakeFirst()
  return alias?.model_id
}
