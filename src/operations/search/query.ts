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
    kind: z.enum(searchKinds).optional(), model: Slug.optional(), challenge: Slug.optional(), category: Slug.optional(),
    collection: Slug.optional(), type: z.enum(outputTypes).optional().describe('Output type of answers.'),
    ...pageInput, limit: pageInput.limit.default(20),
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
