import { UsageError, type CommandLine } from './cli/arguments.ts'
import type { Command, CommandContext } from './cli/command.ts'
import { liveLines } from './cli/live-lines.ts'
import { stripControls } from './core/text/measure.ts'
import { startRunWorker } from './jobs/runs/start.ts'
import type { Operations } from './operations/all.ts'
import { loadDemo } from './operations/demo/load.ts'
import type { Caller, Services } from './operations/operation.ts'
import { perform } from './operations/perform.ts'
import { createRun } from './operations/runs/create.ts'
import { estimateRun } from './operations/runs/estimate.ts'
import { getRun } from './operations/runs/get.ts'
import { resumeRun } from './operations/runs/change.ts'
import { watchRun } from './operations/runs/watch.ts'
import { showErrors, showEstimate, showLeftOut, showLive, showRun } from './cli/show-run.ts'
import type { z } from 'zod'

type Run = z.output<Operations['runs.watch']['output']>
type Created = z.output<Operations['runs.create']['output']>

const caller: Caller = { kind: 'system', id: 'cli' }
const defaultConcurrency = 8

/** `diptych run`: puts challenges to models and fills the matrix until nothing is left to do. */
export const runCommand: Command = {
  name: 'run',
  usage: 'run <challenge>… --models <provider/model>,…',
  summary: 'Put challenges to models and keep what they answer.',
  takesWords: true,
  options: {
    models: { type: 'string', help: 'provider/model, separated by commas: openai/gpt-5,house/brevis-writer. With --base-url: as the endpoint spells them.' },
    challenges: { type: 'string', help: 'Slugs separated by commas, or all; the same as naming them as words.' },
    samples: { type: 'string', help: 'How many answers of each model to each challenge there are to be (default 1).' },
    again: { type: 'boolean', help: 'Ask for new samples even where there are as many already.' },
    concurrency: { type: 'string', help: `Most questions under way at a time (default ${defaultConcurrency}).` },
    'base-url': { type: 'string', help: 'An OpenAI-compatible endpoint for this run alone, such as http://127.0.0.1:11434/v1. Its key: DIPTYCH_API_KEY.' },
    'allow-private': { type: 'boolean', help: 'The endpoint may be in a private network; loopback always may.' },
    temperature: { type: 'string', help: 'Sampling temperature.' },
    'top-p': { type: 'string', help: 'Nucleus sampling.' },
    'max-output-tokens': { type: 'string', help: 'Most tokens of an answer.' },
    seed: { type: 'string', help: 'Seed of the sampling, where a provider takes one.' },
    reasoning: { type: 'string', help: 'How much a model reasons: none, minimal, low, medium, high, xhigh.' },
    'budget-usd': { type: 'string', help: 'US dollars that are never passed.' },
    'budget-tokens': { type: 'string', help: 'Tokens, read and generated, that are never passed.' },
    name: { type: 'string', help: 'What to call the run.' },
    'dry-run': { type: 'boolean', help: 'Only estimate what would be asked and what it would cost.' },
    resume: { type: 'string', help: 'RUN: go on with a run that was broken off, paused or over its budget.' },
    failed: { type: 'boolean', help: 'With --resume: ask the cells that failed again.' },
  },
  notes: 'The run’s id is printed at once; what has arrived when the command is stopped or killed is kept, and --resume goes on from there.',
  async run(line, context) {
    if (line.options.resume !== undefined) refuseChanges(line)
    const services = await context.services()
    try {
      if (services.settings.loadDemo) await loadDemo(services.store, services.now)
      if (line.options['dry-run']) return await estimate(line, context, services)
      const begun = line.options.resume === undefined ? await create(line, services) : { run: await resume(line, services) }
      tell([`Run ${begun.run}`])
      return await fill(begun, line, context, services)
    } finally {
      await services.store.close()
    }
  },
}

async function estimate(line: CommandLine, context: CommandContext, services: Services): Promise<void> {
  const found = await perform(estimateRun, matrixOf(line), caller, services)
  context.out(line.options.json ? `${JSON.stringify(found, null, 2)}\n` : `${showEstimate(found)}\n`)
  tell(showLeftOut(found.leftOut))
}

/** A run that is to be filled; of a new one what it leaves out. */
type Begun = Pick<Created, 'run'> & Partial<Pick<Created, 'leftOut'>>

async function create(line: CommandLine, services: Services): Promise<Begun> {
  const { options } = line
  if (options.failed) throw new UsageError('--failed goes with --resume RUN: it asks those cells of that run again that failed.')
  return perform(createRun, {
    ...matrixOf(line), concurrency: numberOf(options, 'concurrency') ?? defaultConcurrency, name: options.name as string | undefined,
  }, caller, services)
}

/** What may be another when a run goes on. */
const changeable = ['failed', 'concurrency', 'budget-usd', 'budget-tokens']

/** @throws UsageError for what would ask something else. */
function refuseChanges({ words, options }: CommandLine): void {
  const fixed = Object.keys(runCommand.options).filter((name) => options[name] !== undefined && name !== 'resume' && !changeable.includes(name))
  const given = [...words.map((word) => `"${word}"`), ...fixed.map((name) => `--${name}`)]
  if (given.length > 0) throw new UsageError(`--resume goes on with a run as it was made: leave out ${given.join(', ')}, or start a new run. With it go ${changeable.map((name) => `--${name}`).join(', ')}.`)
}

async function resume({ options }: CommandLine, services: Services): Promise<string> {
  const run = String(options.resume)
  const { state } = await perform(getRun, { run }, caller, services)
  const change = { run, failed: options.failed === true, concurrency: numberOf(options, 'concurrency'), budgetUsd: numberOf(options, 'budget-usd'), budgetTokens: numberOf(options, 'budget-tokens') }
  const isOver = state === 'done' || state === 'cancelled'
  if (!isOver || change.failed) await perform(resumeRun, change, caller, services)
  return run
}

function matrixOf({ words, options }: CommandLine) {
  const challenges = [...words, ...listOf(options.challenges)]
  const models = listOf(options.models)
  if (challenges.length === 0) throw new UsageError('Say which challenges: diptych run <challenge>… --models provider/model, or --challenges all.')
  if (models.length === 0) throw new UsageError('Say which models: --models provider/model,…')
  return {
    challenges, models, samples: numberOf(options, 'samples') ?? 1, again: options.again === true,
    baseUrl: options['base-url'] as string | undefined, allowPrivate: options['allow-private'] === true,
    temperature: numberOf(options, 'temperature'), topP: numberOf(options, 'top-p'), maxOutputTokens: numberOf(options, 'max-output-tokens'),
    seed: numberOf(options, 'seed'), reasoning: options.reasoning as never,
    budgetUsd: numberOf(options, 'budget-usd'), budgetTokens: numberOf(options, 'budget-tokens'),
  }
}

function listOf(value: unknown): string[] {
  return value === undefined ? [] : String(value).split(',').map((word) => word.trim()).filter(Boolean)
}

function numberOf(options: CommandLine['options'], name: string): number | undefined {
  const value = options[name]
  if (value === undefined) return undefined
  if (!/^-?\d+(\.\d+)?$/.test(String(value))) throw new UsageError(`--${name} is a number, not "${String(value)}".`)
  return Number(value)
}

const tableEveryMs = 500

async function fill({ run: id, leftOut }: Begun, line: CommandLine, context: CommandContext, services: Services): Promise<number> {
  const started = performance.now()
  const look = () => perform(watchRun, { run: id, limit: 1 }, caller, services)
  const { concurrency } = await look()
  const worker = startRunWorker(services, { run: id, most: concurrency, onError: (error) => context.log.error('a question could not be asked', error) })
  let wasStopped = false
  const stop = () => {
    wasStopped = true
    void worker.stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  const table = process.stderr.isTTY && !line.options.json ? liveLines(process.stderr, async (room) => showLive(await look(), Math.round(performance.now() - started), room), tableEveryMs) : undefined
  await worker.done
  table?.end()
  const run = await look()
  const wallMs = Math.round(performance.now() - started)
  context.out(line.options.json ? `${JSON.stringify({ ...summaryOf(run, wallMs), ...(leftOut && { leftOut }) })}\n` : `${showRun(run, wallMs)}\n`)
  tell([...showErrors(run.errors), ...(leftOut ? showLeftOut(leftOut) : [])])
  if (wasStopped || run.state !== 'done') tell([`${why(run, wasStopped)} Go on with: diptych run --resume ${id}`])
  return run.state === 'done' && run.counts.failed === 0 && !leftOut?.open ? 0 : 1
}

/** What a person should know beside the result, whatever reads standard output. */
function tell(lines: string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`)
}

function why({ state }: Run, wasStopped: boolean): string {
  if (state === 'over-budget') return 'The budget is used up: what is left of it is less than the next question can cost at most. --budget-usd or --budget-tokens sets a new one.'
  return wasStopped ? 'It was stopped; what has arrived is kept.' : `The run is ${state}.`
}

function summaryOf({ run, cells, counts, usage, spentUsd, spentTokens, errors }: Run, wallMs: number) {
  const { inputTokens, outputTokens, costUsd } = usage
  return {
    run, cells, filled: counts.filled, failed: counts.failed, inputTokens, outputTokens, cost: costUsd, spentUsd, spentTokens, wallMs,
    errors: errors.map(({ message, ...error }) => ({ ...error, message: stripControls(message.text) })),
  }
}
