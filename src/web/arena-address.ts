/** What a voter asks of the draw; it stays in the address, so that the next duel is asked for likewise. */
export const drawChoices = ['challenge', 'category', 'pool'] as const

/** The page of a duel, with what the voter asked of the draw. */
export function duelPath(duel: string, query: URLSearchParams): string {
  return `/arena/${encodeURIComponent(duel)}${choicesOf(query)}`
}

/** The part of a query that is about the draw, with its question mark; empty where nothing was asked. */
export function choicesOf(query: URLSearchParams): string {
  const chosen = new URLSearchParams(drawChoices.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])))
  return chosen.size ? `?${chosen}` : ''
}
