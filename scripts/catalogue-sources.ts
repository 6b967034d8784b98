import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { ModelFacts, Price } from '../src/core/models/model.ts'
import { makerOf } from '../src/core/models/makers.ts'
import { modelSlug } from '../src/core/models/model-ids.ts'
import { dayOfEpoch, exactDate, known, sizeClass } from '../src/formats/catalogue-facts.ts'
import { isWritingModel, litellmFacts, litellmPrice } from '../src/formats/litellm-prices.ts'
import type { LitellmModel } from '../src/formats/litellm-prices.ts'
import { firstParties, modelsDevFacts, modelsDevPrice } from '../src/formats/models-dev.ts'
import type { ModelsDevModel } from '../src/formats/models-dev.ts'
import { openRouterFacts, openRouterPrice } from '../src/formats/openrouter-models.ts'
import type { OpenRouterModel } from '../src/formats/openrouter-models.ts'

/** One source's word on one model. */
export interface Entry {
  /** The source's ids for it, the first one deciding which model it is. */
  ids: string[]
  facts: ModelFacts
  price?: Price
  /** Whether the source may bring in a model that no source before it has. */
  adds: boolean
  /** Its date is the day it listed the model, which may be long after the model's release but is never before it. */
  listing?: boolean
  source: string
  sourceDate: string
}

export const modelsDevDate = '2026-07-02'
const comparIaDate = '2026-02-20'
const arenaDate = '2024-10-07'

interface ModelsDevCatalogue {
  models: Record<string, ModelsDevModel>
  providers: Record<string, { models: Record<string, ModelsDevModel> }>
}

/** Hosts whose entries name the maker: those that date models by release first. */
const hosts = ['vercel', 'poe', 'azure', 'github-models', 'openrouter', 'kilo']
const listingHosts = new Set(['openrouter', 'kilo'])

/** Hosts that rename what they serve: only these of theirs, which the others lack, are taken. */
const takenFrom: Record<string, RegExp> = {
  vercel: new RegExp([
    '^(bfl|recraft)/', 'seed-1.8', 'seedream', 'imagen', 'grok-4.1-fast', 'kat-coder-pro-v1', 'mercury-coder-small',
    'minimax-m2.1-lightning', 'glm-4.6v-flash', 'qwen3-max-preview',
  ].join('|')),
  poe: /dall-e-3|imagen-3|grok-3|grok-4$|grok-code-fast|stablediffusionxl|ideogram-v/,
}

/** All the sources, the most trusted first. */
export function readEntries(folder: string): Entry[] {
  const modelsDev: ModelsDevCatalogue = readJson(`${folder}/models.dev-catalog.json`)
  return [
    ...Object.values(modelsDev.models).map((model) => modelsDevEntry(model)),
    ...Object.entries(firstParties).flatMap(([provider, prefix]) => firstPartyEntries(modelsDev, provider, prefix)),
    ...hosts.flatMap((host) => hostEntries(modelsDev, host)),
    ...openRouterEntries(readJson(`${folder}/openrouter-models-2026-05.json`)),
    ...comparIaEntries(readJson(`${folder}/comparia/models.json`)),
    ...litellmEntries(readJson(`${folder}/litellm-model_prices-subset-2026-07.json`), '2026-07-24'),
    ...litellmEntries(readJson(`${folder}/litellm-model_prices-full-2025.json`), '2025-06-03'),
    ...arenaEntries(readFileSync(`${folder}/arena-catalog/leaderboard_table_20241007.csv`, 'utf8')),
    ...arenaPriceEntries(readJson(`${folder}/arena-catalog/scatterplot-data.json`)),
  ]
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function modelsDevEntry(model: ModelsDevModel, price?: Price): Entry {
  const ids = [model.id.replace(/:free$/, '')]
  return {
    ids: model.id.includes('/') ? [...ids, ids[0]!.slice(ids[0]!.lastIndexOf('/') + 1)] : ids,
    facts: modelsDevFacts(model), price, adds: true, source: 'models.dev', sourceDate: modelsDevDate,
  }
}

function firstPartyEntries(modelsDev: ModelsDevCatalogue, provider: string, prefix: string): Entry[] {
  return Object.values(modelsDev.providers[provider]!.models).map((model) => {
    const entry = modelsDevEntry(model, modelsDevPrice(model, provider, modelsDevDate))
    return { ...entry, facts: { ...entry.facts, creator: makerOf(`${prefix}/${model.id}`) } }
  })
}

/** A host's price counts where it is OpenRouter: one host beside the maker is enough to compare. */
function hostEntries(modelsDev: ModelsDevCatalogue, host: string): Entry[] {
  return Object.values(modelsDev.providers[host]!.models)
    .filter(({ id }) => !id.startsWith('~') && (takenFrom[host]?.test(id) ?? true))
    .map((model) => {
      const price = host === 'openrouter' ? modelsDevPrice(model, host, modelsDevDate) : undefined
      const entry = modelsDevEntry(model, price)
      const name = entry.facts.name.replace(/^[^:]+: /, '')
      return { ...entry, facts: { ...entry.facts, name }, listing: listingHosts.has(host) }
    })
}

/** The file says when its newest model was listed, so its prices were read that day or later. */
function openRouterEntries({ data }: { data: (OpenRouterModel & { created?: number })[] }): Entry[] {
  const date = dayOfEpoch(Math.max(...data.map(({ created }) => created ?? 0)))!
  return data.filter(({ id }) => !id.startsWith('~')).map((model) => {
    const id = model.id.replace(/:free$/, '')
    const weights = model.hugging_face_id
    const ownWeights = weights && makerOf(weights)?.slug === makerOf(id)?.slug ? [weights] : []
    return {
      ids: [id, id.slice(id.lastIndexOf('/') + 1), ...ownWeights],
      facts: openRouterFacts(model), price: openRouterPrice(model, date), adds: true,
      source: 'OpenRouter', sourceDate: date,
    }
  })
}

interface ComparIaModel {
  id: string
  simple_name: string
  license?: string
  release_date?: string
  params?: number | null
  url?: string
}

/** compar:IA's facts. Its sizes of closed models are guesses, so only open ones get a size. */
function comparIaEntries(makers: { name: string; models: ComparIaModel[] }[]): Entry[] {
  return makers.flatMap(({ name: maker, models }) => models.map((model): Entry => {
    const open = model.license !== undefined && model.license !== 'proprietary'
    return {
      ids: [model.id],
      facts: known({
        name: model.simple_name,
        creator: makerOf(`${comparIaMakers[maker] ?? maker.toLowerCase()}/x`),
        released: exactDate(model.release_date),
        licence: open ? model.license : undefined,
        openWeights: open,
        sizeClass: open && model.params ? sizeClass(model.params) : undefined,
        url: open && model.url?.startsWith('https://huggingface.co/') ? model.url : undefined,
      }),
      adds: true, listing: true, source: 'compar:IA', sourceDate: comparIaDate,
    }
  }))
}

const comparIaMakers: Record<string, string> = {
  'Moonshot AI': 'moonshotai', 'Mistral AI': 'mistral', Nous: 'nousresearch', 'Swiss AI': 'swiss-ai',
  EuroLLM: 'utter-project', Zhipu: 'zhipuai',
}

const litellmProviders = new Set(['openai', 'anthropic', 'gemini', 'mistral', 'xai', 'cohere_chat', 'ai21', 'palm'])

/** litellm under the ids of the makers themselves. It has no names, so it adds only models that a person has named. */
function litellmEntries(file: Record<string, LitellmModel>, date: string): Entry[] {
  return Object.entries(file)
    .filter(([id, model]) => isWritingModel(id, model) && litellmProviders.has(model.litellm_provider ?? ''))
    .map(([id, model]) => ({
      ids: [id.slice(id.lastIndexOf('/') + 1)],
      facts: litellmFacts(id, model), price: litellmPrice(model, date), adds: false,
      source: 'litellm', sourceDate: date,
    }))
}

/** The Chatbot Arena's own table of October 2024: names, licences and links of models long gone elsewhere. */
function arenaEntries(csv: string): Entry[] {
  const rows: Record<string, string>[] = parse(csv, { columns: true })
  return rows.map((row) => {
    const weights = /^https:\/\/huggingface\.co\/([^/]+\/[^/]+)$/.exec(row['Link'] ?? '')?.[1]
    const versioned = weights !== undefined && withoutVersion.test(row['key']!)
    const proprietary = row['License'] === 'Proprietary'
    return {
      ids: [versioned ? weights : row['key']!],
      facts: known({
        name: versioned ? weights.slice(weights.indexOf('/') + 1) : row['Model']!,
        creator: (weights && makerOf(weights)) || makerOf(row['key']!),
        knowledge: arenaMonth(row['Knowledge cutoff date']),
        licence: proprietary ? undefined : row['License'],
        openWeights: proprietary ? false : weights ? true : undefined,
        url: row['Link'],
      }),
      adds: true, source: 'Chatbot Arena leaderboard', sourceDate: arenaDate,
    }
  })
}

/** Keys by which the arena called one version after another; the link says which one it means here. */
const withoutVersion = /^(vicuna|wizardlm)-\d+b(-16k)?$/

function arenaMonth(value: string | undefined): string | undefined {
  const [, year, month] = /^(\d{4})\/(\d{1,2})$/.exec(value ?? '') ?? []
  return year && exactDate(`${year}-${month!.padStart(2, '0')}`)
}

interface ArenaPrice { name: string; model_api_name: string }

/** The arena's later list, for the snapshots of ChatGPT that have no other name anywhere. */
function arenaPriceEntries(list: ArenaPrice[]): Entry[] {
  return list.filter(({ model_api_name: id }) => /^chatgpt-4o-latest-\d{8}$/.test(id)).map(({ name, model_api_name: id }) => ({
    ids: [id], facts: known({ name: `${name} (${id.slice(-8)})`, creator: makerOf(id), openWeights: false }),
    adds: true, source: 'LMArena', sourceDate: '2025-12-17',
  }))
}

/** The one spelling by which entries are matched. */
export function matchKey(id: string, aliases: Map<string, string>): string {
  const slug = modelSlug(id)
  return aliases.get(slug) ?? slug
}
