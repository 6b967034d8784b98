import { z } from 'zod'
import type { BoardDetail, BoardDocument } from '../../core/boards/board.ts'
import { verdictSentence } from '../../core/boards/verdict-sentence.ts'
import { isolated } from '../../core/text/isolated.ts'
import { pairOf } from '../boards/present.ts'
import { differenceOf } from './difference.ts'

/** One is better; they are the same for a reader; there are not enough votes; or there is no number at all. */
export const VerdictKind = z.enum(['better', 'same', 'open', 'unknown'])

export const CountedDuels = z.object({ games: z.number().int(), wins: z.number().int(), losses: z.number().int(), ties: z.number().int(), bothBad: z.number().int(), eValue: z.number() })
  .nullable().describe('How their own duels that count came out for the first; null where they never met, or there is no board yet.')

interface Named {
  slug: string
  name: string
  output_price: number | null
}

/** What a board lets us say of two models; without a board, why nothing. */
export function saidOf(document: BoardDocument | undefined, detail: BoardDetail | undefined, one: Named, other: Named) {
  const [a, b] = [{ ...one, name: isolated(one.name) }, { ...other, name: isolated(other.name) }]
  const found = document && detail ? differenceOf(document, detail, a, b) : { reason: 'the votes are being counted' }
  const speeds = new Map(document?.speeds.map(({ model, seconds }) => [model, seconds]))
  const sideOf = ({ slug, name, output_price }: Named) => ({ name, price: output_price, seconds: speeds.get(slug) ?? null })
  const duels = (detail && pairOf(detail, one.slug, other.slug)) ?? null
  const { better, ...said } = verdictSentence(sideOf(a), sideOf(b), found.difference ?? null, { counted: duels, reason: found.reason })
  return { ...said, better: better === null ? null : (better === 'a' ? one : other).slug, difference: found.difference ?? null, duels }
}
