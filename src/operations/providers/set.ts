import { z } from 'zod'
import type { Settings } from '../../config/settings.ts'
import { DomainError } from '../../core/errors.ts'
import { providerKinds, type ProviderKind } from '../../core/providers/provider.ts'
import type { ProviderLimits } from '../../core/runs/run.ts'
import { providerOf } from '../../providers/all.ts'
import { findProviderRow, saveProvider, type ProviderRow } from '../../store/providers.ts'
import { defineOperation } from '../operation.ts'
import { checkedAddress } from './address.ts'
import { addressOf } from './configured.ts'
import { enterableKinds } from './kinds.ts'
import { hostOf, sealKey } from './keys.ts'
import { providerInALine, shownProviders } from './list.ts'
import { enteredPrices, WrittenPrices } from './prices.ts'
import { ProviderShape, ProviderSlug } from './shapes.ts'

const limit = (most: number) => z.number().int().min(0).max(most).optional()

const Input = z.object({
  provider: ProviderSlug.describe('A name of your own, which stands before the slash of provider/model.'),
  kind: z.enum(providerKinds).exclude(['house']).optional().describe('The kind of service; default: as it was, or what the name says.'),
  baseUrl: z.string().trim().max(2_000).optional().describe('Where it lives, such as http://127.0.0.1:11434/v1; empty: the service’s own address.'),
  key: z.string().trim().regex(/^[\x21-\x7e]{1,4000}$/, 'A key is one word, of letters, digits and signs.').optional()
    .describe('Its key: stored encrypted for this address alone, and never shown. On the command line "-" reads it from standard input.'),
  removeKey: z.boolean().optional().describe('Forget its key.'),
  allowPrivate: z.boolean().optional().describe('It may be in a private network. Loopback always may, where the base URL names it.'),
  concurrency: limit(10_000).describe('Most questions under way at a time; 0 sets no limit.'),
  requestsPerMinute: limit(1_000_000).describe('Most questions a minute; 0 sets no limit.'),
  tokensPerMinute: limit(1_000_000_000).describe('Most tokens a minute, read and generated; 0 sets no limit.'),
  prices: WrittenPrices.optional().describe('What its models cost, in the place of what was entered before: MODEL=IN/OUT, US dollars per million tokens read and generated.'),
})

export const setProvider = defineOperation({
  name: 'providers.set', kind: 'write', method: 'PUT', path: '/providers/{provider}', callers: ['admin'], secret: true, idempotent: true,
  summary: 'Enter an AI service, or change what is given of one that was entered.',
  input: Input,
  output: ProviderShape,
  limits: { perMinute: 60, bodyBytes: 16_384 },
  tell: providerInALine,
  async run({ provider: slug, ...given }, _caller, { db, settings, now }) {
    refuseFixed(settings, slug)
    const before = await findProviderRow(db, slug)
    const kind = given.kind ?? before?.kind ?? kindNamed(slug)
    const allowPrivate = given.allowPrivate ?? before?.allow_private ?? false
    const named = given.baseUrl ?? before?.base_url ?? ''
    const baseUrl = named === '' ? null : checkedAddress(settings, named, { allowPrivate })
    if (baseUrl === null && providerOf(kind).defaultBaseUrl === undefined) throw new DomainError('invalid', 'An OpenAI-compatible endpoint needs a base URL, such as http://127.0.0.1:11434/v1.')
    const at = now().toISOString()
    await saveProvider(db, {
      slug, kind, base_url: baseUrl, allow_private: allowPrivate, limits: limitsAfter(before?.limits ?? {}, given),
      prices: given.prices ? enteredPrices(given.prices, before?.prices ?? {}, { provider: slug, day: at.slice(0, 10) }) : before?.prices ?? null,
      sealed_key: keyAfter(before, given, { settings, address: addressOf(kind, baseUrl) }), created_at: at, changed_at: at,
    })
    return (await shownProviders({ settings }, db)).find(({ provider }) => provider === slug)!
  },
})

/** @throws DomainError `conflict` for what is not changed here. */
export function refuseFixed({ providers }: Pick<Settings, 'providers'>, slug: string): void {
  if (slug === 'house') throw new DomainError('conflict', 'The house writers are part of the program. Take another name.')
  if (providers.some((one) => one.slug === slug)) throw new DomainError('conflict', `"${slug}" is set in the configuration file: change it there, and start again.`)
}

/** @throws DomainError `invalid` where the name says nothing. */
function kindNamed(slug: string): ProviderKind {
  const found = enterableKinds.find(({ kind }) => kind === slug)
  if (found) return found.kind
  throw new DomainError('invalid', `Say what kind of service "${slug}" is: ${enterableKinds.map(({ kind }) => kind).join(', ')}.`)
}

/** @throws DomainError `conflict` where a key would go to another host than it was entered for. */
function keyAfter(before: ProviderRow | undefined, { key, removeKey }: { key?: string; removeKey?: boolean }, { settings, address }: { settings: Settings; address: string }): string | null {
  if (key !== undefined) return sealKey(settings, key, address)
  if (removeKey || !before?.sealed_key) return null
  const [from, to] = [addressOf(before.kind, before.base_url), address].map(hostOf)
  if (from !== to) throw new DomainError('conflict', `The key was entered for ${from}, and is sent nowhere else. Enter the key for ${to} too, or remove the old one.`)
  return before.sealed_key
}

function limitsAfter(before: ProviderLimits, { concurrency, requestsPerMinute, tokensPerMinute }: ProviderLimits): ProviderLimits {
  const all = { concurrency: concurrency ?? before.concurrency, requestsPerMinute: requestsPerMinute ?? before.requestsPerMinute, tokensPerMinute: tokensPerMinute ?? before.tokensPerMinute }
  return Object.fromEntries(Object.entries(all).filter(([, most]) => most))
}
