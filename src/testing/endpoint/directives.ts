/**
 * What is wanted of the test endpoint beside an answer, told in the model's id (`small@429-retry-after-1`, several
 * with further `@`) or in the prompt (`[[cut]]`).
 */
export interface Directives {
  /** Answers with this status and an error body of the wire format asked for. */
  status?: number
  /** How the wait is told with that status: seconds, a date so many seconds ahead, or milliseconds (`retry-after-ms`). */
  retry?: { as: 'seconds' | 'date' | 'milliseconds'; amount: number }
  /** So many requests of the same body fail (with `status`, else 503), those after them are answered. */
  failFirst?: number
  tokens?: number
  firstByteMs?: number
  tokenIntervalMs?: number
  /** The text is filled up to so many bytes. */
  bytes?: number
  /** How the answer goes wrong or is peculiar. */
  manners: ReadonlySet<Manner>
}

export const manners = [
  // Before the answer.
  'silent', 'redirect-private', 'redirect-metadata', 'redirect-same', 'redirect-loop', 'wrong-type', 'echo-key',
  // Within the answer: it ends half-way with and without closing in order, or says nothing more.
  'cut', 'reset', 'stall', 'error-event', 'bad-json', 'bad-utf8', 'empty', 'no-done', 'late-reset',
  // What the answer tells.
  'wrong-model', 'reasoning', 'cached', 'no-usage', 'length', 'filter',
] as const
export type Manner = (typeof manners)[number]

export function readDirectives(model: string, prompt: string): Directives {
  const words = [...model.split('@').slice(1), ...[...prompt.matchAll(/\[\[([\w-]+)\]\]/g)].map((match) => match[1]!)]
  const found: Omit<Directives, 'manners'> = {}
  const chosen = new Set<Manner>()
  for (const word of words) {
    if ((manners as readonly string[]).includes(word)) chosen.add(word as Manner)
    else Object.assign(found, readSetting(word))
  }
  return { ...found, manners: chosen }
}

function readSetting(word: string): Omit<Directives, 'manners'> {
  const [, name, number] = /^([a-z-]+)-(\d+)$/.exec(word) ?? []
  const amount = Number(number)
  if (name === 'tokens') return { tokens: amount }
  if (name === 'first') return { firstByteMs: amount }
  if (name === 'interval') return { tokenIntervalMs: amount }
  if (name === 'fails') return { failFirst: amount }
  if (word === 'slow') return { firstByteMs: 1_000, tokenIntervalMs: 20 }
  const megabytes = /^(\d+)mb$/.exec(word)?.[1]
  if (megabytes) return { bytes: Number(megabytes) * 1_048_576 }
  return readStatus(word)
}

function readStatus(word: string): Omit<Directives, 'manners'> {
  const [, status, how, amount] = /^(\d{3})(?:-retry-(after|date|ms)-(\d+))?$/.exec(word) ?? []
  if (status === undefined) throw new Error(`The test endpoint knows no “${word}”.`)
  const as = how === 'date' ? 'date' : how === 'ms' ? 'milliseconds' : 'seconds'
  return { status: Number(status), ...(how && { retry: { as, amount: Number(amount) } }) }
}
