import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProviderError } from '../core/providers/provider-error.ts'
import { anthropicListing, googleListing, type Listing, openaiListing, readListing } from './list-models.ts'

async function read(listing: Listing, pages: unknown[]): Promise<{ models: unknown[]; paths: string[] }> {
  const paths: string[] = []
  const models = await readListing(listing, async (path) => {
    paths.push(path)
    return pages[paths.length - 1]
  })
  return { models, paths }
}

test('a list in OpenAI’s form is read, with what some services add to it', async () => {
  const { models } = await read(openaiListing, [{
    object: 'list', data: [
      { id: 'gpt-x', object: 'model', created: 1_686_935_002, owned_by: 'openai' }, { id: 'llama', context_window: 131_072, created: 0 },
      { id: 'mistral', max_context_length: 32_768, name: 'Mistral' }, { id: 'router/x', name: 'X', context_length: 8_192, pricing: {} }, { no: 'id' }, 'nonsense', { id: '' },
    ],
  }])
  assert.deepEqual(JSON.parse(JSON.stringify(models)), [
    { id: 'gpt-x', created: '2023-06-16' }, { id: 'llama', contextTokens: 131_072 }, { id: 'mistral', name: 'Mistral', contextTokens: 32_768 },
    { id: 'router/x', name: 'X', contextTokens: 8_192 },
  ])
})

test('a bare list is read too', async () => {
  assert.deepEqual(JSON.parse(JSON.stringify((await read(openaiListing, [[{ id: 'a' }]])).models)), [{ id: 'a' }])
})

test('further pages are asked for where the service tells of them', async () => {
  const anthropic = await read(anthropicListing, [
    { data: [{ id: 'a', display_name: 'A', created_at: '2025-02-19T00:00:00Z' }], has_more: true, last_id: 'a' }, { data: [{ id: 'b' }], has_more: false, last_id: 'b' },
  ])
  assert.deepEqual(JSON.parse(JSON.stringify(anthropic.models)), [{ id: 'a', name: 'A', created: '2025-02-19' }, { id: 'b' }])
  assert.deepEqual(anthropic.paths, ['/models?limit=1000', '/models?limit=1000&after_id=a'])
  const google = await read(googleListing, [{ models: [{ name: 'models/g', displayName: 'G', inputTokenLimit: 10 }], nextPageToken: 't&x' }, { models: [{ name: 'models/h' }] }])
  assert.deepEqual(JSON.parse(JSON.stringify(google.models)), [{ id: 'g', name: 'G', contextTokens: 10 }, { id: 'h' }])
  assert.equal(google.paths[1], '/models?pageSize=1000&pageToken=t%26x')
})

test('a list that never ends is left after fifty pages', async () => {
  const { paths } = await read(anthropicListing, Array.from({ length: 60 }, () => ({ data: [], has_more: true, last_id: 'x' })))
  assert.equal(paths.length, 50)
})

for (const body of [null, 'x', {}, { data: 'x' }, { models: [] }]) {
  test(`${JSON.stringify(body)} is no list of models`, async () => {
    await assert.rejects(read(openaiListing, [body]), (error: unknown) => error instanceof ProviderError && error.problem === 'unreadable')
  })
}
