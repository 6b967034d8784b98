import { count, formatDollars, formatLongDuration, formatMoment, formatNumber, shortName } from './format.ts'

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

const runStateWords = {
  'running': 'running', 'paused': 'paused', 'over-budget': 'stopped at its budget', 'done': 'done', 'cancelled': 'cancelled',
} as const

/** What a bar shows, from its start on, each with a pattern of its own beside its colour. */
const barParts = [['filled', 'filled'], ['failed', 'failed'], ['stopped', 'stopped'], ['held', 'being asked'], ['waiting', 'waiting']] as const

/** How the cells of a run have gone, as a bar with its legend: on the page as it is served, and again when it has changed. */
export function barHtml(counts: Record<Cell['state'], number>): string {
  const all = Math.max(1, barParts.reduce((sum, [state]) => sum + counts[state], 0))
  const share = (cells: number) => `${((cells / all) * 100).toFixed(3)}%`
  let before = 0
  const parts = barParts.map(([state]) => {
    const part = state === 'waiting' || counts[state] === 0 ? '' : `<rect class="${state}"${state === 'filled' ? '' : ` fill="url(#bar-${state})"`} x="${share(before)}" width="${share(counts[state])}" height="100%"/>`
    before += counts[state]
    return part
  })
  const legend = barParts.filter(([state]) => counts[state] > 0 || state === 'filled' || state === 'failed')
    .map(([state, word]) => `<li><span class="mark ${state}" aria-hidden="true">${marks[state].sign}</span> ${formatNumber(counts[state])} ${word}</li>`)
  return `<svg class="bar" aria-hidden="true">${barPatterns}${parts.join('')}</svg><ul class="legend small" role="list">${legend.join('')}</ul>`
}

const barPatterns = '<defs><pattern id="bar-failed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="line" width="3" height="6"/></pattern>'
  + '<pattern id="bar-stopped" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="dot" x="1" y="1" width="2" height="2"/></pattern>'
  + '<pattern id="bar-held" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="stripe" width="2" height="6"/></pattern></defs>'

/** How far a run is. */
export interface RunProgress {
  state: keyof typeof runStateWords
  counts: Record<Cell['state'], number>
  ownWorker: boolean
  restsUntil: string | null
}

/** Whether somebody works on a run, or will by themselves. One that only its own worker fills has nobody else. */
export function isWorkedOn({ state, counts, ownWorker, restsUntil }: RunProgress, now: number): boolean {
  if (counts.held > 0) return true
  return state === 'running' && (!ownWorker || (restsUntil !== null && Date.parse(restsUntil) > now))
}

/** The state of a run in words. */
export function tellState(run: RunProgress, now: number): string {
  return run.state === 'running' && !isWorkedOn(run, now) ? 'waits for its own worker' : runStateWords[run.state]
}

/** What is told of a run as a whole. */
export interface RunFacts extends RunProgress {
  cells: number
  startedAt: string | null
  finishedAt: string | null
  budgetUsd: number | null
  budgetTokens: number | null
  spentUsd: number | null
  spentTokens: number
  usage: { answers: number; inputTokens: number | null; outputTokens: number | null; withoutTokens: number; withoutAnswer: number; costUsd: number | null; knownCostUsd: number }
}

/** Its figures as texts, by name: on the page as it is served, and again when they have changed. */
export function tellRun(run: RunFacts, now: number) {
  const { cells, counts, usage, budgetUsd, budgetTokens, spentUsd, spentTokens } = run
  const tokens = (sum: number | null) => (sum === null ? 'unknown' : usage.answers === 0 ? 'none yet' : formatNumber(sum))
  const throughput = throughputOf(run, now)
  return {
    state: tellState(run, now), ended: tellEnd(run), filled: `${formatNumber(counts.filled)} of ${formatNumber(cells)}`,
    input: tokens(usage.inputTokens), output: tokens(usage.outputTokens), throughput: throughput === undefined ? tokens(usage.outputTokens && 0) : formatNumber(Math.round(throughput)),
    cost: tellCost(usage),
    spentUsd: spentUsd === null ? 'unknown' : tellSpent(spentUsd, budgetUsd ?? 0, formatDollars), unanswered: tellUnanswered(run), spentTokens: tellSpent(spentTokens, budgetTokens ?? 0, formatNumber),
  }
}

/** When a run ended, and how long it was filled for; empty while it has not. */
function tellEnd({ startedAt, finishedAt }: Pick<RunFacts, 'startedAt' | 'finishedAt'>): string {
  if (finishedAt === null) return ''
  const took = startedAt === null ? '' : `, ${formatLongDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)))} after it began`
  return `ended ${formatMoment(finishedAt)}${took}`
}

/** What is in no sum because no whole answer came; empty where nothing is left out for that. */
export function tellUnanswered({ usage: { withoutAnswer }, spentUsd, spentTokens }: Pick<RunFacts, 'usage' | 'spentUsd' | 'spentTokens'>): string {
  if (withoutAnswer === 0) return ''
  const cost = spentUsd === null ? 'an unknown cost' : formatDollars(spentUsd)
  return `${count(withoutAnswer, 'question')} brought no whole answer and may have been charged: not in the sums. Spent in all, at most: ${count(spentTokens, 'token')}, ${cost}.`
}

/** A budget can be set below what is spent already: then it is no part of it. */
function tellSpent(spent: number, budget: number, format: (value: number) => string): string {
  return spent > budget ? `spent ${format(spent)}, the budget is ${format(budget)}` : `${format(spent)} of ${format(budget)}`
}

/** What the answers of a run cost, as far as it is known. */
export function tellCost({ answers, costUsd, knownCostUsd }: Pick<RunFacts['usage'], 'answers' | 'costUsd' | 'knownCostUsd'>): string {
  if (costUsd !== null) return answers === 0 ? 'none yet' : formatDollars(costUsd)
  return knownCostUsd > 0 ? `at least ${formatDollars(knownCostUsd)}: what the rest cost is unknown` : 'unknown'
}

/** What arrives in a second over all that is asked at the same time; undefined before anything has. */
function throughputOf({ startedAt, finishedAt, usage }: RunFacts, now: number): number | undefined {
  if (startedAt === null || !usage.outputTokens) return undefined
  const ms = (finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt)
  return ms > 0 ? (usage.outputTokens * 1_000) / ms : undefined
}

/** The first models of a run, and how many more there are. A name at several providers is told with its provider. */
export function tellModels({ models, columns }: { models: Array<{ provider: string; name: string }>; columns: number }): string {
  const isTwice = (name: string) => models.some((one, index) => one.name === name && models.findIndex((other) => other.name === name) !== index)
  const names = models.map(({ provider, name }) => shortName(isTwice(name) ? `${provider}/${name}` : name, 40))
  const more = columns - models.length
  if (columns === 0) return 'no models'
  return more > 0 ? `${names.join(', ')} and ${formatNumber(more)} more` : names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** What is told of one model of a run. */
export interface ColumnFacts {
  counts: Record<Cell['state'], number>
  usage: Pick<RunFacts['usage'], 'answers' | 'inputTokens' | 'outputTokens' | 'costUsd'> & { tokensPerSecond: number | null }
}

/** Its figures as texts, by name, as `tellRun` tells those of the whole. Before the first answer there is nothing, which is not unknown. */
export function tellColumn({ counts, usage }: ColumnFacts) {
  const tell = (value: number | null, format: (value: number) => string) => (value === null ? 'unknown' : usage.answers === 0 ? '–' : format(value))
  return {
    filled: `${formatNumber(counts.filled)} of ${formatNumber(Object.values(counts).reduce((sum, cells) => sum + cells, 0))}`, failed: formatNumber(counts.failed),
    input: tell(usage.inputTokens, formatNumber), output: tell(usage.outputTokens, formatNumber),
    speed: usage.answers === 0 ? '–' : tell(usage.tokensPerSecond, (speed) => formatNumber(Math.round(speed))), cost: tell(usage.costUsd, formatDollars),
  }
}

/** What stands below what can be done: whether anything is to be seen here without somebody doing something. */
export function tellLive(run: RunProgress, now: number): string {
  return isWorkedOn(run, now) ? 'Live.' : 'Nothing is asked now. When it goes on, this page shows it.'
}
