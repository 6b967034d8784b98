import type { Connection } from '../core/providers/provider.ts'

const longestMessage = 600

/** A text that may be shown: no key or header of the connection stands in it, whole or encoded, and it has an end. */
export function redact(text: string, { apiKey, headers }: Pick<Connection, 'apiKey' | 'headers'>): string {
  let shown = text
  for (const secret of [apiKey, ...Object.values(headers ?? {})]) {
    // Shorter ones are no secrets, and would take words apart.
    if (secret === undefined || secret.length < 6) continue
    for (const form of spellings(secret)) shown = shown.replaceAll(form, '[key]')
  }
  return shown.length > longestMessage ? `${shown.slice(0, longestMessage)}…` : shown
}

/** A header like `Bearer KEY` is hidden by its last word too. */
function spellings(secret: string): Set<string> {
  const words = [secret, ...secret.split(/\s+/).filter((word) => word.length >= 6)]
  return new Set(words.flatMap((word) => [
    word, encodeURIComponent(word), JSON.stringify(word).slice(1, -1), Buffer.from(word).toString('base64').replace(/=+$/, ''),
  ]))
}
