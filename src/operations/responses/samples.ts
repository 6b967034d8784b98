import { z } from 'zod'
import { spreadOf, tellSameness, type Sample } from '../../core/responses/spread.ts'
import type { SampleRow } from '../../store/samples.ts'

const RangeShape = z.object({ least: z.number(), most: z.number(), known: z.number().int().describe('Of how many samples it is known.') }).nullable()

export const SpreadShape = z.object({
  samples: z.number().int(),
  different: z.number().int().describe('Different answers among those whose bytes are here.'),
  notHeld: z.number().int().describe('Samples whose bytes are not here.'),
  same: z.array(z.array(z.string())).describe('Ids of samples that are the same to the byte, in groups of two and more.'),
  sameness: z.string().describe('The same as a sentence.'),
  words: RangeShape, size: RangeShape, outputTokens: RangeShape, durationMs: RangeShape, costUsd: RangeShape,
})

/** One answer of several to one challenge, with all its turns. */
export interface Conversation extends Sample {
  modelId: number
  /** Samples of one series were asked for in the same way: by the same source, with the same settings. */
  series: string
  sample: number
  collection: string
  /** Who was asked, where its source says so. */
  provider: string | null
  answeredAt: string | null
}

/** Answers put together turn by turn. Of a source that does not number its samples, each first turn is one of its own. */
export function conversationsOf(rows: SampleRow[]): Conversation[] {
  const byNumber = Map.groupBy(rows, ({ model_id, collection_id, sample }) => `${model_id} ${collection_id} ${sample}`)
  return [...byNumber.values()].flatMap((turns) => {
    const firsts = turns.filter(({ turn }) => turn === 1)
    return firsts.length === 1 ? [conversationOf(turns.toSorted((a, b) => a.turn - b.turn))] : firsts.map((first) => conversationOf([first]))
  })
}

function conversationOf(turns: SampleRow[]): Conversation {
  const first = turns[0]!
  const isHeld = turns.every(({ sha256 }) => sha256 !== null)
  const sum = (name: 'words' | 'size' | 'output_tokens' | 'duration_ms' | 'cost_usd') =>
    turns.reduce<number | null>((total, turn) => (total === null || turn[name] === null ? null : total + turn[name]), 0)
  return {
    id: first.public_id, modelId: first.model_id, series: `${first.model_id} ${first.collection_id} ${JSON.stringify(first.settings)}`, sample: first.sample,
    collection: first.collection_name, provider: textIn(first.provider), answeredAt: first.answered_at, sha256: isHeld ? turns.map(({ sha256 }) => sha256).join(' ') : null,
    words: sum('words'), size: sum('size'), outputTokens: sum('output_tokens'), durationMs: sum('duration_ms'), costUsd: sum('cost_usd'),
  }
}

/** A text out of a source's own facts, where it is one. */
function textIn(json: string | null): string | null {
  const value: unknown = json === null ? null : JSON.parse(json)
  return typeof value === 'string' && value !== '' ? value : null
}

export function presentSpread(samples: Conversation[]): z.input<typeof SpreadShape> {
  const spread = spreadOf(samples)
  return { ...spread, sameness: tellSameness(spread) }
}
