/**
 * A request as it was sent to a provider, without a key, kept beside its answer so that it can be sent again. What the
 * challenge holds anyway is not kept once more for each answer: see `foldTexts`.
 */
export interface SentRequest {
  to: string
  body: Record<string, unknown>
}

/** Shorter texts are left as they are: a reference would be no shorter, and `"user"` might be a prompt too. */
const shortestFolded = 40
/** Longer ones that nobody knows are attachments: they are in the blob store. */
const longestKept = 100_000

/**
 * A request's body with references in place of texts that are known: `{"$text": 0}` for the first. Attachments become
 * `{"$leftOut": length}`, and the body cannot be put together again.
 */
export function foldTexts(body: unknown, texts: readonly string[]): unknown {
  return mapStrings(body, (text) => {
    const index = text.length < shortestFolded ? -1 : texts.indexOf(text)
    if (index >= 0) return { $text: index }
    return text.length > longestKept ? { $leftOut: text.length } : text
  })
}

/** The body as it was; undefined where a part of it was not kept. */
export function unfoldTexts(folded: unknown, texts: readonly string[]): unknown {
  let isWhole = true
  const body = mapObjects(folded, (value) => {
    if ('$leftOut' in value) isWhole = false
    if (!('$text' in value)) return undefined
    const text = texts[value.$text as number]
    if (text === undefined) isWhole = false
    return text
  })
  return isWhole ? body : undefined
}

function mapStrings(value: unknown, replace: (text: string) => unknown): unknown {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, replace))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapStrings(item, replace)]))
}

/** Objects that `replace` answers something for are replaced by it. */
function mapObjects(value: unknown, replace: (value: Record<string, unknown>) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, replace))
  if (typeof value !== 'object' || value === null) return value
  const replaced = replace(value as Record<string, unknown>)
  if (replaced !== undefined) return replaced
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapObjects(item, replace)]))
}
