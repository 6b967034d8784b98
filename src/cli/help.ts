import { allowedWords } from '../operations/coerce.ts'
import type { Operation } from '../operations/operation.ts'
import { commandOf, commonOptions, helpOf, optionName, optionsOf, positionalsOf, type Option } from './arguments.ts'
import type { Command } from './command.ts'

/** The list of all commands. */
export function helpForAll(commands: Command[], operations: readonly Operation[]): string {
  return [
    'Compare AI models by what they write.', '', 'Usage: diptych <command> [options]', '', 'Commands:',
    ...table([...commands.map(({ usage, summary }): Row => [usage, summary]), ...operations.map(rowOf)]), '',
    'Options of every command:', ...optionTable(commonOptions), '',
    '`diptych <command> --help` explains one command, with every option, the values it takes and its default.',
    'Exit codes: 0 done, 1 refused or failed, 2 wrong usage. Settings are environment variables: docs/settings.md lists them.',
  ].join('\n')
}

/** The commands about one noun: `diptych models --help`. */
export function helpForNoun(noun: string, operations: readonly Operation[]): string {
  return [
    `Usage: diptych ${noun} <command> [options]`, '', 'Commands:', ...table(operations.map(rowOf)), '',
    `\`diptych ${noun} <command> --help\` explains one command.`,
  ].join('\n')
}

export function helpForCommand(command: Command): string {
  return [
    command.summary, '', `Usage: diptych ${command.usage} [options]`, '', 'Options:',
    ...optionTable({ ...command.options, ...commonOptions }), ...(command.notes ? ['', command.notes] : []),
  ].join('\n')
}

export function helpForOperation(operation: Operation): string {
  const words = positionalsOf(operation).map((name): Row => [`<${optionName(name)}>`, sentenceOf(helpOf(operation.input.shape[name]), { values: allowedWords(operation.input.shape[name] as never) })])
  return [
    operation.summary, '', `Usage: diptych ${usageOf(operation)} [options]`, ...(words.length ? ['', 'Arguments:', ...table(words)] : []), '',
    'Options:', ...optionTable({ ...optionsOf(operation), ...commonOptions }),
  ].join('\n')
}

export function usageOf(operation: Operation): string {
  return [commandOf(operation), ...positionalsOf(operation).map((name) => `<${optionName(name)}>`)].join(' ')
}

type Row = [left: string, right: string]

function rowOf(operation: Operation): Row {
  return [usageOf(operation), operation.summary]
}

function optionTable(options: Record<string, Option>): string[] {
  return table(Object.entries(options).map(([name, option]): Row => [spellingOf(name, option), sentenceOf(option.help, option)]))
}

function spellingOf(name: string, { type, short, placeholder = 'value', negatable }: Option): string {
  return `${short ? `-${short}, ` : ''}--${negatable ? '[no-]' : ''}${name}${type === 'string' ? ` <${placeholder}>` : ''}`
}

/** What it is, what values it takes, what it is without one, and whether it may be repeated. */
function sentenceOf(help: string | undefined, { values, multiple, default: fallback }: Pick<Option, 'values' | 'multiple' | 'default'>): string {
  const isSaid = fallback !== undefined && fallback !== false && !Array.isArray(fallback)
  return [help, values && `One of ${values.join(', ')}.`, isSaid && `Default ${String(fallback)}.`, multiple && 'Several: with commas, or repeated.']
    .filter(Boolean).join(' ')
}

const widestLeft = 40
const widestLine = 120

/** Two columns; the right one is broken between words. */
function table(rows: Row[]): string[] {
  const width = Math.min(widestLeft, Math.max(...rows.map(([left]) => left.length)))
  const indent = ' '.repeat(width + 4)
  return rows.flatMap(([left, right]) => {
    const lines = brokenInto(right, widestLine - width - 4)
    // What is too long for its column stands alone, its sentence below.
    const head = left.length > width ? [`  ${left}`, ...lines.map((line) => indent + line)] : [`  ${left.padEnd(width)}  ${lines[0] ?? ''}`, ...lines.slice(1).map((line) => indent + line)]
    return head.map((line) => line.trimEnd())
  })
}

function brokenInto(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
