import { DomainError, isDomainError } from '../core/errors.ts'
import type { Ask } from '../operations/all.ts'
import type { Caller } from '../operations/operation.ts'
import { definePage, filled } from './page.ts'
import { askedOf } from './runs.ts'

const listLength = 20

/** @throws DomainError `unauthenticated`. Its page leads to where one signs in. */
function refuseVisitors({ kind }: Pick<Caller, 'kind'>): void {
  if (kind !== 'admin' && kind !== 'system') throw new DomainError('unauthenticated', 'Runs spend on providers, so they are for whoever keeps this installation. Sign in to see and to start them.')
}

/** Runs, and the form that starts one. A form that was sent with GET asks for an estimate only. */
export const runsPage = definePage('/runs', async ({ ask, query, caller }) => {
  refuseVisitors(caller)
  const cursor = query.get('cursor') ?? undefined
  const [{ runs, nextCursor }, choices, { facets }] = await Promise.all([
    ask('runs.list', { limit: listLength, ...(cursor && { cursor }) }), ask('runs.choices', {}), ask('challenges.list', { limit: 1, facets: true }),
  ])
  return { runs, nextCursor, choices, categories: facets!.category, chosen: Object.fromEntries(query), ...(await estimateFor(ask, query)) }
})

/** What the form would come to, or why it cannot be. */
async function estimateFor(ask: Ask, query: URLSearchParams) {
  if (!query.get('models')) return { estimate: null, problem: null }
  try {
    const { concurrency: _concurrency, budgetUsd: _budgetUsd, budgetTokens: _budgetTokens, name: _name, ...matrix } = await askedOf(ask, query)
    return { estimate: await ask('runs.estimate', matrix), problem: null }
  } catch (error) {
    if (!isDomainError(error) || error.kind === 'internal') throw error
    return { estimate: null, problem: error.message }
  }
}

/** A run as it fills. `challenge` and `column` choose a cell whose attempts are told. */
export const runPage = definePage('/runs/{run}', async ({ ask, params, query, caller }) => {
  refuseVisitors(caller)
  const { cursor, challenge, column } = filled(query, ['cursor', 'challenge', 'column'])
  const found = await ask('runs.watch', { run: params.run!, ...(cursor && { cursor }) })
  const cell = challenge && column ? { challenge, column: Number(column) } : null
  const attempts = cell && (await ask('runs.attempts', { run: params.run!, ...cell })).attempts.toReversed()
  return { ...found, cursor: cursor ?? null, cell, attempts }
})
