import type { z } from 'zod'

type Definition = { type: string; innerType?: z.ZodType; element?: z.ZodType }

/** The words that a schema allows, below optional, default and list; undefined where it allows others. */
export function allowedWords(schema: z.ZodType): string[] | undefined {
  const { type, element, entries } = bare(schema).def as unknown as Definition & { entries?: Record<string, string> }
  return type === 'array' ? allowedWords(element!) : entries && Object.values(entries)
}

/** What a schema takes where nothing is given; undefined where it takes nothing. */
export function defaultOf(schema: z.ZodType): unknown {
  const parsed = schema.safeParse(undefined)
  return parsed.success ? parsed.data : undefined
}

/** The schema below optional, default and nullable. */
export function bare(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as unknown as Definition
  return innerType ? bare(innerType) : schema
}

/** What a schema holds, below optional and default: `number`, `boolean`, `array`, `string`, `enum` … */
export function valueType(schema: z.ZodType): string {
  return (bare(schema).def as unknown as Definition).type
}

/**
 * Turns texts (a query string, command line words) into the types that an input schema wants. What cannot be turned is
 * left as it is, so that the schema's own message names it. Lists may be repeated or separated by commas; so may records:
 * `clear=left,style=tie`.
 */
export function coerceTexts(input: z.ZodObject, texts: Record<string, string | string[] | undefined>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(texts)) {
    if (text === undefined) continue
    const schema = input.shape[name] as z.ZodType | undefined
    values[name] = schema ? coerceText(schema, text) : text
  }
  return values
}

function coerceText(schema: z.ZodType, text: string | string[]): unknown {
  const type = valueType(schema)
  if (type === 'array') {
    const element = (bare(schema).def as unknown as Definition).element!
    const parts = (Array.isArray(text) ? text : [text]).flatMap((part) => part.split(',')).filter((part) => part !== '')
    return parts.map((part) => coerceText(element, part))
  }
  if (type === 'record') {
    const parts = (Array.isArray(text) ? text : [text]).flatMap((part) => part.split(','))
    return parts.every((part) => part.includes('=')) ? Object.fromEntries(parts.map((part) => part.split(/=(.*)/s, 2))) : text
  }
  const last = Array.isArray(text) ? text.at(-1)! : text
  if (type === 'number') return last.trim() === '' || Number.isNaN(Number(last)) ? last : Number(last)
  if (type === 'boolean') return readBoolean(last)
  return last
}

/** What a word says where yes or no is asked; any other word is left as it is. */
export function readBoolean(word: string): boolean | string {
  return { true: true, 1: true, yes: true, on: true, false: false, 0: false, no: false, off: false }[word] ?? word
}
