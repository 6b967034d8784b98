import { DomainError } from '../../core/errors.ts'
import type { Price } from '../../core/models/model.ts'
import { providerKinds, type Connection, type ProviderKind } from '../../core/providers/provider.ts'
import type { ProviderLimits } from '../../core/runs/run.ts'
import type { FileProvider } from '../../config/file.ts'
import { settingsTable, type Settings } from '../../config/settings.ts'
import { providerOf } from '../../providers/all.ts'
import type { Database } from '../../store/database.ts'
import { findProviderRow, listProviderRows } from '../../store/providers.ts'
import type { StoredConnection } from '../../store/runs/stored.ts'
import type { Services } from '../operation.ts'
import { refuseLocal } from './address.ts'
import { openKey } from './keys.ts'

/** An AI service that this installation can ask, wherever it is configured. */
export interface ConfiguredProvider {
  slug: string
  kind: ProviderKind
  baseUrl: string | null
  /** Where its key comes from; `none` where it has none. */
  key: 'environment' | 'entered' | 'none'
  /** Environment variable that holds its key, or would. */
  keyVariable: string | null
  allowPrivate: boolean
  limits: ProviderLimits
  /** What its models cost here, by their id, where the configuration file or an admin says so. */
  prices: Record<string, Price>
  /** Who says so: an admin, the configuration file, or nobody, because its key is in the environment or it needs none. */
  origin: 'entered' | 'file' | 'environment' | 'built-in'
}

const keySettings: Partial<Record<ProviderKind, keyof typeof settingsTable>> = {
  openai: 'openaiKey', anthropic: 'anthropicKey', google: 'googleKey', mistral: 'mistralKey', groq: 'groqKey', xai: 'xaiKey',
  openrouter: 'openrouterKey', deepseek: 'deepseekKey',
}

/** The key of a service as the environment gives it, or nothing. */
function environmentKey(settings: Settings, kind: ProviderKind): string {
  const name = keySettings[kind]
  return name ? String(settings[name]) : ''
}

/** The variable of the environment that holds the key of a service at its own address. */
export function keyVariableOf(kind: ProviderKind): string | null {
  const name = keySettings[kind]
  return name ? settingsTable[name].env : null
}

/**
 * All that can be asked: what the configuration file names, what was entered under other names, services whose key is in
 * the environment, and the house.
 */
export async function configuredProviders({ settings }: Pick<Services, 'settings'>, db: Database): Promise<ConfiguredProvider[]> {
  const inFile = settings.providers.map((provider): ConfiguredProvider => ({ ...fromFile(provider, settings), origin: 'file' }))
  const named = new Set(inFile.map(({ slug }) => slug))
  const entered = (await listProviderRows(db)).filter(({ slug }) => !named.has(slug)).map(({ slug, kind, base_url, sealed_key, allow_private, limits, prices }): ConfiguredProvider => ({
    slug, kind, baseUrl: base_url, allowPrivate: allow_private, limits, prices: prices ?? {}, origin: 'entered', keyVariable: base_url === null ? keyVariableOf(kind) : null,
    key: sealed_key !== null ? 'entered' : environmentKey(settings, kind) && base_url === null ? 'environment' : 'none',
  }))
  const known = new Set([...inFile, ...entered].map(({ slug }) => slug))
  const others = providerKinds.filter((kind) => !known.has(kind) && (kind === 'house' || environmentKey(settings, kind)))
    .map((kind): ConfiguredProvider => ({
      slug: kind, kind, baseUrl: null, key: kind === 'house' ? 'none' : 'environment', keyVariable: keyVariableOf(kind), allowPrivate: false, limits: {}, prices: {},
      origin: kind === 'house' ? 'built-in' : 'environment',
    }))
  return [...inFile, ...entered, ...others]
}

/** A provider of the file without a variable of its own uses that of its service, at the service's own address alone. */
function fromFile({ key, ...provider }: FileProvider, settings: Settings): Omit<ConfiguredProvider, 'origin'> {
  const keyVariable = provider.keyVariable ?? (provider.baseUrl === null ? keyVariableOf(provider.kind) : null)
  const hasKey = provider.keyVariable === null ? keyVariable !== null && environmentKey(settings, provider.kind) !== '' : key !== ''
  return { ...provider, keyVariable, key: hasKey ? 'environment' : 'none' }
}

/** @throws DomainError `not-found` that names those there are. */
export async function requireProvider(services: Pick<Services, 'settings'>, db: Database, slug: string): Promise<ConfiguredProvider> {
  const all = await configuredProviders(services, db)
  const found = all.find((provider) => provider.slug === slug)
  if (found) return found
  throw new DomainError('not-found', `There is no provider "${slug}" here. There are: ${all.map((one) => one.slug).join(', ')}. An admin can add one, or set its key in the environment.`)
}

/**
 * How a provider is reached now, with its key. A key that was entered is used with the address it was entered for and no
 * other; one of the environment only with the service's own address.
 * @throws DomainError where the key has to be entered again.
 */
export async function connectionOf(services: Pick<Services, 'settings'>, db: Database, slug: string): Promise<Connection> {
  const provider = await requireProvider(services, db, slug)
  refuseLocal(services.settings, provider.baseUrl)
  const apiKey = await keyFor(services, db, provider)
  return {
    provider: slug, kind: provider.kind, allowPrivate: provider.allowPrivate, ...throughProxy(services.settings),
    ...(provider.baseUrl !== null && { baseUrl: provider.baseUrl }), ...(apiKey && { apiKey }),
  }
}

async function keyFor({ settings }: Pick<Services, 'settings'>, db: Database, { slug, kind, key, baseUrl, origin }: ConfiguredProvider): Promise<string | undefined> {
  if (key === 'none') return undefined
  if (key === 'environment') return (origin === 'file' && settings.providers.find((one) => one.slug === slug)?.key) || environmentKey(settings, kind)
  const row = await findProviderRow(db, slug)
  return openKey(settings, row!.sealed_key!, addressOf(kind, baseUrl))
}

/** What a key is bound to: the address that it is sent to. */
export function addressOf(kind: ProviderKind, baseUrl: string | null): string {
  return baseUrl ?? providerOf(kind).defaultBaseUrl ?? kind
}

/** How the model of a run's column is reached now. @throws DomainError. */
export async function lineOf(
  services: Pick<Services, 'settings' | 'store'>, column: { provider: string; connection: StoredConnection | null },
): Promise<{ provider: ReturnType<typeof providerOf>; connection: Connection }> {
  const { provider: slug, connection: stored } = column
  if (!stored) {
    const connection = await connectionOf(services, services.store.read, slug)
    return { provider: providerOf(connection.kind), connection }
  }
  refuseLocal(services.settings, stored.baseUrl)
  const apiKey = stored.keyVariable ? services.settings.apiKey : ''
  return {
    provider: providerOf(stored.kind),
    connection: { provider: slug, kind: stored.kind, baseUrl: stored.baseUrl, allowPrivate: stored.allowPrivate, forOneRun: true, ...throughProxy(services.settings), ...(apiKey && { apiKey }) },
  }
}

function throughProxy({ proxy }: Pick<Settings, 'proxy'>): Pick<Connection, 'proxy'> {
  return proxy === '' ? {} : { proxy }
}
