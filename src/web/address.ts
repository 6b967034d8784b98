/** A query with some of its choices changed; null takes one away. With its question mark, or empty. */
export function queryWith(query: URLSearchParams, changes: Record<string, string | null>): string {
  const changed = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) changed.delete(name)
    else changed.set(name, value)
  }
  return changed.size ? `?${changed}` : ''
}
