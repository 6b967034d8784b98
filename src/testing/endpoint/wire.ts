import type { Asking, Plan } from './plan.ts'

/** A wire format: how a request is read, and how an answer, a stream and an error are written. */
export interface Wire {
  readRequest(body: Record<string, unknown>, path: string): Asking
  /** Server-sent events before, for each piece of the text or reasoning, and after. */
  writeStream(plan: Plan): { opening: string[]; pieces: string[]; closing: string[]; error: string; done: string }
  writeWhole(plan: Plan, request: Record<string, unknown>): unknown
  writeError(status: number, message: string): unknown
}

/** Every text in a request, whatever its shape: the prompt by which the answer is drawn. */
export function textsIn(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textsIn).filter(Boolean).join('\n')
  if (typeof value !== 'object' || value === null) return ''
  const { content, text, parts } = value as Record<string, unknown>
  return textsIn(content ?? text ?? parts)
}

export function event(data: unknown, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`
}

/** Events that differ only in one text: the frame is written once. */
export function eventsAround(texts: string[], frame: (hole: string) => unknown, name?: string): string[] {
  const [before, after] = event(frame('\u0000'), name).split('"\\u0000"') as [string, string]
  return texts.map((text) => `${before}${JSON.stringify(text)}${after}`)
}
