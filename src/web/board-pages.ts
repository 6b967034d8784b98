import { isDomainError } from '../core/errors.ts'
import { readBoolean } from '../operations/coerce.ts'
import { definePage, filled, Redirect, type PageRequest } from './page.ts'

/** The switches of a board, as they stand in an address. */
export const boardSwitches = ['judges', 'category', 'criterion', 'pool', 'ties', 'method', 'style', 'blindOnly', 'openWeights', 'creator', 'creators', 'collection', 'language', 'until'] as const

/** What a board can be looked at as. */
export const boardViews = { table: 'Ranking', pairs: 'Pair by pair', time: 'Over time', prices: 'Quality and price', influence: 'Influence' } as const
export type BoardView = keyof typeof boardViews

export const leaderboardPage = definePage('/leaderboard', async ({ ask, query }) => {
  const chosen = chosenIn(query)
  const view: BoardView = Object.keys(boardViews).find((name): name is BoardView => name === query.get('view')) ?? 'table'
  const slice = sliceFrom(query)
  return {
    ...(await ask('leaderboard.get', slice)), view, chosen, choices: await ask('leaderboard.choices', slice),
    pairs: view === 'pairs' ? await ask('leaderboard.pairs', slice) : undefined,
    prices: view === 'prices' ? await ask('leaderboard.prices', slice) : undefined,
    time: view === 'time' ? await ask('boards.list', slice) : undefined,
    influence: view === 'influence' ? await influenceOn(slice, ask) : undefined,
  }
})

/** Influence is of the plain ratings, whatever the board shows. */
async function influenceOn({ method: _method, style: _style, ...slice }: Record<string, never>, ask: PageRequest['ask']) {
  return { ...(await ask('votes.influence', slice)), summary: (await ask('votes.summary', {})).summary }
}

/** A stored board, whatever has been computed since. */
export const boardPage = definePage('/leaderboard/{board}', ({ ask, params }) => ask('boards.get', { board: params.board! }))

/** Switches that are on or off. */
const flags = ['style', 'blindOnly', 'openWeights'] as const

/**
 * The switches of an address as the operation takes them: what a form left empty asks for nothing. Words are read as the API reads
 * them, and what it does not know is left for it to refuse.
 */
export function sliceFrom(query: PageRequest['query']): Record<string, never> {
  const { creator: _, creators: _all, ...texts } = filled(query, [...boardSwitches])
  const creators = creatorsIn(query)
  return {
    ...texts,
    ...Object.fromEntries(flags.flatMap((name) => (texts[name] === undefined ? [] : [[name, readBoolean(texts[name])]]))),
    ...(creators.length > 0 && { creators }),
  } as Record<string, never>
}

/** The same as the form of the page has them: one word for on, one for off, and one creator or a list. */
export function chosenIn(query: PageRequest['query']): Record<string, string> {
  const { creator: _, creators: _all, ...texts } = filled(query, [...boardSwitches])
  const creators = creatorsIn(query)
  const words = flags.flatMap((name) => (texts[name] === undefined ? [] : [[name, readBoolean(texts[name]) === true ? 'yes' : 'no']]))
  return { ...texts, ...Object.fromEntries(words), ...(creators.length > 0 && { [creators.length > 1 ? 'creators' : 'creator']: creators.join(',') }) }
}

function creatorsIn(query: PageRequest['query']): string[] {
  return ['creator', 'creators'].flatMap((name) => query.getAll(name)).flatMap((words) => words.split(',')).filter(Boolean)
}

export const bestForPage = definePage('/best-for', ({ ask }) => ask('best-for.list', {}))

/** A category; with `?kind=criterion` a criterion, to which its bare name leads where no category has it. */
export const bestForTopicPage = definePage('/best-for/{category}', async ({ ask, params, query }) => {
  const topic = params.category!
  if (query.get('kind') === 'criterion') return ask('best-for.get', { topic, kind: 'criterion' })
  try {
    return await ask('best-for.get', { topic, kind: 'category' })
  } catch (error) {
    if (isNotFound(error) && !query.get('kind') && (await isCriterion(topic, ask))) throw new Redirect(addressOfCriterion(topic, query))
    throw error
  }
})

function addressOfCriterion(topic: string, query: URLSearchParams): string {
  const asCriterion = new URLSearchParams(query)
  asCriterion.set('kind', 'criterion')
  return `/best-for/${encodeURIComponent(topic)}?${asCriterion}`
}

function isNotFound(error: unknown): boolean {
  return isDomainError(error) && error.kind === 'not-found'
}

async function isCriterion(topic: string, ask: PageRequest['ask']): Promise<boolean> {
  try {
    await ask('best-for.get', { topic, kind: 'criterion' })
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

export const judgesPage = definePage('/judges', ({ ask }) => ask('judges.agreement', {}))

export const methodologyPage = definePage('/methodology', ({ ask }) => ask('methodology.get', {}))
