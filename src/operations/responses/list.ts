import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { outputTypes } from '../../core/responses/output-type.ts'
import { listResponses, newestResponses, type DatedPlace, type ResponseFilter, type ResponseRow } from '../../store/responses.ts'
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
    expects: z.enum(outputTypes).optional().describe('Only answers to challenges that expect this output type.'),
    collection: Slug.optional().describe('Only answers of this collection.'),
    q: z.string().max(500).optional().describe('Only answers that hold these words, best first.'),
    newest: z.boolean().default(false).describe('By when they were given, newest first; after them those that no source dates, the latest import first. Else in order of import.'),
    ...pageInput,
  }),
  output: z.object({ responses: z.array(ResponseSummary), ...pageOutput }),
  async run(input, _caller, context) {
    const { db } = context
    const model = input.model ? await requireModel(db, input.model) : undefined
    const challenge = input.challenge ? await requireChallenge(db, input.challenge) : undefined
    const filter = { modelId: model?.id, challengeId: challenge?.id, outputType: input.type, expects: input.expects, collection: input.collection }
    if (input.q && input.expects) throw new DomainError('invalid', 'Words and `expects` cannot be asked for together. Use `type` to search answers of one output type.')
    if (input.q) return searchResponses({ ...input, q: input.q, model: model?.slug, challenge: challenge?.slug }, context)
    const rows = await (input.newest ? newest : inOrderOfImport)(db, filter, { limit: input.limit + 1, cursor: input.cursor })
    const page = rows.slice(0, input.limit)
    return {
      responses: await presentResponses(page, context),
      nextCursor: rows.length > page.length ? cursorAfter(page.at(-1)!, input) : null,
    }
  },
})

interface Page {
  limit: number
  cursor?: string
}

function inOrderOfImport(db: Context['db'], filter: ResponseFilter, { limit, cursor }: Page): Promise<ResponseRow[]> {
  return listResponses(db, filter, { limit, beyond: cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined })
}

function newest(db: Context['db'], filter: ResponseFilter, { limit, cursor }: Page): Promise<ResponseRow[]> {
  return newestResponses(db, filter, { limit, beyond: cursor ? datedPlace(decodeCursor(cursor, 2)) : undefined })
}

function datedPlace([answeredAt, id]: ReturnType<typeof decodeCursor>): DatedPlace {
  return { id: Number(id), answeredAt: answeredAt == null ? null : String(answeredAt) }
}

function cursorAfter({ id, answered_at }: ResponseRow, { newest }: { newest: boolean }): string {
  return encodeCursor(newest ? [answered_at, id] : [id])
}

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
