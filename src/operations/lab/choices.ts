import { z } from 'zod'
import { mostColumns } from '../../core/lab/session.ts'
import type { ProviderKind } from '../../core/providers/provider.ts'
import { providerOf } from '../../providers/all.ts'
import type { Database } from '../../store/database.ts'
import { offeredBefore } from '../../store/providers.ts'
import { modelsAskedBefore } from '../../store/runs/read.ts'
import { defineOperation } from '../operation.ts'
import { configuredProviders, type ConfiguredProvider } from '../providers/configured.ts'
import { mayAsk } from './may-ask.ts'

const mostNames = 400

export const labChoices = defineOperation({
  name: 'lab.choices', kind: 'read', path: '/lab/choices', personal: true,
  summary: 'Say whether you may ask models in the Lab, and list those that are known here.',
  input: z.object({}),
  output: z.object({
    mayAsk: z.boolean(),
    asksPerDay: z.number().int().nullable().describe('How many questions visitors may ask a day (UTC) from one browser, and from one address; null where there is no such limit.'),
    mayPublish: z.boolean().describe('You may make a session a public challenge.'),
    mostColumns: z.number().int(),
    models: z.array(z.object({
      ask: z.string().describe('As the Lab takes it: provider/model.'),
      name: z.string().nullable().describe('What it is called, where that says more.'),
    })).describe('Writers of the house first; then, for those who may ask, models asked before, those that providers offered when they were last tried, and those that the catalogue has of services configured here.'),
  }),
  async run(_input, caller, { db, ...services }) {
    const { settings } = services
    const isAdmin = caller.kind !== 'visitor'
    const asks = mayAsk(caller, settings)
    const providers = await configuredProviders(services, db)
    const lists = asks ? [await writersOf(providers), await askedBefore(db, providers), await offered(db, providers), await inCatalogue(db, providers)] : [await writersOf(providers)]
    return {
      mayAsk: asks, asksPerDay: isAdmin || settings.visitorAsksPerDay === 0 ? null : settings.visitorAsksPerDay, mayPublish: isAdmin, mostColumns,
      models: lists.flat().filter(({ ask }, index, all) => all.findIndex((model) => model.ask === ask) === index).slice(0, mostNames),
    }
  },
})

type Choice = { ask: string; name: string | null }

async function writersOf(providers: ConfiguredProvider[]): Promise<Choice[]> {
  const house = providers.find(({ kind }) => kind === 'house')
  if (!house) return []
  const writers = await providerOf('house').listModels({ provider: house.slug, kind: 'house' }, AbortSignal.timeout(1_000))
  return writers.map(({ id, name }) => ({ ask: `${house.slug}/${id}`, name: name ?? null }))
}

/** In the order of their names, prices of the configuration among them. */
async function askedBefore(db: Database, providers: ConfiguredProvider[]): Promise<Choice[]> {
  const known = new Set(providers.map(({ slug }) => slug))
  const priced = providers.flatMap(({ slug, prices }) => Object.keys(prices).map((name) => ({ provider: slug, name })))
  const asked = (await modelsAskedBefore(db, mostNames)).filter(({ provider }) => known.has(provider))
  return [...asked, ...priced].map(({ provider, name }) => ({ ask: `${provider}/${name}`, name: null })).toSorted((a, b) => (a.ask < b.ask ? -1 : 1))
}

async function offered(db: Database, providers: ConfiguredProvider[]): Promise<Choice[]> {
  return (await offeredBefore(db, providers.map(({ slug }) => slug))).map(({ provider, name }) => ({ ask: `${provider}/${name}`, name: null }))
}

/** Models that the catalogue has a price of, at services that are asked at their own address; newest first. */
async function inCatalogue(db: Database, providers: ConfiguredProvider[]): Promise<Choice[]> {
  const services = providers.filter(({ kind, baseUrl }) => baseUrl === null && kind !== 'house' && kind !== 'openai-compatible')
  if (services.length === 0) return []
  const models = await db.selectFrom('models').select(['id', 'name', 'slug', 'prices']).where('prices', 'is not', null).orderBy('released', 'desc').orderBy('id').execute()
  const aliases = Map.groupBy(await db.selectFrom('model_aliases').select(['model_id', 'written']).orderBy('written').execute(), ({ model_id }) => model_id)
  return models.flatMap(({ id, name, slug, prices }) => services
    .filter(({ kind }) => prices!.some(({ provider }) => provider === kind))
    .map((service) => ({ ask: `${service.slug}/${spelledAt(service.kind, (aliases.get(id) ?? []).map(({ written }) => written)) ?? slug}`, name })))
}

/** How a service most likely spells a model: as it stands behind the service's name; OpenRouter with its maker before it. */
function spelledAt(kind: ProviderKind, aliases: string[]): string | undefined {
  if (kind === 'openrouter') return aliases.findLast((alias) => alias.includes('/') && !alias.startsWith('stealth/'))
  return aliases.find((alias) => alias.startsWith(`${kind}/`))?.slice(kind.length + 1)
}
