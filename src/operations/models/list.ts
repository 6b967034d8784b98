import { z } from 'zod'
import { capabilities, modalities } from '../../core/models/model.ts'
import { answerCounts, listModels, type ModelRow } from '../../store/models.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageOutput } from '../paging.ts'
import { presentModel } from '../present.ts'
import { ModelSummary, Slug } from '../shapes.ts'
import { modelSorts } from './sorts.ts'

export const listModelsOperation = defineOperation({
  name: 'models.list', kind: 'read', path: '/models',
  summary: 'List models of the catalogue, filtered and sorted.',
  input: z.object({
    q: z.string().max(200).optional().describe('Words in name, slug, creator or family.'),
    creator: Slug.optional(),
    family: z.string().max(200).optional(),
    input: z.enum(modalities).optional().describe('What it must be able to read.'),
    output: z.enum(modalities).optional().describe('What it must be able to write.'),
    capability: z.enum(capabilities).optional(),
    openWeights: z.boolean().optional(),
    priceFrom: z.number().min(0).optional().describe('At least so many US dollars per million output tokens.'),
    priceBelow: z.number().min(0).optional().describe('Less than so many US dollars per million output tokens.'),
    contextFrom: z.number().int().min(0).optional().describe('Context window of at least so many tokens.'),
    releasedFrom: z.string().regex(/^\d{4}(-\d{2}){0,2}$/).optional().describe('Released on or after: 2025, 2025-07 or 2025-07-11.'),
    releasedBefore: z.string().regex(/^\d{4}(-\d{2}){0,2}$/).optional(),
    hasAnswers: z.boolean().optional().describe('Has stored answers.'),
    house: z.boolean().optional().describe('Only house authors, or none of them.'),
    retired: z.boolean().optional(),
    sort: z.enum(modelSorts).default('released'),
    limit: z.number().int().min(1).max(500).default(50).describe('How many to return, 1 to 500.'),
    cursor: z.string().max(500).optional().describe('Where the last page ended: its `nextCursor`.'),
  }),
  output: z.object({ models: z.array(ModelSummary), total: z.number().int().describe('How many pass the filter.'), ...pageOutput }),
  async run({ sort, limit, cursor, ...filter }, _caller, { db, store }) {
    const counts = await store.remember('answers of all models', () => answerCounts(db))
    const ordered = (await listModels(db, filter)).sort(comparing(sort, (row) => counts.get(row.id)?.answers ?? 0))
    const after = cursor ? String(decodeCursor(cursor, 1)[0]) : undefined
    const start = after ? ordered.findIndex(({ slug }) => slug === after) + 1 : 0
    const page = ordered.slice(start, start + limit)
    return {
      models: page.map((row) => presentModel(row, counts.get(row.id))),
      total: ordered.length,
      nextCursor: start + limit < ordered.length ? encodeCursor([page.at(-1)!.slug]) : null,
    }
  },
})

/** Newest, largest, cheapest or most answered first; what is unknown comes last; equals by slug. */
function comparing(sort: (typeof modelSorts)[number], answers: (row: ModelRow) => number): (a: ModelRow, b: ModelRow) => number {
  const keys: Record<typeof sort, (row: ModelRow) => string | number | null> = {
    released: (row) => row.released, name: (row) => row.name.toLowerCase(), context: (row) => row.context_tokens,
    price: (row) => row.output_price, answers,
  }
  const key = keys[sort]
  const direction = sort === 'name' || sort === 'price' ? 1 : -1
  return (a, b) => {
    const [left, right] = [key(a), key(b)]
    if (left === right) return a.slug < b.slug ? -1 : 1
    if (left === null) return 1
    if (right === null) return -1
    return left < right ? -direction : direction
  }
}
