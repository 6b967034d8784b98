import { defaultRateOptions, type RateOptions } from '../core/ratings/report.ts'
import { stripControls } from '../core/text/measure.ts'
import { UsageError, type CommandLine } from './arguments.ts'
import type { Command } from './command.ts'

const choices = {
  method: ['bt', 'davidson', 'rao-kupper', 'elo'],
  se: ['recommended', 'sandwich', 'hessian'],
  cluster: ['none', 'prompt', 'voter', 'both'],
  ties: ['half', 'drop'],
  by: ['category'],
  voters: ['humans', 'judges', 'all'],
} as const

const mostRounds = 100_000
const mostSeed = 2 ** 32 - 1

/** `diptych rate votes.jsonl`: ratings of battle files, without a database. */
export const rateCommand: Command = {
  name: 'rate',
  usage: 'rate <file>…',
  summary: 'Rate models by the votes in files, folders, archives or standard input (-), without a database.',
  options: {
    method: { type: 'string', help: 'bt (Bradley-Terry, default), davidson or rao-kupper (ties have a parameter), or elo (a toy: it depends on the order of the votes).' },
    prior: { type: 'string', help: 'Virtual half-win and half-loss of each model, in votes: 0.5 (default); 0 for none.' },
    se: { type: 'string', help: 'Standard error: recommended (default), sandwich or hessian.' },
    cluster: { type: 'string', help: 'Votes that depend on each other: none (default), prompt, voter or both.' },
    ties: { type: 'string', help: 'half (default): a tie of either kind is half a win; drop: it is left out.' },
    style: { type: 'boolean', help: 'Ratings at equal style: length, headers, lists, bold, or the counts that the file has.' },
    side: { type: 'boolean', help: 'Also fit the advantage of the left side.' },
    by: { type: 'string', help: 'category: also rate each category by itself.' },
    bootstrap: { type: 'string', help: 'Rounds of the bootstrap; 0 (default) for none.' },
    seed: { type: 'string', help: 'Seed of everything that is drawn; 1 (default).' },
    anchor: { type: 'string', help: 'MODEL=RATING: move the scale so that this model has this rating.' },
    pairs: { type: 'boolean', help: 'Also report every pair that met.' },
    'rival-score': { type: 'boolean', help: 'Also tell the RIVAL-style score: a column beside the rating, which ranks nothing.' },
    voters: { type: 'string', help: 'humans, judges or all. Default: people’s votes where there are any, otherwise judges’.' },
    format: { type: 'string', help: 'Read every file as this format; votes for plain JSON lines or CSV.' },
    board: { type: 'string', help: 'HASH: instead of files, compute this stored board anew and say whether it comes out the same.' },
  },
  notes: [
    'Files are JSON lines or CSV with model_a, model_b, winner and, where there are, prompt or question_id, judge or voter,',
    'category and counts of style (tokens_a, tokens_b …), or any battle file that `diptych import` reads. docs/rating.md says',
    'what every option and every figure of the answer means.',
  ].join('\n'),
  takesWords: true,
  async run(line, context) {
    if (line.options.board !== undefined) return (await import('./rate-board.ts')).rateBoard(line, context)
    if (line.words.length === 0) throw new UsageError('Say which files: diptych rate votes.jsonl; - is standard input.')
    if (line.words.filter((word) => word === '-').length > 1) throw new UsageError('Standard input (-) can be read only once.')
    const twice = line.words.find((word, at) => line.words.indexOf(word) < at)
    if (twice !== undefined) throw new UsageError(`${twice} is named twice: its votes would count twice.`)
    const options = rateOptionsOf(line)
    const voters = choiceOf(line, 'voters')
    const { rateFiles, readBefore } = await import('../operations/ratings/rate-files.ts')
    const report = await rateFiles(line.words, options, {
      voters, format: line.options.format as string | undefined, rivalScore: line.options['rival-score'] === true,
    })
    const again = readBefore(report)
    if (again) context.warn(`Not counted again, being ${again.reason}: ${again.examples!.map(stripControls).join(', ')}\n`)
    if (line.options.json) context.out(`${JSON.stringify(report, null, 2)}\n`)
    else context.out(`${(await import('./show-rating.ts')).showRating(report)}\n`)
    return report.votes.read === 0 ? 1 : 0
  },
}

/** @throws UsageError for a value that an option does not take. */
function rateOptionsOf(line: CommandLine): RateOptions {
  const { options } = line
  const [by, anchor] = [choiceOf(line, 'by'), anchorOf(line)]
  return {
    method: choiceOf(line, 'method') ?? defaultRateOptions.method,
    prior: numberOf(line, 'prior', { most: 1e6 }) ?? defaultRateOptions.prior,
    se: choiceOf(line, 'se') ?? defaultRateOptions.se,
    cluster: choiceOf(line, 'cluster') ?? defaultRateOptions.cluster,
    ties: choiceOf(line, 'ties') ?? defaultRateOptions.ties,
    style: options.style === true, side: options.side === true,
    ...(by && { by }),
    bootstrap: numberOf(line, 'bootstrap', { most: mostRounds, isWhole: true }) ?? defaultRateOptions.bootstrap,
    seed: numberOf(line, 'seed', { most: mostSeed, isWhole: true }) ?? defaultRateOptions.seed,
    ...(anchor && { anchor }),
    pairs: options.pairs === true,
  }
}

function choiceOf<Name extends keyof typeof choices>({ options }: CommandLine, name: Name): (typeof choices)[Name][number] | undefined {
  const value = options[name]
  if (value === undefined) return undefined
  const found = choices[name].find((choice) => choice === value)
  if (found === undefined) throw new UsageError(`--${name} is ${listed(choices[name])}, not "${String(value)}".`)
  return found
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function numberOf({ options }: CommandLine, name: string, { most, isWhole = false }: { most: number; isWhole?: boolean }): number | undefined {
  const value = options[name]
  if (value === undefined) return undefined
  const pattern = isWhole ? /^\d+$/ : /^\d+(\.\d+)?(e[+-]?\d+)?$/i
  const number = Number(value)
  if (!pattern.test(String(value)) || number > most) throw new UsageError(`--${name} is a ${isWhole ? 'whole ' : ''}number from 0 to ${most.toLocaleString('en')}, not "${String(value)}".`)
  return number
}

/** The last = divides, because a name may hold some. */
function anchorOf({ options }: CommandLine): RateOptions['anchor'] {
  if (options.anchor === undefined) return undefined
  const [, model, rating] = /^(.+)=(-?\d+(?:\.\d+)?)$/s.exec(String(options.anchor)) ?? []
  if (model === undefined) throw new UsageError(`--anchor is MODEL=RATING, as in --anchor gpt-4=1200, not "${String(options.anchor)}".`)
  return { model, rating: Number(rating) }
}
