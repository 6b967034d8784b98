import { z } from 'zod'
import { capabilities, modalities } from '../../core/models/model.ts'
import { answerCounts, listModels, type ModelRow } from '../../store/models.ts'
import { defineOperation } from '../operation.ts'
import { afterSlug, pageInput, pageOutput } from '../paging.ts'
import { presentModel } from '../present.ts'
import { ModelSummary, Slug } from '../shapes.ts'
import { modelSorts } from './sorts.ts'

export const listModelsOperation = defineOperation({
  name: 'models.list', kind: 'read', path: '/models',
  summary: 'List models of the catalogue, filtered and sorted.',
  input: z.object({
    q: z.string().max(200).optional().describe('Words in name, slug, creator or family.'),
    creator: Slug.optional().describe('Slug of its creator.'),
    family: z.string().max(200).optional().describe('Name of its family, as the catalogue spells it.'),
    input: z.enum(modalities).optional().describe('What it must be able to read.'),
    output: z.enum(modalities).optional().describe('What it must be able to write.'),
    capability: z.enum(capabilities).optional().describe('What it must be capable of.'),
    openWeights: z.boolean().optional().describe('Whether its weights are to be had.'),
    priceFrom: z.number().min(0).optional().describe('At least so many US dollars per million output tokens.'),
    priceBelow: z.number().min(0).optional().describe('Less than so many US dollars per million output tokens.'),
    contextFrom: z.number().int().min(0).optional().describe('Context window of at least so many tokens.'),
    releasedFrom: z.string().regex(/^\d{4}(-\d{2}){0,2}$/).optional().describe('Released on or after: 2025, 2025-07 or 2025-07-11.'),
    releasedBefore: z.string().regex(/^\d{4}(-\d{2}){0,2}$/).optional().describe('Released before: 2025, 2025-07 or 2025-07-11.'),
    hasAnswers: z.boolean().optional().describe('Whether it has stored answers.'),
    house: z.boolean().optional().describe('Only house authors, or none of them.'),
    retired: z.boolean().optional().describe('Whether it is retired.'),
    sort: z.enum(modelSorts).default('released').describe('Newest, by name, largest context, cheapest or most answers first; what is unknown comes last.'),
    limit: z.number().int().min(1).max(500).default(50).describe('How many to return, 1 to 500.'),
    cursor: pageInput.cursor,
  }),
  output: z.object({ models: z.array(ModelSummary), total: z.number().int().describe('How many pass the filter.'), houseAuthors: z.number().int().describe('How many of them are house authors.'), ...pageOutput }),
  async run({ sort, limit, cursor, ...filter }, _caller, { db, store }) {
    const counts = await store.remember('answers of all models', () => answerCounts(db))
    const ordered = (await listModels(db, filter)).sort(comparing(sort, (row) => counts.get(row.id)?.answers ?? 0))
    const { rows, nextCursor } = afterSlug(ordered, { limit, cursor })
    return { models: rows.map((row) => presentModel(row, counts.get(row.id))), total: ordered.length, houseAuthors: ordered.filter(({ house }) => house).length, nextCursor }
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
