import { z } from 'zod'
import { outputTypes } from '../../core/responses/output-type.ts'
import { listResponses } from '../../store/responses.ts'
import { search } from '../../store/search.ts'
import { requireChallenge, requireModel } from '../find.ts'
import { defineOperation, type Context } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { ResponseSummary, Slug } from '../shapes.ts'
import { presentResponses } from './present.ts'

export const listResponsesOperation = defineOperation({
  name: 'responses.list', kind: 'read', path: '/responses',
  summary: 'List answers, with a preview of each.',
  input: z.object({
    model: Slug.optional().describe('Only answers of this model.'),
    challenge: Slug.optional().describe('Only answers to this challenge.'),
    type: z.enum(outputTypes).optional().describe('Only answers of this output type.'),
    collection: Slug.optional().describe('Only answers of this collection.'),
    q: z.string().max(500).optional().describe('Only answers that hold these words, best first.'),
    newest: z.boolean().default(false).describe('Newest first instead of oldest first.'),
    ...pageInput,
  }),
  output: z.object({ responses: z.array(ResponseSummary), ...pageOutput }),
  async run(input, _caller, context) {
    const { db } = context
    const model = input.model ? await requireModel(db, input.model) : undefined
    const challenge = input.challenge ? await requireChallenge(db, input.challenge) : undefined
    const filter = { modelId: model?.id, challengeId: challenge?.id, outputType: input.type, collection: input.collection }
    if (input.q) return searchResponses({ ...input, q: input.q, model: model?.slug, challenge: challenge?.slug }, context)
    const beyond = input.cursor ? Number(decodeCursor(input.cursor, 1)[0]) : undefined
    const rows = await listResponses(db, filter, { beyond, limit: input.limit + 1, newestFirst: input.newest })
    const page = rows.slice(0, input.limit)
    return {
      responses: await presentResponses(page, context),
      nextCursor: rows.length > page.length ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})

async function searchResponses(
  input: { q: string; model?: string; challenge?: string; type?: string; collection?: string; limit: number; cursor?: string },
  context: Context,
) {
  const found = await search(context.db, {
    query: input.q, kinds: ['response'], model: input.model, challenge: input.challenge, outputType: input.type as never,
    collection: input.collection, limit: input.limit, cursor: input.cursor,
  })
  const ids = found.results.flatMap((result) => (result.kind === 'response' ? [result.id] : []))
  const rows = await listResponses(context.db, { publicIds: ids }, { limit: ids.length })
  const byId = new Map(rows.map((row) => [row.public_id, row]))
  return { responses: await presentResponses(ids.flatMap((id) => byId.get(id) ?? []), context), nextCursor: found.nextCursor }
}
