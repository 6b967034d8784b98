import { z } from 'zod'
import { outputTypes } from '../../core/responses/output-type.ts'
import { search } from '../../store/search.ts'
import { defineOperation } from '../operation.ts'
import { pageInput, pageOutput } from '../paging.ts'
import { ChallengeReference, ModelReference, Slug } from '../shapes.ts'
import { UntrustedText, untrusted } from '../untrusted.ts'

export const searchKinds = ['response', 'challenge', 'model', 'creator'] as const

const Result = z.object({
  kind: z.enum(searchKinds),
  id: z.string().describe('Public id of an answer, slug of anything else.'),
  title: z.string(),
  model: ModelReference.nullable(),
  challenge: ChallengeReference.nullable(),
  outputType: z.enum(outputTypes).nullable(),
  turn: z.number().int().nullable().describe('Which prompt of its challenge an answer answers, from 1; null for anything else.'),
  snippet: z.object({
    ...UntrustedText.shape,
    matches: z.array(z.tuple([z.number().int(), z.number().int()])).describe('Where the words were found: from, to, in UTF-16 units.'),
  }).nullable(),
})

export const searchOperation = defineOperation({
  name: 'search.query', kind: 'read', path: '/search', command: 'search', positional: ['q'],
  summary: 'Search answers, challenges, models and creators, in any script.',
  input: z.object({
    q: z.string().min(1).max(500).describe('Words; "quoted words" stand together.'),
    kind: z.enum(searchKinds).optional().describe('Only results of this kind.'),
    model: Slug.optional().describe('Only answers of this model.'),
    challenge: Slug.optional().describe('Only answers to this challenge.'),
    category: Slug.optional().describe('Only challenges of this category, and answers to them.'),
    collection: Slug.optional().describe('Only answers of this collection.'),
    type: z.enum(outputTypes).optional().describe('Only answers of this output type.'),
    ...pageInput, limit: pageInput.limit.default(20).describe(pageInput.limit.description!),
  }),
  output: z.object({ results: z.array(Result), ...pageOutput }),
  async run({ q, kind, type, ...input }, _caller, { db }) {
    const { results, nextCursor } = await search(db, { ...input, query: q, kinds: kind ? [kind] : undefined, outputType: type })
    return {
      results: results.map(({ snippet, ...result }) => ({ ...result, snippet: snippet && { ...untrusted(snippet.text), matches: snippet.matches } })),
      nextCursor,
    }
  },
})
