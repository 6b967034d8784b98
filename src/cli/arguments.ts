import { parseArgs } from 'node:util'
import { allowedWords, coerceTexts, defaultOf, valueType } from '../operations/coerce.ts'
import { pathInputs, type Operation } from '../operations/operation.ts'
import { IdempotencyKey } from '../operations/perform.ts'

/** The command line was used wrongly: the message says how it should be. Exit code 2. */
export class UsageError extends Error {}

/** The options that every command takes. */
export const commonOptions = {
  json: { type: 'boolean', help: 'Print one JSON document on standard output and nothing else.' },
  data: { type: 'string', help: 'Folder of the database (default ./data or DIPTYCH_DATA).' },
  help: { type: 'boolean', short: 'h', help: 'Show this help.' },
} as const

export interface CommandLine {
  words: string[]
  options: Record<string, string | string[] | boolean | undefined>
}

export interface Option {
  type: 'string' | 'boolean'
  short?: string
  multiple?: boolean
  help?: string
  /** What stands for the value in help: `number`. */
  placeholder?: string
  /** The only values it takes. */
  values?: readonly string[]
  default?: unknown
  /** A switch that makes a difference both ways: `--house` and `--no-house`. */
  negatable?: boolean
}

/** @throws UsageError for an unknown or incomplete option. */
export function parseCommandLine(words: string[], options: Record<string, Option>): CommandLine {
  try {
    const all: Array<[string, Option]> = Object.entries({ ...commonOptions, ...options })
    const config = Object.fromEntries(all.map(([name, { type, short, multiple = false }]) => [name, { type, multiple, ...(short && { short }) }]))
    const { values, positionals, tokens } = parseArgs({ args: withNegatives(words, config), options: config, allowPositionals: true, allowNegative: true, tokens: true })
    const twice = repeated(tokens.flatMap((token) => (token.kind === 'option' && config[token.name]?.type === 'string' && !config[token.name]!.multiple ? [token.name] : [])))
    if (twice !== undefined) throw new UsageError(`--${twice} is given twice: say it once.`)
    return { words: positionals, options: values as CommandLine['options'] }
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message)
  }
}

/** A negative number after an option is its value, not an option of its own. */
function withNegatives(words: string[], options: Record<string, { type: string }>): string[] {
  const end = words.indexOf('--')
  return words.flatMap((word, at) => {
    const isNegative = (one: string | undefined, before: string | undefined) => one !== undefined && /^-\.?\d/.test(one) && before?.startsWith('--') && options[before.slice(2)]?.type === 'string'
    if (end >= 0 && at >= end) return [word]
    if (isNegative(word, words[at - 1])) return []
    return isNegative(words[at + 1], word) ? [`${word}=${words[at + 1]}`] : [word]
  })
}

function repeated(names: string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) < at)
}

/** The words by which an operation is called: `models.list` → `models list`. */
export function commandOf(operation: Operation): string {
  return operation.command ?? operation.name.replaceAll('.', ' ')
}

/** Inputs given by place rather than by name. */
export function positionalsOf(operation: Operation): string[] {
  return operation.positional ?? [...pathInputs(operation.path), ...(operation.upload ? [operation.upload] : [])]
}

/** `outputType` → `output-type`: how an input is spelled as an option. */
export function optionName(input: string): string {
  return input.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

const keyOption = 'idempotency-key'

/** Every input that is not positional becomes an option; a write whose reply may be kept takes a key for it too. */
export function optionsOf(operation: Operation): Record<string, Option> {
  return { ...inputOptions(operation), ...(mayTakeKey(operation) && { [keyOption]: { type: 'string', help: helpOf(IdempotencyKey), placeholder: 'key' } }) }
}

/** No reply with a secret is kept, and of a file its path does not tell whether it is the same. */
function mayTakeKey({ kind, secret, upload }: Operation): boolean {
  return kind === 'write' && !secret && !upload
}

/** @throws UsageError for an empty key, which would be none. */
export function idempotencyKeyIn({ options }: CommandLine): string | undefined {
  const key = options[keyOption] as string | undefined
  if (key === '') throw new UsageError(`--${keyOption} is empty: give a key of your own, or leave it out.`)
  return key
}

function inputOptions(operation: Operation): Record<string, Option> {
  const positional = positionalsOf(operation)
  const named = Object.entries(operation.input.shape).filter(([name]) => !positional.includes(name))
  return Object.fromEntries(named.map(([name, schema]) => {
    const type = valueType(schema as never)
    const fallback = defaultOf(schema as never)
    return [optionName(name), {
      type: type === 'boolean' ? 'boolean' : 'string', multiple: type === 'array', help: helpOf(schema), values: allowedWords(schema as never),
      default: fallback, negatable: type === 'boolean' && fallback === undefined, placeholder: type === 'number' ? 'number' : 'value',
    } satisfies Option]
  }))
}

/** What an input is, in a sentence. */
export function helpOf(schema: unknown): string | undefined {
  return (schema as { description?: string }).description
}

/** The raw input of an operation from its command line. */
export function inputOf(operation: Operation, { words, options }: CommandLine): Record<string, unknown> {
  const positional = positionalsOf(operation)
  const takesRest = positional.length > 0 && valueType(operation.input.shape[positional.at(-1)!] as never) === 'array'
  if (words.length > positional.length && !takesRest) throw new UsageError(`Unexpected "${words[positional.length]}".`)
  const texts: Record<string, string | string[] | undefined> = {}
  positional.forEach((name, index) => {
    texts[name] = takesRest && index === positional.length - 1 ? (words.length > index ? words.slice(index) : undefined) : words[index]
  })
  for (const name of Object.keys(operation.input.shape)) {
    const value = options[optionName(name)]
    if (value !== undefined && !positional.includes(name)) texts[name] = typeof value === 'boolean' ? String(value) : value
  }
  const missing = positional.find((name) => texts[name] === undefined && !(operation.input.shape[name] as { safeParse(v: unknown): { success: boolean } }).safeParse(undefined).success)
  if (missing) throw new UsageError(`Missing <${missing}>.`)
  return coerceTexts(operation.input, texts)
}
