import { z } from 'zod'
import type { Settings } from '../../config/settings.ts'
import { providerOf } from '../../providers/all.ts'
import type { Database } from '../../store/database.ts'
import { lastProviderTests, listProviderRows, type ProviderTest } from '../../store/providers.ts'
import { defineOperation, type Services } from '../operation.ts'
import { untrusted } from '../untrusted.ts'
import { addressOf, configuredProviders, type ConfiguredProvider } from './configured.ts'
import { openKey } from './keys.ts'
import { ProviderShape, type ProviderTestShape } from './shapes.ts'

export type ShownProvider = z.input<typeof ProviderShape>

export const listProvidersOperation = defineOperation({
  name: 'providers.list', kind: 'read', path: '/providers', callers: ['admin'],
  summary: 'List the AI services that can be asked here, and whether their keys are at hand; never a key itself.',
  input: z.object({}),
  output: z.object({ providers: z.array(ProviderShape) }),
  tell: ({ providers }) => providers.map(providerInALine).join('\n'),
  async run(_input, _caller, services) {
    return { providers: await shownProviders(services, services.db) }
  },
})

/** All providers as they may be shown. */
export async function shownProviders(services: Pick<Services, 'settings'>, db: Database): Promise<ShownProvider[]> {
  const [all, tests, rows] = await Promise.all([configuredProviders(services, db), lastProviderTests(db), listProviderRows(db)])
  const sealed = new Map(rows.map((row) => [row.slug, row.sealed_key]))
  return all.map((provider) => present(provider, tests.get(provider.slug), { settings: services.settings, sealed: sealed.get(provider.slug) ?? null }))
}

function present(provider: ConfiguredProvider, test: ProviderTest | undefined, { settings, sealed }: { settings: Settings; sealed: string | null }): ShownProvider {
  const { slug, kind, origin, baseUrl, key, keyVariable, allowPrivate, limits, prices } = provider
  const { name, needsKey } = providerOf(kind)
  const address = addressOf(kind, baseUrl)
  return {
    provider: slug, kind, name, origin, baseUrl, address: kind === 'house' ? null : address, keyVariable, needsKey, allowPrivate,
    key: key === 'entered' && !opens(settings, sealed!, address) ? 'lost' : key,
    concurrency: limits.concurrency ?? null, requestsPerMinute: limits.requestsPerMinute ?? null, tokensPerMinute: limits.tokensPerMinute ?? null, prices,
    lastTest: test ? presentTest(test) : null,
  }
}

export function presentTest({ at, problem, message, models, duration_ms: durationMs }: Omit<ProviderTest, 'provider' | 'offered'>): z.input<typeof ProviderTestShape> {
  return { at, answered: problem === null, problem, message: message === null ? null : untrusted(message), models, durationMs }
}

function opens(settings: Settings, sealed: string, address: string): boolean {
  try {
    openKey(settings, sealed, address)
    return true
  } catch {
    return false
  }
}

/** A provider as the command line tells it. */
export function providerInALine({ provider, address, key, keyVariable, lastTest, needsKey }: z.output<typeof ProviderShape>): string {
  const keys = {
    environment: `key in ${keyVariable}`, entered: 'key entered', lost: 'key lost: enter it again',
    none: needsKey ? `no key${keyVariable ? `: set ${keyVariable} or enter one` : ''}` : 'no key needed',
  }
  const test = lastTest === null ? 'never tried' : lastTest.answered ? `answered ${lastTest.at.slice(0, 16)}` : `failed ${lastTest.at.slice(0, 16)} (${lastTest.problem})`
  return [provider.padEnd(20), (address ?? 'this program').padEnd(44), keys[key].padEnd(28), test].join('  ').trimEnd()
}
