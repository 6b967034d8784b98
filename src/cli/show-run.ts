import type { z } from 'zod'
import { stripControls } from '../core/text/measure.ts'
import type { Operations } from '../operations/all.ts'

type Run = z.output<Operations['runs.get']['output']>
type Watched = z.output<Operations['runs.watch']['output']>
type Created = z.output<Operations['runs.create']['output']>
type Estimate = z.output<Operations['runs.estimate']['output']>

/** How a run stands, as a table of its models. */
export function showRun(run: Run, wallMs: number): string {
  return [...showHead(run, wallMs), ...showModels(run), ...showNotes(run)].join('\n')
}

/** What a terminal has room for. */
export interface Room {
  columns: number
  rows: number
}

/**
 * How it stands and what went wrong, as far as there is room: it is drawn over by counting its lines, so none may go around
 * the terminal's edge or out at its top. Models that are being asked go before those that wait or are finished.
 */
export function showLive(run: Watched, wallMs: number, { columns, rows }: Room): string[] {
  const [heading, ...models] = showModels(run)
  const head = [...showHead(run, wallMs), heading!]
  const below = [...showNotes(run), ...showErrors(run.errors)]
  const room = Math.max(0, rows - head.length)
  const roomBelow = Math.min(below.length, Math.max(room - models.length, Math.floor(room / 2)))
  const shown = [...head, ...firstOf(models, room - roomBelow, (index) => restOf(run.models[index]!.counts)), ...firstOf(below, roomBelow, (index) => index)]
  return shown.slice(0, rows).map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line))
}

/** As many lines as there is room for, those of the lowest rank, in the order they had; the last says how many more there are. */
function firstOf(lines: string[], most: number, rankOf: (index: number) => number): string[] {
  if (lines.length <= most) return lines
  const byRank = [...lines.keys()].sort((a, b) => rankOf(a) - rankOf(b))
  const kept = new Set(byRank.slice(0, Math.max(0, most - 1)))
  return [...lines.filter((_, index) => kept.has(index)), `and ${count(lines.length - kept.size)} more`]
}

/** How little a model does at the moment: it is asked, has begun, waits, is finished. */
function restOf({ held, filled, failed, waiting }: Run['counts']): number {
  if (held > 0) return 0
  if (waiting === 0) return 3
  return filled + failed > 0 ? 1 : 2
}

function showHead({ counts, cells, usage }: Run, wallMs: number): string[] {
  const over = cells === 0 ? 'Nothing to fill.' : `${counts.filled} of ${cells} filled, ${counts.failed} failed, ${counts.held} under way, ${counts.waiting} waiting`
  const rate = usage.outputTokens === null ? null : wallMs > 0 ? Math.round((usage.outputTokens * 1_000) / wallMs) : 0
  return [`${over} · ${(wallMs / 1_000).toFixed(1)} s · ${countOrUnknown(rate)} tokens/s`]
}

/** A heading, and a line for each model. */
function showModels({ models }: Run): string[] {
  const rows = models.map((column) => [
    `${column.provider}/${column.name}`, `${column.counts.filled}/${sum(column.counts)}`, String(column.counts.failed || ''),
    countOrUnknown(column.usage.inputTokens), countOrUnknown(column.usage.outputTokens), dollars(column.usage.costUsd, column.usage.answers + column.usage.withoutAnswer),
  ])
  return table([['model', 'filled', 'failed', 'tokens in', 'tokens out', 'cost'], ...rows])
}

function showNotes({ usage, spentTokens, spentUsd }: Run): string[] {
  return [
    ...(usage.withoutTokens ? [`${usage.withoutTokens} answers came without token counts; they are not in the sums.`] : []),
    ...(usage.withoutAnswer ? [`${count(usage.withoutAnswer)} questions brought no whole answer and may have been charged; they are not in the sums.`] : []),
    ...(spentTokens > 0 ? [`Spent at most: ${count(spentTokens)} tokens, ${spentUsd === null ? 'cost unknown' : dollars(spentUsd, spentTokens)}.`] : []),
  ]
}

/** What went wrong, a line each, with how many cells it holds for. */
export function showErrors(errors: Watched['errors']): string[] {
  return errors.map(({ state, message, cells }) => {
    const became = state === 'failed' ? 'failed' : 'to be asked again'
    return `${count(cells)} ${became}: ${stripControls(message.text).replaceAll(/\s+/g, ' ')}`
  })
}

/** Why something was not asked, and how to ask it all the same. */
export function showLeftOut({ answered, open, openIn, unsuited }: Created['leftOut']): string[] {
  const samples = (of: number) => `${count(of)} ${of === 1 ? 'sample is' : 'samples are'}`
  return [
    ...(answered ? [`${samples(answered)} not asked for: here already, from the same provider with the same settings. --again asks for new ones beside them.`] : []),
    ...(open ? [`${samples(open)} not asked for: another run is asking for the same. To go on with it: ${openIn.map((run) => `diptych run --resume ${run}`).join(', ')}. To ask for new ones: --again.`] : []),
    ...(unsuited ? [`${samples(unsuited)} not asked for: the challenges ask for something else than these models are known to make, a picture or a sound. “all” leaves those out; name a challenge to ask it all the same.`] : []),
  ]
}

/** What a run would ask and cost. */
export function showEstimate(found: Estimate): string {
  const rows = [...found.models.map((model) => ({ ...model, name: `${model.provider}/${model.name}` })), { ...found, name: 'all' }]
  const isEndless = found.cells > 0 && found.usd !== null && found.mostUsd === null
  return [
    ...table([
      ['model', 'cells', 'questions', 'tokens in', 'tokens out', 'about', 'at most'],
      ...rows.map(({ name, cells, questions, inputTokens, outputTokens, usd, mostUsd }) => [
        name, count(cells), count(questions), `~${count(inputTokens)}`, `~${count(outputTokens)}`, dollars(usd, cells), usd !== null && mostUsd === null && cells > 0 ? 'no limit' : dollars(mostUsd, cells),
      ]),
    ]),
    ...(isEndless ? ['Nothing limits how long an answer gets. --max-output-tokens or a budget does.'] : []),
    ...(found.isOverBudget ? ['That is more than the budget: the run would stop on the way.'] : []),
  ].join('\n')
}

function sum(counts: Run['counts']): number {
  return Object.values(counts).reduce((total, cells) => total + cells, 0)
}

function count(value: number): string {
  return value.toLocaleString('en')
}

function countOrUnknown(value: number | null): string {
  return value === null ? 'unknown' : count(value)
}

/** Nothing asked costs nothing; otherwise a cost that nobody knows is said to be unknown. */
function dollars(value: number | null, of: number): string {
  if (of === 0) return ''
  return value === null ? 'unknown' : `$${value.toFixed(4)}`
}

/** Names to the left, figures to the right. */
function table(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd())
}
