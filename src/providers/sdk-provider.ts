import type { ImageModelV4, LanguageModelV4, SpeechModelV4 } from '@ai-sdk/provider'
import { ProviderError } from '../core/providers/provider-error.ts'
import type { AnswerEvent, Connection, ModelRequest, OfferedModel, Provider } from '../core/providers/provider.ts'
import { checkBaseUrl } from './addresses.ts'
import { type Exchange, guardedFetch } from './guarded-fetch.ts'
import { type Listing, readListing } from './list-models.ts'
import { streamAnswer } from './sdk-answer.ts'
import { asProviderError, statusError } from './sdk-error.ts'
import { drawImage, speak } from './sdk-media.ts'
import { modelsOf } from './sdk-models.ts'
import { packageVersion } from './package-version.ts'
import { mediaForm, type RequestForm, withLimit } from './request-form.ts'
import { openFetch, sharedFetch } from './shared-fetch.ts'
import type { ReadUsage } from './usage.ts'

/** What a package of the AI SDK is given. Everything is given: what is missing it would read from the environment. */
export interface SdkSettings {
  baseURL: string
  apiKey: string
  headers: Record<string, string>
  fetch: typeof fetch
}

type ProviderOptions = Parameters<LanguageModelV4['doStream']>[0]['providerOptions']

/** How a service is spoken with through its package, which is loaded by the first question: most commands ask nothing. */
export interface SdkSpeaker extends Pick<Provider, 'kind' | 'name' | 'defaultBaseUrl' | 'keyVariable' | 'needsKey'> {
  package: string
  /** The package that its sounds are asked for with, where that is another one. */
  speechPackage?: string
  language(settings: SdkSettings, model: string): Promise<LanguageModelV4>
  image?(settings: SdkSettings, model: string): Promise<ImageModelV4>
  speech?(settings: SdkSettings, model: string): Promise<SpeechModelV4>
  providerOptions?(request: ModelRequest): ProviderOptions
  /** Where the body of a question holds our settings. */
  form: RequestForm
  readUsage: ReadUsage
  /** Finds the model that answered in an event of a stream, where the package does not. */
  servedModelIn?(event: unknown): string | undefined
  listing: Listing
}

const eventStream = /^text\/event-stream\b/i
const json = /^application\/([\w.-]+\+)?json\b/i
/** Pictures come in JSON or from an address that the reply names, sounds in JSON or as they are. */
const media = /^(application\/([\w.-]+\+)?json|application\/octet-stream|image\/[\w.+-]+|audio\/[\w.+-]+)\b/i

/** A provider whose service is spoken with by a package of the AI SDK. */
export function sdkProvider(speaker: SdkSpeaker): Provider {
  const { kind, name, defaultBaseUrl, keyVariable, needsKey } = speaker
  return {
    kind, name, defaultBaseUrl, keyVariable, needsKey,
    softwareFor: (expects) => withVersion((expects === 'audio' && speaker.speechPackage) || speaker.package),
    expects: ['text', ...(speaker.image ? ['image' as const] : []), ...(speaker.speech ? ['audio' as const] : [])],
    answer: (connection, request, signal) => answer(speaker, connection, request, signal),
    listModels: (connection, signal) => listModels(speaker, connection, signal),
  }
}

function withVersion(name: string): string {
  return `${name} ${packageVersion(name)}`
}

async function* answer(speaker: SdkSpeaker, connection: Connection, request: ModelRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  const { settings, exchange, fetch } = open(speaker, connection, request.expects === 'text' ? eventStream : media)
  const { readUsage, servedModelIn } = speaker
  const form = request.expects === 'text' ? speaker.form : mediaForm
  const { headers, close } = openFetch(keepingLimit(fetch, form, request))
  const options = { exchange, signal, headers, providerOptions: speaker.providerOptions?.(request), form, readUsage, servedModelIn }
  try {
    const models = modelsOf(speaker, settings)
    if (request.expects === 'text') yield* streamAnswer(await models.language(request.model), request, options)
    else if (request.expects === 'image' && speaker.image) yield* drawImage(await models.image(request.model), request, options)
    else if (request.expects === 'audio' && speaker.speech) yield* speak(await models.speech(request.model), request, options)
    else throw new ProviderError('invalid', `${speaker.name} answers no ${request.expects} here.`)
  } catch (error) {
    throw asProviderError(error, { connection, exchange, signal })
  } finally {
    close()
  }
}

/** Whatever a package makes of it: the limit of output tokens that is asked for is the limit that is sent. */
function keepingLimit(fetch: typeof globalThis.fetch, form: RequestForm, { settings: { maxOutputTokens } }: ModelRequest): typeof globalThis.fetch {
  if (maxOutputTokens === undefined) return fetch
  return (target, init) => fetch(target, typeof init?.body === 'string' ? { ...init, body: withLimit(form, init.body, maxOutputTokens) } : init)
}

async function listModels(speaker: SdkSpeaker, connection: Connection, signal: AbortSignal): Promise<OfferedModel[]> {
  const { settings: { baseURL, apiKey }, exchange, fetch } = open(speaker, connection, json)
  const headers = { ...(apiKey && speaker.listing.headers(apiKey)), ...connection.headers, accept: 'application/json' }
  try {
    return await readListing(speaker.listing, async (path) => {
      const response = await fetch(`${baseURL}${path}`, { headers, signal })
      if (!response.ok) throw await statusError(response)
      return response.json()
    })
  } catch (error) {
    throw asProviderError(error, { connection, exchange, signal })
  }
}

interface Opened {
  settings: SdkSettings
  exchange: Exchange
  fetch: typeof fetch
}

function open({ name, defaultBaseUrl, needsKey }: SdkSpeaker, connection: Connection, accepts: RegExp): Opened {
  const { baseUrl = defaultBaseUrl, apiKey, headers = {}, allowPrivate, forOneRun, proxy } = connection
  if (baseUrl === undefined) throw new ProviderError('invalid', `${name} needs a base URL.`)
  if (needsKey && !apiKey) throw new ProviderError('key', `${name} needs a key.`)
  const checked = checkBaseUrl(baseUrl, { allowPrivate, forOneRun })
  const settings = { baseURL: checked, apiKey: apiKey ?? '', headers, fetch: sharedFetch }
  return { settings, ...guardedFetch({ baseUrl: checked, allowPrivate, forOneRun, proxy, accepts }) }
}
