import type { LabCell } from '../../store/lab/sessions.ts'

/**
 * Until when providers are left alone that took no more requests, as far as a session's own questions tell. Of a blind
 * session none: which columns wait together would tell that they have one provider.
 */
export type Rests = Map<string, string>

export const noRests: Rests = new Map()

/** A worker leaves a provider alone for so long at most: `jobs/runs/rests.ts`. */
const longestRestMs = 120_000

/** Those of the questions of one session. */
export function restsOf(cells: LabCell[], now: Date): Rests {
  const [from, longest] = [now.toISOString(), new Date(now.getTime() + longestRestMs).toISOString()]
  const told = cells.filter(({ state, problem, not_before: until }) => state === 'waiting' && problem === 'rate-limited' && until !== null && until > from)
  const rests: Rests = new Map()
  for (const { provider, not_before: until } of told) rests.set(provider, later(rests.get(provider) ?? null, until! < longest ? until! : longest)!)
  return rests
}

/** The later of two moments, of which none may be known. */
export function later(a: string | null, b: string | null | undefined): string | null {
  return a === null || (b ?? '') > a ? b ?? null : a
}
