import { z } from 'zod'
import { ProviderError } from '../core/providers/provider-error.ts'
import type { OfferedModel } from '../core/providers/provider.ts'

/** Where a service lists its models, and how it is read. */
export interface Listing {
  /** After the base URL. */
  path: string
  headers(key: string): Record<string, string>
  readPage(body: unknown): { models: OfferedModel[]; next?: string }
}

const mostPages = 50

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

/** OpenAI's list, which most services copied and some enriched. */
export const openaiListing: Listing = {
  path: '/models', headers: bearer,
  readPage(body) {
    // Some compatible servers leave out the object around the list.
    const list = Array.isArray(body) ? body : readAs(z.object({ data: z.array(z.unknown()) }), body).data
    return { models: readEach(list, OpenaiModel).map((model) => ({
      id: model.id, name: model.name ?? undefined, created: model.created ? isoDate(model.created * 1_000) : undefined,
      contextTokens: model.context_length ?? model.max_context_length ?? model.context_window ?? undefined,
    })) }
  },
}

const OpenaiModel = z.object({
  id: z.string().min(1), name: z.string().nullish(), created: z.number().nullish(), context_length: z.number().nullish(),
  max_context_length: z.number().nullish(), context_window: z.number().nullish(),
})

export const anthropicListing: Listing = {
  path: '/models?limit=1000', headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  readPage(body) {
    const { data, has_more: hasMore, last_id: lastId } = readAs(AnthropicPage, body)
    const models = readEach(data, AnthropicModel).map(({ id, display_name: name, created_at: created }) => ({
      id, name: name ?? undefined, created: created ? isoDate(Date.parse(created)) : undefined,
    }))
    return { models, next: hasMore && lastId ? `&after_id=${encodeURIComponent(lastId)}` : undefined }
  },
}

const AnthropicPage = z.object({ data: z.array(z.unknown()), has_more: z.boolean().nullish(), last_id: z.string().nullish() })
const AnthropicModel = z.object({ id: z.string().min(1), display_name: z.string().nullish(), created_at: z.string().nullish() })

export const googleListing: Listing = {
  path: '/models?pageSize=1000', headers: (key) => ({ 'x-goog-api-key': key }),
  readPage(body) {
    const { models, nextPageToken: token } = readAs(GooglePage, body)
    return {
      models: readEach(models, GoogleModel).map(({ name, displayName, inputTokenLimit }) => ({
        id: name.replace(/^models\//, ''), name: displayName ?? undefined, contextTokens: inputTokenLimit ?? undefined,
      })),
      next: token ? `&pageToken=${encodeURIComponent(token)}` : undefined,
    }
  },
}

const GooglePage = z.object({ models: z.array(z.unknown()), nextPageToken: z.string().nullish() })
const GoogleModel = z.object({ name: z.string().min(1), displayName: z.string().nullish(), inputTokenLimit: z.number().nullish() })

/** Every page of a listing. */
export async function readListing({ path, readPage }: Listing, get: (path: string) => Promise<unknown>): Promise<OfferedModel[]> {
  const models: OfferedModel[] = []
  let next: string | undefined = ''
  for (let page = 0; next !== undefined && page < mostPages; page++) {
    const read: ReturnType<Listing['readPage']> = readPage(await get(`${path}${next}`))
    models.push(...read.models)
    next = read.next
  }
  return models
}

function readEach<T>(list: unknown[], schema: z.ZodType<T>): T[] {
  return list.flatMap((entry) => {
    const { data } = schema.safeParse(entry)
    return data === undefined ? [] : [data]
  })
}

function readAs<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data } = schema.safeParse(body)
  if (data === undefined) throw new ProviderError('unreadable', 'The list of models is not in the form expected. Is the base URL right?')
  return data
}

function isoDate(ms: number): string | undefined {
  // A date outside what JavaScript can tell is a mistake of the endpoint.
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().slice(0, 10) : undefined
}
