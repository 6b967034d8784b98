import { z } from 'zod'

const Message = z.looseObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string().nullable() })

/** A conversation as messages, or as their JSON in a text. */
export const Conversation = z.preprocess((value) => {
  if (value === '' || value === undefined) return null
  return typeof value === 'string' ? parsed(value) : value
}, z.array(Message).nullable())

const truths: Record<string, boolean> = { true: true, t: true, '1': true, false: false, f: false, '0': false }

/** Booleans as Python, SQL and JSON write them; an empty text is unknown. */
export const Flag = z.preprocess((value) => {
  if (value === '' || value === undefined) return null
  return typeof value === 'string' ? truths[value.toLowerCase()] ?? value : value
}, z.boolean().nullable())

export const OptionalText = z.string().nullish()

/** The words that a person may tick about an answer. */
export const flags = ['useful', 'complete', 'creative', 'clear_formatting', 'incorrect', 'superficial', 'instructions_not_followed'] as const

/** The export comes out of a database that keeps UTC, so moments without a zone are UTC. */
export function timeOf(timestamp: string | null | undefined): string | undefined {
  if (!timestamp) return undefined
  const zoned = /([zZ]|[+-]\d\d:?\d\d)$/.test(timestamp) ? timestamp : `${timestamp.replace(' ', 'T')}Z`
  const time = Date.parse(zoned)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
