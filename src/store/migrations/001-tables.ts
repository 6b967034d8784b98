import type { Kysely } from 'kysely'
import { createAll } from './table-builder.ts'
import type { IndexDescription, TableDescriptions } from './table-builder.ts'

const tables: TableDescriptions = {
  creators: {
    id: true,
    columns: { slug: 'text=', name: 'text', kind: 'text', country: 'text?', url: 'text?' },
  },
  models: {
    id: true,
    columns: {
      slug: 'text=', name: 'text', creator_id: 'integer?>creators', family: 'text?', base_id: 'integer?>models',
      variant: 'text?', released: 'text?', retired: 'text?', knowledge: 'text?', input_modalities: 'json?',
      output_modalities: 'json?', capabilities: 'json?', categories: 'json?', context_tokens: 'integer?',
      output_tokens: 'integer?', size_class: 'text?', open_weights: 'boolean?', licence: 'text?', url: 'text?',
      prices: 'json?', input_price: 'real?', output_price: 'real?', house: 'boolean', source: 'text?',
      source_date: 'text?', created_at: 'text',
    },
  },
  model_aliases: {
    primaryKey: ['spelling'],
    columns: { spelling: 'text', written: 'text', model_id: 'integer>models', origin: 'text' },
  },
  collections: {
    id: true,
    columns: { slug: 'text=', name: 'text', url: 'text?', licence: 'text?', created_at: 'text' },
  },
  challenges: {
    id: true,
    columns: {
      slug: 'text=', title: 'text', description: 'text?', category: 'text?', difficulty: 'text?', output_type: 'text',
      tags: 'json', audiences: 'json', language: 'text?', system: 'text?', turns: 'json', reference: 'json?',
      version: 'integer', prompt_hash: 'text', collection_id: 'integer?>collections', created_at: 'text',
    },
  },
  challenge_keys: {
    primaryKey: ['key'],
    columns: { key: 'text', challenge_id: 'integer>challenges' },
  },
  bodies: {
    id: true,
    columns: { sha256: 'text=', size: 'integer', bytes: 'bytes?', words: 'integer?' },
  },
  responses: {
    id: true,
    columns: {
      public_id: 'text=', model_id: 'integer>models', challenge_id: 'integer>challenges',
      collection_id: 'integer>collections', body_id: 'integer?>bodies', missing: 'text?', output_type: 'text',
      media_type: 'text?', turn: 'integer', sample: 'integer', title: 'text?', asked_prompt: 'text?',
      source_id: 'text?', answered_at: 'text?', settings: 'json?', input_tokens: 'integer?',
      output_tokens: 'integer?', reasoning_tokens: 'integer?', ttft_ms: 'real?', duration_ms: 'real?',
      cost_usd: 'real?', finish_reason: 'text?', transformed: 'boolean', provenance: 'json?', created_at: 'text',
    },
  },
  votes: {
    id: true,
    unique: [['collection_id', 'key']],
    columns: {
      key: 'text', collection_id: 'integer>collections', source: 'text', challenge_id: 'integer?>challenges',
      turn: 'integer', left_model_id: 'integer>models', right_model_id: 'integer>models',
      left_response_id: 'integer?>responses', right_response_id: 'integer?>responses', verdict: 'text',
      probability_right: 'real?', blind: 'boolean?', sides_known: 'boolean', judge_kind: 'text', judge: 'text?',
      language: 'text?', category: 'text?', voted_at: 'text?', reasons: 'json?', comment: 'text?', criteria: 'json?',
      provenance: 'json?', created_at: 'text',
    },
  },
  imports: {
    id: true,
    columns: {
      file: 'text', format: 'text', collection_id: 'integer?>collections', read: 'integer', imported: 'integer',
      duplicates: 'integer', rejected: 'integer', rejections: 'json', lost: 'json', state: 'text', started_at: 'text',
      finished_at: 'text?',
    },
  },
  idempotency_keys: {
    primaryKey: ['caller', 'operation', 'key'],
    columns: { caller: 'text', operation: 'text', key: 'text', input_hash: 'text', output: 'json', created_at: 'text' },
  },
}

/** What pages filter and sort by, and every foreign key whose other end is looked up from. */
const indices: IndexDescription[] = [
  ['models', 'creator_id'],
  ['models', 'base_id'],
  ['model_aliases', 'model_id'],
  ['challenges', 'prompt_hash'],
  ['challenges', 'category'],
  ['challenges', 'collection_id'],
  ['challenge_keys', 'challenge_id'],
  ['responses', 'model_id', 'challenge_id'],
  ['responses', 'challenge_id', 'model_id'],
  ['responses', 'collection_id', 'model_id'],
  ['responses', 'body_id'],
  ['votes', 'left_model_id'],
  ['votes', 'right_model_id'],
  ['votes', 'challenge_id'],
  ['votes', 'left_response_id'],
  ['votes', 'right_response_id'],
  ['imports', 'collection_id'],
]

export async function createTables(db: Kysely<any>): Promise<void> {
  await createAll(db, tables, indices)
}
