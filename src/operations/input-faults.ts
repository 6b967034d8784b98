import type { z } from 'zod'
import { bare } from './coerce.ts'

type RawIssue = z.core.$ZodRawIssue

/** The most of a caller's own text that a message repeats. */
const mostRepeated = 40

/**
 * What is wrong with an input, in sentences that say what to do. A sentence that a schema brings itself is kept, after the
 * name of its input; texts are never repeated where they could be a secret.
 */
export function tellFaults(schema: z.ZodObject, { issues }: z.ZodError, ownSentences: ReadonlySet<string>): string {
  // What is no list at all is also too short a list: the first fault of a place says enough.
  const firsts = issues.filter(({ path }, index) => issues.findIndex((other) => nameOf(other.path) === nameOf(path)) === index)
  return firsts.flatMap(({ path, message, code }) => {
    if (!ownSentences.has(message)) return [nameOf(path), message].filter(Boolean).join(': ')
    const field = schema.shape[path[0] as string] as z.ZodType | undefined
    return [message, (describedFaults.has(code) && field?.description) || []].flat()
  }).map(asSentence).join(' ')
}

/** Faults that the description of an input explains better than its type. */
const describedFaults = new Set(['invalid_format', 'invalid_union'])

/** For Zod: the sentence for a fault, each remembered in `sentences`, which tells them from those of the schema itself. */
export function sentencesFor(schema: z.ZodObject, sentences: Set<string>): (issue: RawIssue) => string | undefined {
  return (issue) => {
    const sentence = sentenceFor(issue, schema)
    if (sentence !== undefined) sentences.add(sentence)
    return sentence
  }
}

function sentenceFor(issue: RawIssue, schema: z.ZodObject): string | undefined {
  const name = nameOf(issue.path ?? []) || 'The input'
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, schema)
  if (issue.input === undefined) return `${name} is missing.`
  switch (issue.code) {
    case 'invalid_type': return `${name} should be ${types[issue.expected] ?? issue.expected}, not ${shown(issue.input)}.`
    case 'invalid_value': return `${name} should be ${oneOf(issue.values)}, not ${shown(issue.input)}.`
    case 'too_small': return sizeFault(name, issue, rangeOf(issue, schema))
    case 'too_big': return sizeFault(name, issue, rangeOf(issue, schema))
    case 'invalid_format': return `${name} is not written as it should be.`
    case 'invalid_union': return `${name} is not what it should be.`
    default: return undefined
  }
}

const types: Record<string, string> = {
  int: 'a whole number', number: 'a number', string: 'a text', boolean: 'true or false', array: 'a list', object: 'an object', record: 'an object',
}

function unknownKeys({ keys, path = [], inst }: RawIssue & { code: 'unrecognized_keys' }, schema: z.ZodObject): string {
  const place = path.length > 0 ? ` in ${nameOf(path)}` : ''
  const accepted = Object.keys(path.length > 0 ? ((inst as z.ZodObject | undefined)?.shape ?? {}) : schema.shape)
  const known = accepted.length > 0 ? `Take ${listOf(accepted, 'or')}.` : path.length > 0 ? '' : 'It takes none.'
  return `There is no input ${listOf(keys.map((key) => JSON.stringify(cut(key))), 'or')}${place}. ${known}`.trimEnd()
}

interface Range {
  least?: number
  most?: number
}

/** Both bounds of a number, so that a message about one names the other, too. */
function rangeOf({ path = [], ...issue }: RawIssue & { code: 'too_small' | 'too_big' }, schema: z.ZodObject): Range {
  const bound = issue.code === 'too_small' ? { least: Number(issue.minimum) } : { most: Number(issue.maximum) }
  const field = path.length === 1 ? schema.shape[path[0] as string] : undefined
  if (issue.origin !== 'number' && issue.origin !== 'int') return bound
  const { minValue, maxValue } = (field ? bare(field as z.ZodType) : {}) as { minValue?: number | null; maxValue?: number | null }
  return { least: finite(minValue), most: finite(maxValue), ...bound }
}

/** Whole numbers end where JavaScript's do; nobody has to be told that. */
function finite(bound: number | null | undefined): number | undefined {
  return bound == null || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound
}

function sizeFault(name: string, { origin, input }: RawIssue & { code: 'too_small' | 'too_big' }, range: Range): string {
  if (origin === 'string') return range.least === 1 ? `${name} is empty.` : `${name} should have ${spanOf(range)} characters, and has ${String(input).length}.`
  if (origin === 'array' || origin === 'set') return range.least === 1 ? `${name} is empty.` : `${name} should name ${spanOf(range)}, and names ${(input as unknown[]).length}.`
  return `${name} should be ${spanOf(range)}, not ${shown(input)}.`
}

function spanOf({ least, most }: Range): string {
  if (least === undefined) return `at most ${most}`
  return most === undefined ? `at least ${least}` : `from ${least} to ${most}`
}

/** `models[2]`: lists are counted from 0, as in JSON. */
function nameOf(path: ReadonlyArray<PropertyKey>): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`)).join('')
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${listOf(values.map(String), 'or')}`
}

function listOf(words: string[], joint: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`
}

function shown(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(cut(value))
  return typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'an object') : String(value)
}

function cut(text: string): string {
  return text.length > mostRepeated ? `${text.slice(0, mostRepeated)}…` : text
}

function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
