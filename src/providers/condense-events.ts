import { isUtf8 } from 'node:buffer'

const newline = 10
const carriageReturn = 13
const nothing: Buffer = Buffer.alloc(0)

/** The keys under which the wire formats send a piece of text. No string of JSON can hold one: its quotes are escaped. */
const textKeys = ['"content":"', '"delta":"', '"text":"', '"thinking":"', '"reasoning_content":"', '"reasoning":"']

/**
 * Makes fewer events of a stream: consecutive events that bring nothing but a piece of text become one event of the same
 * form, whose text is the pieces one after the other. The parsing behind it costs by the event, and a fast answer brings
 * hundreds in one read. Every other event passes as it is, in its place, and an event is never held back once its end
 * has arrived. Streams with carriage returns pass untouched.
 *
 *     data: {…"delta":{"content":"one"}…}          data: {…"delta":{"content":"one two"}…}
 *     data: {…"delta":{"content":" two"}…}    →
 */
export class EventCondenser {
  /** Some bytes were not UTF-8. */
  isDamaged = false
  readonly #held: Buffer[] = []
  #isPlain = true

  /** What can be passed on now that these bytes have arrived: whole events. */
  push(chunk: Buffer): Buffer {
    if (this.#isPlain && chunk.includes(carriageReturn)) this.#isPlain = false
    const end = this.#isPlain ? this.#lastEventEnd(chunk) : lastLineEnd(chunk)
    if (end < chunk.length) this.#held.push(chunk.subarray(end))
    if (end === 0) return nothing
    const heldBefore = this.#held.splice(0, this.#held.length - (end < chunk.length ? 1 : 0))
    const whole = heldBefore.length > 0 ? Buffer.concat([...heldBefore, chunk.subarray(0, end)]) : chunk.subarray(0, end)
    if (isUtf8(whole)) return this.#isPlain ? condense(whole) : whole
    this.isDamaged = true
    return whole
  }

  /** What is left at the end: an event without its end. */
  end(): Buffer {
    const rest = Buffer.concat(this.#held.splice(0))
    if (!isUtf8(rest)) this.isDamaged = true
    return rest
  }

  #lastEventEnd(chunk: Buffer): number {
    const index = chunk.lastIndexOf('\n\n')
    if (index !== -1) return index + 2
    return chunk[0] === newline && this.#held.at(-1)?.at(-1) === newline ? 1 : 0
  }
}

function lastLineEnd(chunk: Buffer): number {
  return Math.max(chunk.lastIndexOf(newline), chunk.lastIndexOf(carriageReturn)) + 1
}

function condense(bytes: Buffer): Buffer {
  // One event, and most single reads bring one, has nothing to be joined with.
  if (bytes.indexOf('\n\n') + 2 >= bytes.length) return bytes
  // A character for each byte: all that is looked for is ASCII, and no byte of any other character is.
  const text = bytes.toString('latin1')
  let out = ''
  let current: Piece | undefined
  for (let start = 0; start < text.length;) {
    const afterLike = current ? takeLike(text, start, current) : -1
    if (afterLike !== -1) {
      start = afterLike
      continue
    }
    const end = endOfEvent(text, start)
    if (current) out += write(current)
    current = findPiece(text.slice(start, end))
    if (!current) out += text.slice(start, end)
    start = end
  }
  if (current) out += write(current)
  return Buffer.from(out, 'latin1')
}

/** An empty line may come alone, after the one that ended an event. */
function endOfEvent(text: string, start: number): number {
  const index = text.indexOf('\n\n', start)
  return index === -1 ? text.length : index + 2
}

/** An event that brings a piece of text and nothing else: `before"text"after`, the text as JSON spells it. */
interface Piece {
  before: string
  text: string
  after: string
  /** What another event must have around its text to be joined: the same but for what counters and padding say. */
  likeBefore: string[]
  likeAfter: string[]
}

function write({ before, text, after }: Piece): string {
  return `${before}${text}${after}`
}

/** Takes the event that begins here, if it has the frame of the one before. Answers where the next begins, or -1. */
function takeLike(text: string, start: number, like: Piece): number {
  const from = skipFrame(text, start, like.likeBefore)
  const end = from === -1 ? -1 : endOfString(text, from)
  const next = end === -1 ? -1 : skipFrame(text, end, like.likeAfter)
  if (next !== -1) like.text += text.slice(from, end)
  return next
}

/** Goes over these parts and whatever words, numbers or spaces stand between them. Answers where they end, or -1. */
function skipFrame(text: string, start: number, parts: string[]): number {
  let at = start
  for (let index = 0; index < parts.length; index++) {
    if (index > 0) while (isWordOrSpace(text.charCodeAt(at))) at++
    if (text.slice(at, at + parts[index]!.length) !== parts[index]) return -1
    at += parts[index]!.length
  }
  return at
}

function isWordOrSpace(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 32
}

function findPiece(event: string): Piece | undefined {
  for (const key of textKeys) {
    const index = event.indexOf(key)
    if (index === -1) continue
    const start = index + key.length
    const end = endOfString(event, start)
    if (end === -1) return undefined
    const before = event.slice(0, start)
    const after = event.slice(end)
    const piece = { before, text: event.slice(start, end), after, likeBefore: before.split(counters), likeAfter: after.split(counters) }
    if (bringsOnlyText(piece)) return piece
  }
  return undefined
}

/** What differs from event to event and means nothing: a running number, and padding against guessing by length. */
const counters = /(?<="sequence_number":)\d+|(?<="(?:obfuscation|p)":")[\w ]*(?=")| +(?=\}\n)/

/** Where the string that begins here ends: the first quotation mark after an even number of backslashes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end
  }
  return -1
}

/** Frames that were found to be plain, as the same ones come again and again. Bounded: ids make them many over time. */
const plainFrames = new Map<string, boolean>()
const mostFrames = 500

function bringsOnlyText({ before, after, likeBefore, likeAfter }: Piece): boolean {
  const frame = `${likeBefore.join('…')}\n${likeAfter.join('…')}`
  const known = plainFrames.get(frame)
  if (known !== undefined) return known
  if (plainFrames.size >= mostFrames) plainFrames.clear()
  const isPlain = isPlainFrame(before, after)
  plainFrames.set(frame, isPlain)
  return isPlain
}

function isPlainFrame(before: string, after: string): boolean {
  const lines = `${before}${after}`.trimEnd().split('\n')
  const data = lines.at(-1)!
  const name = lines.length === 2 ? lines[0] : undefined
  if (!data.startsWith('data: ') || lines.length > 2 || (name !== undefined && !name.startsWith('event: '))) return false
  try {
    const value = JSON.parse(data.slice(6)) as Record<string, unknown>
    if (name !== undefined && name !== `event: ${String(value.type)}`) return false
    return isPlainChat(value) || isPlainMessages(value) || isPlainResponses(value)
  } catch {
    return false
  }
}

/** Every key that says something is one of these. Null, the empty text and the empty list say nothing. */
function saysOnly(value: unknown, keys: string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const saysNothing = (content: unknown) => content === null || content === '' || (Array.isArray(content) && content.length === 0)
  return Object.entries(value).every(([key, content]) => keys.includes(key) || saysNothing(content))
}

function isPlainChat(value: Record<string, unknown>): boolean {
  if (!saysOnly(value, ['id', 'object', 'created', 'model', 'system_fingerprint', 'service_tier', 'provider', 'choices', 'obfuscation', 'p'])) return false
  const choices = value.choices as unknown[]
  if (!Array.isArray(choices) || choices.length !== 1) return false
  const [choice] = choices
  return saysOnly(choice, ['index', 'delta']) && choice.index === 0 && saysOnly(choice.delta, ['role'])
}

function isPlainMessages(value: Record<string, unknown>): boolean {
  return value.type === 'content_block_delta' && saysOnly(value, ['type', 'index', 'delta']) && saysOnly(value.delta, ['type'])
    && (value.delta.type === 'text_delta' || value.delta.type === 'thinking_delta')
}

const responsesDeltas = ['response.output_text.delta', 'response.reasoning_summary_text.delta', 'response.reasoning_text.delta']

function isPlainResponses(value: Record<string, unknown>): boolean {
  return responsesDeltas.includes(String(value.type))
    && saysOnly(value, ['type', 'sequence_number', 'item_id', 'output_index', 'content_index', 'summary_index', 'obfuscation'])
}
