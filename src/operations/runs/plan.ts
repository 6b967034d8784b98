import { settingsTable } from '../../config/settings.ts'
import { DomainError } from '../../core/errors.ts'
import { normalisedSpelling } from '../../core/models/alias.ts'
import type { Price } from '../../core/models/model.ts'
import type { ModelSettings, ProviderKind } from '../../core/providers/provider.ts'
import { mostSpent, roughTokens, unpricedRefusal } from '../../core/runs/cost.ts'
import { expectsOf, outputTokensUnderBudget } from '../../core/runs/run.ts'
import type { ChallengeRow } from '../../store/challenges.ts'
import { listChallenges } from '../../store/challenges.ts'
import type { Database } from '../../store/database.ts'
import { ModelRegister } from '../../store/importing/models.ts'
import { markAsHouse } from '../../store/models.ts'
import { knownSamples, wayOf, type KnownSample, type NewRunModel } from '../../store/runs/create.ts'
import { findRunCollection } from '../../store/runs/questions.ts'
import type { StoredConnection } from '../../store/runs/stored.ts'
import { indexModels } from '../../store/search-index.ts'
import { requireChallenge } from '../find.ts'
import type { Caller, Services } from '../operation.ts'
import { checkedAddress } from '../providers/address.ts'
import { providerOf } from '../../providers/all.ts'
import { configuredProviders, type ConfiguredProvider } from '../providers/configured.ts'

/** An endpoint that is named for one run alone. */
export interface AdHocEndpoint {
  baseUrl: string
  allowPrivate: boolean
}

/**
 * The endpoint that a command names for its run alone, checked like one that is saved.
 * @throws DomainError `forbidden` where another caller names one, `invalid` for an address that is never connected to.
 */
export function endpointOf({ kind }: Caller, { settings }: Services, { baseUrl, allowPrivate }: { baseUrl?: string; allowPrivate: boolean }): AdHocEndpoint | undefined {
  if (baseUrl === undefined) return undefined
  if (kind !== 'system') throw new DomainError('forbidden', 'An endpoint for one run alone can be named on the command line. Add a provider instead.')
  return { baseUrl: checkedAddress(settings, baseUrl, { allowPrivate, forOneRun: true }), allowPrivate }
}

/** A column before its model is looked up. */
export interface PlannedColumn extends Omit<NewRunModel, 'modelId' | 'price'> {}

const mostChallenges = 100_000

/** The challenges by slug, or all there are: see `suitabilityOf` for whom they are put to. @throws DomainError `not-found`. */
export async function challengesOf(db: Database, words: string[]): Promise<ChallengeRow[]> {
  if (!words.includes('all')) {
    const named = await Promise.all(words.map((slug) => requireChallenge(db, slug)))
    return [...new Map(named.map((challenge) => [challenge.id, challenge])).values()]
  }
  return listChallenges(db, {}, { limit: mostChallenges })
}

/**
 * The columns for models spelled `provider/model`, or for an endpoint of this run alone, as the endpoint spells them.
 * @throws DomainError that names the providers there are.
 */
export async function columnsOf(services: Services, db: Database, models: string[], settings: ModelSettings, endpoint: AdHocEndpoint | undefined): Promise<PlannedColumn[]> {
  const spelled = [...new Set(models)]
  if (endpoint) {
    // Whether the variable holds a key is seen when a question is asked: it may be set for going on alone.
    const connection: StoredConnection = { kind: 'openai-compatible', keyVariable: settingsTable.apiKey.env, ...endpoint }
    return spelled.map((name) => ({ provider: new URL(endpoint.baseUrl).host, connection, name, settings, limits: {} }))
  }
  const providers = await configuredProviders(services, db)
  return spelled.map((word) => {
    const slash = word.indexOf('/')
    const provider = providers.find(({ slug }) => slug === word.slice(0, slash))
    if (slash < 1 || slash === word.length - 1 || !provider) throw new DomainError('invalid', `"${word}" is not a model that can be asked. Say provider/model, with one of these providers: ${providers.map(({ slug }) => slug).join(', ')}.`)
    return { provider: provider.slug, connection: null, name: word.slice(slash + 1), settings, limits: provider.limits }
  })
}

/** Whether a challenge is put to the model of a column, by the column's position. */
export type Suits = (challenge: Pick<ChallengeRow, 'output_type'>, position: number) => boolean

/**
 * `all` are those challenges that a model can answer: texts, unless its catalogue entry says what else or what alone it
 * makes and its service is asked for that here. Challenges that are named are put to every model.
 */
export async function suitabilityOf(db: Database, services: Services, words: string[], columns: Array<PlannedColumn & { modelId?: number }>): Promise<Suits> {
  if (!words.includes('all')) return () => true
  const configured = new Map((await configuredProviders(services, db)).map(({ slug, kind }) => [slug, kind]))
  const made = await Promise.all(columns.map(({ connection, provider, modelId }) => outputsOf(db, connection?.kind ?? configured.get(provider)!, modelId)))
  return ({ output_type: type }, position) => made[position]!.has(type === 'video' ? type : expectsOf(type))
}

async function outputsOf(db: Database, kind: ProviderKind, modelId: number | undefined): Promise<ReadonlySet<string>> {
  const { expects } = providerOf(kind)
  if (kind === 'house') return new Set(expects)
  const row = modelId === undefined ? undefined : await db.selectFrom('models').select('output_modalities').where('id', '=', modelId).executeTakeFirst()
  return new Set(expects.filter((output) => (row?.output_modalities ?? ['text']).includes(output)))
}

/**
 * Finds the catalogue's entries for the columns, making those that are missing, with their prices as they are today. With
 * `hides` those that it makes are in no list until `showModels`, or until somebody names them openly.
 */
export async function withModels(transaction: Database, services: Services, columns: PlannedColumn[], { hides = false }: { hides?: boolean } = {}): Promise<NewRunModel[]> {
  const register = new ModelRegister('import', { hides })
  const at = services.now().toISOString()
  const configured = new Map((await configuredProviders(services, transaction)).map((provider) => [provider.slug, provider]))
  const found: NewRunModel[] = []
  for (const column of columns) {
    const provider = column.connection ? undefined : configured.get(column.provider)!
    const kind = column.connection?.kind ?? provider!.kind
    const { id: modelId } = await register.find(transaction, spellingOf(kind, column.name), at)
    if (kind === 'house') await markAsHouse(transaction, modelId)
    found.push({ ...column, modelId, price: await priceAt(transaction, modelId, provider, column.name, at) })
  }
  await indexModels(transaction, register.takeChanged())
  return found
}

/** How the catalogue knows a model that is asked here. A writer of the house is no model of that name elsewhere. */
export function spellingOf(kind: ProviderKind, name: string): string {
  return kind === 'house' ? `house/${name}` : name
}

const free: Price = { provider: 'house', source: 'written by this program, at no cost', input: 0, output: 0 }

/**
 * What a model costs where it is asked: as the configuration file says, or as the catalogue says of the service; null where
 * neither does. A service at another address has other prices. What the file says is true on the day it is looked at.
 */
async function priceAt(db: Database, modelId: number | undefined, provider: ConfiguredProvider | undefined, name: string, at: string): Promise<Price | null> {
  if (provider?.kind === 'house') return free
  if (provider && Object.hasOwn(provider.prices, name)) return { date: at.slice(0, 10), ...provider.prices[name]! }
  if (modelId === undefined || !provider || provider.baseUrl !== null || provider.kind === 'openai-compatible') return null
  const { prices } = await db.selectFrom('models').select('prices').where('id', '=', modelId).executeTakeFirstOrThrow()
  return prices?.find((price) => price.provider === provider.kind) ?? null
}

/** @throws DomainError `invalid` where a price is unknown: see `unpricedRefusal`. */
export function refuseUnpriced(columns: Parameters<typeof unpricedRefusal>[0]): void {
  const refusal = unpricedRefusal(columns)
  if (refusal !== null) throw new DomainError('invalid', refusal)
}

/** A model's price before anything is stored; for an estimate. */
export async function priceOf(db: Database, column: PlannedColumn, provider: ConfiguredProvider | undefined, now: Date): Promise<Price | null> {
  const alias = await db.selectFrom('model_aliases').select('model_id').where('spelling', '=', normalisedSpelling(column.name)).executeTakeFirst()
  return priceAt(db, alias?.model_id, provider, column.name, now.toISOString())
}

/** Samples that are not asked for, because they are there or because runs are asking for them already. */
export interface LeftOut {
  answered: number
  open: number
  /** Public ids of those runs. */
  openIn: string[]
  /** Of challenges that these models are not known to be able to answer. */
  unsuited: number
}

/**
 * The cells that are to be filled. Of a challenge and a model that have samples already, asked for in the same way, only
 * the missing ones, unless `again` asks for new ones beside them.
 */
export async function cellsOf(
  db: Database, models: NewRunModel[], challenges: ChallengeRow[], wanted: Wanted & { now: Date; suits: Suits },
): Promise<{ cells: Array<{ model: number; challengeId: number; sample: number }>; leftOut: LeftOut }> {
  const known = await knownSamples(db, await findRunCollection(db), models.map(({ modelId }) => modelId), wanted.now)
  const last = new Map<string, number>()
  const byPair = Map.groupBy(known, ({ modelId, challengeId }) => `${modelId} ${challengeId}`)
  const parts = challenges.flatMap((challenge) => models.map((column, model) => {
    const key = `${column.modelId} ${challenge.id}`
    const samplesKnown = byPair.get(key) ?? []
    const { missing, ...leftOut } = wanted.suits(challenge, model) ? missingOf(challenge, wayOf(column), samplesKnown, wanted) : noneOf(wanted)
    const first = (last.get(key) ?? Math.max(0, ...samplesKnown.map(({ sample }) => sample))) + 1
    last.set(key, first + missing - 1)
    return { leftOut, cells: Array.from({ length: missing }, (_, index) => ({ model, challengeId: challenge.id, sample: first + index })) }
  }))
  return { cells: parts.flatMap(({ cells }) => cells), leftOut: sumOfLeftOut(parts.map(({ leftOut }) => leftOut)) }
}

export interface Wanted {
  samples: number
  again: boolean
}

/** How many samples of a model's answer to a challenge are to be asked for in this way, given those there are, of any challenge. */
export function missingOf(challenge: Pick<ChallengeRow, 'id' | 'turns'>, way: string, known: KnownSample[], { samples, again }: Wanted): LeftOut & { missing: number } {
  if (again) return { missing: samples, answered: 0, open: 0, openIn: [], unsuited: 0 }
  const same = known.filter(({ challengeId, ways }) => challengeId === challenge.id && ways.includes(way))
  const whole = same.filter(({ turns }) => turns > 0 && turns >= challenge.turns.length)
  const answered = Math.min(samples, new Set(whole.map(({ sample }) => sample)).size)
  const waitedFor = same.filter(({ openIn }) => openIn !== null).slice(0, samples - answered)
  return { missing: samples - answered - waitedFor.length, answered, open: waitedFor.length, openIn: [...new Set(waitedFor.map(({ openIn }) => openIn!))], unsuited: 0 }
}

/** Nothing is asked, because the model is not known to make what the challenge asks for. */
export function noneOf({ samples }: Wanted): LeftOut & { missing: number } {
  return { missing: 0, answered: 0, open: 0, openIn: [], unsuited: samples }
}

export function sumOfLeftOut(parts: LeftOut[]): LeftOut {
  const sum = (name: 'answered' | 'open' | 'unsuited') => parts.reduce((total, part) => total + part[name], 0)
  return { answered: sum('answered'), open: sum('open'), openIn: [...new Set(parts.flatMap(({ openIn }) => openIn))], unsuited: sum('unsuited') }
}

export interface Estimate {
  questions: number
  inputTokens: number
  /** If every answer had the usual length. */
  outputTokens: number
  /** Undefined where a price is unknown. */
  usd: number | undefined
  /** Undefined also where an answer may be of any length. */
  mostUsd: number | undefined
}

const usualOutputTokens = 800

/** Roughly what filling cells of these challenges by one model takes. A run with a budget limits every answer. */
export function estimateOf(
  challenges: Array<Pick<ChallengeRow, 'turns' | 'system' | 'output_type'>>, settings: ModelSettings, price: Price | null, hasBudget: boolean,
): Estimate {
  const limit = settings.maxOutputTokens ?? (hasBudget ? outputTokensUnderBudget : undefined)
  const longest = limit ?? outputTokensUnderBudget
  const usual = Math.min(usualOutputTokens, longest)
  const sum = { questions: 0, inputTokens: 0, outputTokens: 0, most: 0 as number | undefined }
  for (const { turns, system, output_type: outputType } of challenges) {
    turns.forEach((_, index) => {
      const bytes = Buffer.byteLength([system ?? '', ...turns.slice(0, index + 1)].join(''))
      const most = mostSpent({ textBytes: bytes + index * longest, files: 0, messages: 2 * index + 2, expects: expectsOf(outputType), maxOutputTokens: longest }, price ?? undefined).usd
      sum.questions += 1
      sum.inputTokens += roughTokens(bytes) + index * usual
      sum.outputTokens += usual
      const isEndless = limit === undefined && expectsOf(outputType) === 'text' && most !== 0
      sum.most = sum.most === undefined || most === undefined || isEndless ? undefined : sum.most + most
    })
  }
  const { input, output } = price ?? {}
  const usd = input === undefined || output === undefined ? undefined : (sum.inputTokens * input + sum.outputTokens * output) / 1e6
  return { questions: sum.questions, inputTokens: sum.inputTokens, outputTokens: sum.outputTokens, usd, mostUsd: sum.most }
}
