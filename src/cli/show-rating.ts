import { stripControls } from '../core/text/measure.ts'
import type { RateOptions } from '../core/ratings/report.ts'
import type { FileModel, RatedFiles } from '../operations/ratings/rate-files.ts'

/** A rating for a person to read: what was counted, the table, and what to know about it. */
export function showRating(report: RatedFiles): string {
  return [
    [methodLine(report.options), countLine(report), ...rejectionLines(report)].join('\n'),
    report.models.length > 0 ? table(headsOf(report), report.models.map((model) => rowOf(model, report))) : undefined,
    [...noteLines(report), `hash ${report.hash}`].join('\n'),
  ].filter((block) => block !== undefined).join('\n\n')
}

const methodNames: Record<RateOptions['method'], string> = {
  'bt': 'Bradley-Terry', 'davidson': 'Davidson', 'rao-kupper': 'Rao-Kupper', 'elo': 'Elo in the order of the votes',
}

function methodLine({ method, prior, se, cluster, ties, style, side, anchor }: RateOptions): string {
  const errors = `${se === 'hessian' ? 'information-matrix' : se} errors${cluster === 'none' ? '' : ` clustered by ${cluster === 'both' ? 'prompt and voter' : cluster}`}`
  return [
    methodNames[method], ...(method === 'elo' ? [] : [prior > 0 ? `prior ${prior}` : 'no prior', errors]),
    ties === 'drop' ? 'ties left out' : 'ties as half wins', ...(style ? ['at equal style'] : []), ...(side ? ['with a term for the side'] : []),
    ...(anchor ? [`${printable(anchor.model)} at ${anchor.rating}`] : []),
  ].join(', ')
}

function countLine({ votes: { read, used }, models, sources }: RatedFiles): string {
  const formats = [...new Set(sources.map(({ format }) => (format === 'votes' ? 'plain votes' : format)))]
  return `${used === read ? counted(used, 'vote') : `${whole(used)} of ${counted(read, 'vote')}`} on ${counted(models.length, 'model')}, read as ${formats.join(', ')}`
}

function rejectionLines({ votes: { rejected } }: RatedFiles): string[] {
  return rejected.map(({ reason, count, examples = [] }) => `  not counted: ${whole(count)} × ${reason}${examples.length ? ` (${examples.map(printable).join(', ')})` : ''}`)
}

function headsOf(report: RatedFiles): Head[] {
  const { options, bootstrap } = report
  const ranks = options.method === 'elo' ? [] : ['rank', 'tier'].map((text) => ({ text }))
  const intervals = options.method === 'elo' ? [] : [{ text: '95 %' }, ...(bootstrap ? [{ text: 'bootstrap' }] : []), { text: 'best' }]
  const counts = ['games', 'won', 'lost', 'tied', 'bad', ...(hasRivalScores(report) ? ['RIVAL-style'] : [])].map((text) => ({ text }))
  return [...ranks, { text: 'model', isText: true }, { text: 'rating' }, ...intervals, ...counts]
}

function rowOf(model: FileModel, { options, bootstrap }: RatedFiles): string[] {
  const isElo = options.method === 'elo'
  const { rating, lo, hi, rankLo, rankHi, tier, pBest } = model
  return [
    ...(isElo ? [] : [range(rankLo, rankHi, '–'), tier === null ? '–' : String(tier)]),
    printable(model.model), rating === null ? '–' : rating.toFixed(0),
    ...(isElo ? [] : [range(lo, hi), ...(bootstrap ? [range(model.bootstrap?.lo ?? null, model.bootstrap?.hi ?? null)] : []), pBest === null ? '–' : percent(pBest)]),
    ...[model.games, model.wins, model.losses, model.ties, model.bothBad].map(whole),
    ...(model.rivalScore ? [model.rivalScore.score?.toFixed(0) ?? '–'] : []),
  ]
}

function hasRivalScores({ models }: RatedFiles): boolean {
  return models.some(({ rivalScore }) => rivalScore !== undefined)
}

function range(lo: number | null, hi: number | null, between = ' to '): string {
  if (lo === null || hi === null) return '–'
  const [from, to] = [lo.toFixed(0), hi.toFixed(0)]
  return from === to ? from : `${from}${between}${to}`
}

function noteLines(report: RatedFiles): string[] {
  const { reason, exists, components, undefeated = [], winless = [], promptShare, fit, side, style = [], tie } = report
  return [
    ...(reason ? [reason] : []),
    ...(hasRivalScores(report) ? ['RIVAL-style: win rate × consistency over prompts × min(1, games / 100) × 1000, by curves of ours. It does not ask against whom: ranks are by the rating.'] : []),
    ...(exists || components.length < 2 ? [] : [`No finite optimum without a prior: ${counted(components.length, 'group')} of models; never beaten: ${listed(undefeated)}; never won: ${listed(winless)}.`]),
    ...(promptShare === undefined ? [] : [promptSentence(promptShare, report.options)]),
    ...(side ? [`The left side is worth ${signed(side.rating)} points (coefficient ${side.coefficient.toFixed(3)}, 95 % ${side.lo.toFixed(3)} to ${side.hi.toFixed(3)}).`] : []),
    ...style.map(({ feature, coefficient, lo, hi }) => `Style: ${feature} ${coefficient.toFixed(3)} (95 % ${lo.toFixed(3)} to ${hi.toFixed(3)}) for a standard deviation of the relative difference.`),
    ...(tie ? [`Equal models tie in ${percent(tie.shareOfEqual)} of votes (${tie.parameter} = ${tie.value.toFixed(3)}).`] : []),
    ...(fit ? [`Fit: G² = ${fit.g2.toFixed(1)} on ${fit.df.toFixed(1)} degrees of freedom, p = ${fit.p.toPrecision(2)}; ${counted(fit.outliers.length, 'pair')} beyond 3 standard deviations.`] : []),
  ]
}

/** Below this share prompts are not what to add. */
const smallShare = 0.1

function promptSentence(share: number, { cluster }: RateOptions): string {
  if (share < smallShare) return `Prompts make ${percent(share)} of the variance of these ratings.`
  const counts = cluster === 'prompt' || cluster === 'both'
  return `Add prompts, not votes: ${percent(share)} of the variance of these ratings comes from the prompts, and no number of votes on the same prompts narrows it.${counts ? '' : ' The intervals above leave it out; --cluster prompt counts it.'}`
}

const mostNames = 5

function listed(names: string[]): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, mostNames).map(printable).join(', ')
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown
}

interface Head {
  text: string
  /** Texts stand left, numbers right. */
  isText?: boolean
}

function table(heads: Head[], rows: string[][]): string {
  const widths = heads.map(({ text }, column) => Math.max(text.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: string[]) => cells.map((cell, column) => (heads[column]!.isText ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()
  return [line(heads.map(({ text }) => text)), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')
}

const longestName = 60

/** A name on one line, without characters that steer a terminal. */
function printable(name: string): string {
  const clean = stripControls(name).replaceAll(/\s+/g, ' ')
  return clean.length > longestName ? `${clean.slice(0, longestName - 1)}…` : clean
}

function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`
}

function whole(count: number): string {
  return count.toLocaleString('en', { maximumFractionDigits: 1 })
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`
}

function signed(points: number): string {
  return `${points > 0 ? '+' : ''}${points.toFixed(1)}`
}
