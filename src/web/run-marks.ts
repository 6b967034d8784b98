import { formatDollars, formatNumber } from './format.ts'

/** How the states of a run and its cells are shown: each by a sign and a word, as colours alone say nothing to many. */

interface Cell {
  challenge: string
  column: number
  sample: number
  state: 'waiting' | 'held' | 'filled' | 'failed' | 'stopped'
  tries: number
  response: string | null
}

export const marks = {
  waiting: { sign: '○', word: 'waiting' },
  again: { sign: '↻', word: 'to be asked again' },
  held: { sign: '◐', word: 'being asked' },
  filled: { sign: '●', word: 'filled' },
  failed: { sign: '✕', word: 'failed' },
  stopped: { sign: '–', word: 'stopped' },
} as const

export function markOf({ state, tries }: Pick<Cell, 'state' | 'tries'>): keyof typeof marks {
  return state === 'waiting' && tries > 0 ? 'again' : state
}

/** A cell as HTML: on the page as it is served, and again where it has changed. What it is made of is escaped for addresses. */
export function markHtml(cell: Cell, model: string): string {
  const name = markOf(cell)
  const { sign, word } = marks[name]
  const address = addressOf(cell, model)
  const shared = `class="mark ${name}" data-sample="${cell.sample}" title="${word}"`
  const shown = `<span aria-hidden="true">${sign}</span><span class="visually-hidden">${word}</span>`
  return address === undefined ? `<span ${shared}>${shown}</span>` : `<a ${shared} href="${address}">${shown}</a>`
}

/** A filled cell leads to its answer, one that was tried and has none to what was tried. */
function addressOf({ challenge, column, state, tries, response }: Cell, model: string): string | undefined {
  if (response !== null && state === 'filled') return `/models/${encodeURIComponent(model)}/responses/${encodeURIComponent(challenge)}?sample=${encodeURIComponent(response)}`
  return tries > 0 || state === 'failed' ? `?challenge=${encodeURIComponent(challenge)}&amp;column=${column}#attempts` : undefined
}

export const runStateWords = {
  'running': 'running', 'paused': 'paused', 'over-budget': 'stopped at its budget', 'done': 'done', 'cancelled': 'cancelled',
} as const

/** What is told of a run as a whole. */
export interface RunFacts {
  state: keyof typeof runStateWords
  cells: number
  counts: Record<Cell['state'], number>
  startedAt: string | null
  finishedAt: string | null
  budgetUsd: number | null
  budgetTokens: number | null
  spentUsd: number
  spentTokens: number
  usage: { answers: number; inputTokens: number; outputTokens: number; withoutTokens: number; costUsd: number | null; knownCostUsd: number }
}

/** Its figures as texts, by name: on the page as it is served, and again when they have changed. */
export function tellRun(run: RunFacts, now: number) {
  const { state, cells, counts, usage, budgetUsd, budgetTokens, spentUsd, spentTokens } = run
  const tokens = (count: number) => (usage.answers === 0 ? 'none yet' : usage.withoutTokens === usage.answers ? 'unknown' : formatNumber(count))
  const throughput = throughputOf(run, now)
  return {
    state: runStateWords[state], filled: `${formatNumber(counts.filled)} of ${formatNumber(cells)}`, failed: formatNumber(counts.failed), held: formatNumber(counts.held),
    input: tokens(usage.inputTokens), output: tokens(usage.outputTokens), throughput: throughput === undefined ? tokens(0) : formatNumber(Math.round(throughput)),
    cost: usage.answers === 0 ? 'none yet' : tellCost(usage),
    spentUsd: `${formatDollars(spentUsd)} of ${formatDollars(budgetUsd ?? 0)}`, spentTokens: `${formatNumber(spentTokens)} of ${formatNumber(budgetTokens ?? 0)}`,
  }
}

function tellCost({ costUsd, knownCostUsd }: RunFacts['usage']): string {
  if (costUsd !== null) return formatDollars(costUsd)
  return knownCostUsd > 0 ? `unknown, but for ${formatDollars(knownCostUsd)}` : 'unknown'
}

/** What arrives in a second over all that is asked at the same time; undefined before anything has. */
function throughputOf({ startedAt, finishedAt, usage }: RunFacts, now: number): number | undefined {
  if (startedAt === null || usage.outputTokens === 0) return undefined
  const ms = (finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt)
  return ms > 0 ? (usage.outputTokens * 1_000) / ms : undefined
}
