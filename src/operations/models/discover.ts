import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { normalisedSpelling } from '../../core/models/alias.ts'
import { ProviderError } from '../../core/providers/provider-error.ts'
import { modelsBySpelling } from '../../store/aliases.ts'
import { defineOperation } from '../operation.ts'
import { requireProvider } from '../providers/configured.ts'
import { offeredModels } from '../providers/offered.ts'
import { ProviderSlug } from '../providers/shapes.ts'
import { spellingOf } from '../runs/plan.ts'
import { ModelReference } from '../shapes.ts'
import { untrusted, UntrustedText } from '../untrusted.ts'

export const discoverModels = defineOperation({
  name: 'models.discover', kind: 'read', path: '/providers/{provider}/models', callers: ['admin'],
  summary: 'Ask an AI service which models it offers, and find them in the catalogue.',
  input: z.object({
    provider: ProviderSlug,
    q: z.string().trim().max(200).optional().describe('Part of an id or a name.'),
    limit: z.number().int().min(1).max(5_000).default(500).describe('Most models to list.'),
  }),
  output: z.object({
    provider: z.string(),
    total: z.number().int().describe('How many it offers, or how many of them match.'),
    models: z.array(z.object({
      ask: z.string().describe('As a run spells it: provider/model.'),
      name: UntrustedText.nullable().describe('As the service calls it.'),
      created: z.string().nullable(),
      contextTokens: z.number().nullable(),
      model: ModelReference.nullable().describe('The catalogue’s entry that its answers are stored under; null: a new one is made.'),
    })),
  }),
  limits: { perMinute: 30 },
  async run({ provider: slug, q, limit }, _caller, context) {
    const { kind } = await requireProvider(context, context.db, slug)
    const offered = await offeredModels(context, context.db, slug).catch((error: unknown) => {
      throw error instanceof ProviderError ? new DomainError('unavailable', `${slug}: ${error.message}`) : error
    })
    const wanted = q?.toLowerCase() ?? ''
    const matching = offered.filter(({ id, name }) => `${id}\n${name ?? ''}`.toLowerCase().includes(wanted))
    const page = matching.slice(0, limit)
    const spellings = page.map(({ id }) => normalisedSpelling(spellingOf(kind, id)))
    const known = await modelsBySpelling(context.db, spellings)
    return {
      provider: slug, total: matching.length,
      models: page.map(({ id, name, created, contextTokens }, index) => ({
        ask: `${slug}/${id}`, name: name === undefined ? null : untrusted(name.slice(0, 300)), created: created ?? null, contextTokens: contextTokens ?? null,
        model: known.get(spellings[index]!) ?? null,
      })),
    }
  },
})
