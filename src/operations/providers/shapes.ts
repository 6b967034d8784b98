import { z } from 'zod'
import { providerKinds } from '../../core/providers/provider.ts'
import { providerProblems, type ProviderProblem } from '../../core/providers/provider-error.ts'
import { PriceShape } from '../shapes.ts'
import { UntrustedText } from '../untrusted.ts'

/** What stands before the slash of `provider/model`. */
export const ProviderSlug = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'A name of a provider has lower-case letters, digits, dots and dashes: office-ollama.')
  .describe('A provider by its name, which stands before the slash of provider/model.')

export const ProviderTestShape = z.object({
  at: z.string(),
  answered: z.boolean(),
  problem: z.enum(Object.keys(providerProblems) as [ProviderProblem]).nullable(),
  message: UntrustedText.nullable().describe('What went wrong.'),
  models: z.number().int().nullable().describe('How many models it offers.'),
  durationMs: z.number(),
})

/** A provider as it may be shown: never its key. */
export const ProviderShape = z.object({
  provider: z.string(),
  kind: z.enum(providerKinds),
  name: z.string().describe('Of the service.'),
  origin: z.enum(['entered', 'file', 'environment', 'built-in']).describe('Who says so. Only what was entered can be changed here.'),
  baseUrl: z.string().nullable().describe('As it was given; null: the service’s own.'),
  address: z.string().nullable().describe('Where it is asked; null for the house, which is no service.'),
  key: z.enum(['environment', 'entered', 'lost', 'none']).describe('Where its key comes from. A lost one does not open any more: enter it again.'),
  keyVariable: z.string().nullable().describe('Environment variable that holds its key, or would.'),
  needsKey: z.boolean(),
  allowPrivate: z.boolean(),
  concurrency: z.number().int().nullable(),
  requestsPerMinute: z.number().int().nullable(),
  tokensPerMinute: z.number().int().nullable(),
  prices: z.record(z.string(), PriceShape).describe('What its models cost by their id there, where the configuration file or an admin says so.'),
  lastTest: ProviderTestShape.nullable(),
})
