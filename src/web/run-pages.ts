import { DomainError, isDomainError } from '../core/errors.ts'
import { unpricedRefusal } from '../core/runs/cost.ts'
import type { Ask } from '../operations/all.ts'
import type { Caller } from '../operations/operation.ts'
import { definePage, filled } from './page.ts'
import { askedOf } from './run-form.ts'

const listLength = 20

/** @throws DomainError `unauthenticated`. Its page leads to where one signs in. */
function refuseVisitors({ kind }: Pick<Caller, 'kind'>): void {
  if (kind !== 'admin' && kind !== 'system') throw new DomainError('unauthenticated', 'Runs spend on providers, so they are for whoever keeps this installation. Sign in to see and to start them.')
}

/** Runs, and the form that starts one. A form that was sent with GET asks for an estimate only. */
export const runsPage = definePage('/runs', async ({ ask, query, caller }) => {
  refuseVisitors(caller)
  return runsOf(ask, query, null)
})

/** The page of runs with its form as it was filled in, and the reason why it was not taken. */
export async function runsOf(ask: Ask, form: URLSearchParams, refusal: string | null) {
  const cursor = form.get('cursor') ?? undefined
  const [{ runs, nextCursor }, choices, { facets }, { problem, ...estimated }] = await Promise.all([
    ask('runs.list', { limit: listLength, ...(cursor && { cursor }) }), ask('runs.choices', {}), ask('challenges.list', { limit: 1, facets: true }), estimateFor(ask, form),
  ])
  const isToldBelow = refusal === estimated.budgetProblem
  return { runs, nextCursor, choices, categories: facets!.category, chosen: Object.fromEntries(form), ...estimated, problem: (isToldBelow ? null : refusal) ?? problem }
}

/** What the form would come to, or why it cannot be; and why its budget in money cannot be kept. */
async function estimateFor(ask: Ask, form: URLSearchParams) {
  const none = { estimate: null, problem: null, budgetProblem: null }
  if (!form.get('models')) return none
  try {
    const { concurrency: _concurrency, name: _name, ...matrix } = await askedOf(ask, form)
    const estimate = await ask('runs.estimate', matrix)
    return { ...none, estimate, budgetProblem: matrix.budgetUsd === undefined ? null : unpricedRefusal(estimate.models) }
  } catch (error) {
    if (!isDomainError(error) || error.kind === 'internal') throw error
    return { ...none, problem: error.message }
  }
}

/** A new budget that was not taken: why, and what was written. */
export interface RefusedBudget {
  message: string
  /** Names of the fields that it is about. */
  fields: string[]
  values: Record<string, string>
}

/** A run as it fills. `challenge` and `column` choose a cell whose attempts are told. */
export const runPage = definePage('/runs/{run}', async ({ ask, params, query, caller }) => {
  refuseVisitors(caller)
  return runOf(ask, params.run!, query, null)
})

/** The page of a run, with its form for a new budget as it was filled in where that was not taken. */
export async function runOf(ask: Ask, run: string, query: URLSearchParams, refused: RefusedBudget | null) {
  const { cursor, challenge, column } = filled(query, ['cursor', 'challenge', 'column'])
  const found = await ask('runs.watch', { run, ...(cursor && { cursor }) })
  const cell = challenge && column ? { challenge, column: Number(column) } : null
  const attempts = cell && (await ask('runs.attempts', { run, ...cell })).attempts.toReversed()
  return { ...found, cursor: cursor ?? null, cell, attempts, refused }
}
