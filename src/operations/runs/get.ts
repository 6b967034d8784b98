import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { costOf } from '../../core/runs/cost.ts'
import type { Database } from '../../store/database.ts'
import { lastRest } from '../../store/runs/listing.ts'
import { countCellsByColumn, findRun, readColumns, sumOfCounts, usageOf, type CellCounts, type ColumnRow, type RunRow, type RunUsage } from '../../store/runs/read.ts'
import { defineOperation } from '../operation.ts'
import { RunInput, RunWhole, type RunSummary, type UsageSumShape } from './shapes.ts'

export const getRun = defineOperation({
  name: 'runs.get', kind: 'read', path: '/runs/{run}', callers: ['admin'],
  summary: 'Read a run: how far it is, what it has spent, and how each model does.',
  input: z.object({ run: RunInput }),
  output: RunWhole,
  async run({ run: id }, _caller, { db }) {
    const run = await requireRun(db, id)
    return presentWhole(db, run, await readColumns(db, run.id))
  },
})

const noCells: CellCounts = { waiting: 0, held: 0, filled: 0, failed: 0, stopped: 0 }

/** @throws DomainError `not-found`. */
export async function requireRun(db: Database, id: string): Promise<RunRow> {
  const run = await findRun(db, id)
  if (!run || run.kind !== 'run') throw new DomainError('not-found', `There is no run "${id}". \`diptych runs list\` shows them.`)
  return run
}

/** A run with its columns. */
export async function presentWhole(db: Database, run: RunRow, columns: ColumnRow[]): Promise<z.input<typeof RunWhole>> {
  const byColumn = await countCellsByColumn(db, run.id)
  const counts = sumOfCounts([...byColumn.values()])
  return {
    ...presentRun(run, counts, columns), ...(await restOf(db, run, counts)),
    models: columns.map((column) => ({
      model: { slug: column.model_slug, name: column.model_name, house: column.house }, provider: column.provider, name: column.name,
      settings: column.settings, price: column.price, counts: byColumn.get(column.id) ?? noCells, usage: presentUsage([column]),
    })),
    usage: presentUsage(columns),
  }
}

export function presentRun(run: RunRow, counts: CellCounts, columns: ColumnRow[]): z.input<typeof RunSummary> {
  return {
    run: run.public_id, name: run.name, state: run.state, cells: run.cells, counts, concurrency: run.concurrency, samples: run.samples,
    ownWorker: run.own_worker, budgetUsd: run.budget_usd, budgetTokens: run.budget_tokens, spentUsd: columns.some(mayCostAnything) ? null : run.spent_usd, spentTokens: run.spent_tokens,
    createdAt: run.created_at, startedAt: run.started_at, finishedAt: run.finished_at,
  }
}

/** A worker that rests holds no cell: only the time that cells wait for tells it from one that has gone. */
export async function restOf(db: Database, run: RunRow, counts: CellCounts): Promise<{ restsUntil: string | null }> {
  const isLeft = run.own_worker && run.state === 'running' && counts.held === 0
  return { restsUntil: isLeft ? await lastRest(db, run.id) : null }
}

/** Without a price nobody knows the most that something of unknown cost has cost. */
function mayCostAnything(column: ColumnRow): boolean {
  const { withoutCost, withoutAnswer } = usageOf(column)
  return withoutCost + withoutAnswer > 0 && (column.price?.input === undefined || column.price.output === undefined)
}

/**
 * The sums of some columns; a sum with an unknown part is unknown. Without any whole answer it is, where something may have
 * been charged all the same: what broke off, or whose worker died.
 */
export function presentUsage(columns: ColumnRow[]): z.input<typeof UsageSumShape> {
  const sum: RunUsage = { answers: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, withoutTokens: 0, withoutCost: 0, withoutAnswer: 0, answerMs: 0 }
  for (const part of columns.map(usageOf)) for (const name of Object.keys(sum) as Array<keyof RunUsage>) sum[name] += part[name]
  const { answerMs, ...told } = sum
  const isUnknown = sum.answers === 0 ? sum.withoutAnswer > 0 : sum.withoutTokens === sum.answers
  const known = (tokens: number) => (isUnknown && tokens === 0 ? null : tokens)
  const isCostUnknown = sum.withoutCost > 0 || (sum.answers === 0 && columns.some(({ unanswered, price }) => unanswered > 0 && costOf({}, price ?? undefined) !== 0))
  return {
    ...told, inputTokens: known(sum.inputTokens), outputTokens: known(sum.outputTokens), knownCostUsd: sum.costUsd, costUsd: isCostUnknown ? null : sum.costUsd,
    tokensPerSecond: answerMs > 0 ? (sum.outputTokens * 1_000) / answerMs : null,
  }
}
