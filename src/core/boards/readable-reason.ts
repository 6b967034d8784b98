import { renamed } from '../ratings/quoted-names.ts'
import { isolated } from '../text/isolated.ts'

interface Reasoned {
  reason: string | null
  rows: ReadonlyArray<{ model: { slug: string; name: string } }>
}

/** Why a board has no ratings, or what to know about them, with models by the names that people read: the board itself has slugs. */
export function readableReason({ reason, rows }: Reasoned): string | null {
  const names = new Map(rows.map(({ model: { slug, name } }) => [slug, isolated(name)]))
  return reason && renamed(reason, (slug) => names.get(slug))
}
