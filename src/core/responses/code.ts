import type { ModelRequest, ModelSettings } from '../providers/provider.ts'
import { isRecord, settingsToAskWith, wholeText, type Card } from './card.ts'
import { literal, messagesCode } from './messages-code.ts'

/** How a package of the AI SDK is used as its provider here uses it, and how its service takes a key. */
interface SdkPackage {
  factory: string
  /** What makes a model of the provider, for texts, pictures and sounds; absent: it has none. */
  model: string
  image?: string
  speech?: string
  /** The package that speaks for it, where it does not do so itself. Answers of today name that one as who asked. */
  speechBy?: string
  /** The service may take no key; one is sent where there is one. */
  keyIsOptional?: boolean
  /** Where the service lives, and the variable that usually holds its key. */
  home?: string
  key?: string
  /** Further settings of the factory. */
  settings?: Record<string, unknown>
  providerOptions?: Record<string, unknown>
  /** What the package is to be told in place of a setting, so that it sends this body. */
  asSent?(settings: ModelSettings, body: Record<string, unknown>): { settings: ModelSettings; providerOptions: Record<string, unknown> }
  /** Header with a key in it, and headers beside it. */
  keyHeader?: (key: string) => string
  headers?: Record<string, string>
}

const packages: Record<string, SdkPackage> = {
  '@ai-sdk/openai-compatible': { factory: 'createOpenAICompatible', model: 'chatModel', image: 'imageModel', speechBy: '@ai-sdk/openai', keyIsOptional: true, settings: { name: 'endpoint', includeUsage: true } },
  '@ai-sdk/openai': { factory: 'createOpenAI', model: 'responses', image: 'image', speech: 'speech', home: 'api.openai.com', key: 'OPENAI_API_KEY', providerOptions: { openai: { store: false } }, asSent: reasoningForced },
  '@ai-sdk/anthropic': {
    factory: 'createAnthropic', model: 'messages', home: 'api.anthropic.com', key: 'ANTHROPIC_API_KEY', asSent: thinkingAsSent,
    keyHeader: (key) => `x-api-key: ${key}`, headers: { 'anthropic-version': '2023-06-01' },
  },
  '@ai-sdk/google': {
    factory: 'createGoogle', model: 'chat', image: 'image', speech: 'speech', home: 'generativelanguage.googleapis.com', key: 'GOOGLE_GENERATIVE_AI_API_KEY',
    keyHeader: (key) => `x-goog-api-key: ${key}`,
  },
  '@ai-sdk/mistral': { factory: 'createMistral', model: 'chat', speech: 'speech', home: 'api.mistral.ai', key: 'MISTRAL_API_KEY' },
  '@ai-sdk/groq': { factory: 'createGroq', model: 'languageModel', home: 'api.groq.com', key: 'GROQ_API_KEY' },
  '@ai-sdk/xai': { factory: 'createXai', model: 'responses', image: 'image', speech: 'speech', home: 'api.x.ai', key: 'XAI_API_KEY', providerOptions: { xai: { store: false } } },
  '@openrouter/ai-sdk-provider': { factory: 'createOpenRouter', model: 'chat', image: 'imageModel', home: 'openrouter.ai', key: 'OPENROUTER_API_KEY', settings: { compatibility: 'strict' }, asSent: reasoningAsSent },
  '@ai-sdk/deepseek': { factory: 'createDeepSeek', model: 'chat', home: 'api.deepseek.com', key: 'DEEPSEEK_API_KEY' },
}

/** The package sends what it knows no model of that name for only where it is told to. */
function reasoningForced(settings: ModelSettings, body: Record<string, unknown>) {
  return { settings, providerOptions: { openai: { store: false, ...(settings.reasoning !== undefined && body.reasoning !== undefined && { forceReasoning: true }) } } }
}

/** The package adds the budget for thinking to the limit: what is left of the limit that was sent is what it is told. */
function thinkingAsSent({ reasoning, ...settings }: ModelSettings, { thinking, max_tokens: limit }: Record<string, unknown>) {
  const { type, budget_tokens: budget } = isRecord(thinking) ? thinking : {}
  if (thinking === undefined || reasoning === undefined) return { settings, providerOptions: {} }
  if (type !== 'enabled' || typeof budget !== 'number' || typeof limit !== 'number') return { settings: { ...settings, reasoning }, providerOptions: {} }
  return { settings: { ...settings, maxOutputTokens: limit - budget }, providerOptions: { anthropic: { thinking: { type, budgetTokens: budget } } } }
}

/** The package has no place for the AI SDK's option: what stands among its own goes into the body. */
function reasoningAsSent({ reasoning, ...settings }: ModelSettings, body: Record<string, unknown>) {
  return { settings, providerOptions: reasoning === undefined || body.reasoning === undefined ? {} : { openrouter: { reasoning: body.reasoning } } }
}

/** The package that spoke with the provider: `@ai-sdk/openai 4.0.118`. */
function packageOf(card: Card): { name: string; speaks: SdkPackage } | undefined {
  const name = card.software?.split(' ')[0] ?? ''
  return Object.hasOwn(packages, name) ? { name, speaks: packages[name]! } : undefined
}

/**
 * The name of the variable that the key stands in. An address is what somebody's import says: only at the service's own is
 * the service's own key named, as a command that is copied sends it there.
 */
function keyVariable({ home, key }: SdkPackage, address: string): string {
  const url = URL.parse(address)
  return key !== undefined && url?.protocol === 'https:' && url.host === home ? key : 'API_KEY'
}

/** Endpoints that speak as OpenAI does need no key, though its package does: it made their sounds. */
function mayGoWithoutKey({ name, speaks }: Known, address: string): boolean {
  return speaks.keyIsOptional === true || (name === '@ai-sdk/openai' && keyVariable(speaks, address) === 'API_KEY')
}

const endOfBody = 'END_OF_REQUEST'

/**
 * A command for a POSIX shell that sends the same request, to the byte. The body stands in a here-document whose end is
 * quoted, so that the shell changes nothing in it, and JSON has it on one line, which is not the end's. Null where the
 * request itself was not kept. A key is only named; where the service may take none, its header goes only if the variable is
 * set, as curl sends no header that is empty.
 */
export function curlOf(card: Card): string | null {
  const known = packageOf(card)
  if (!card.sent || !known) return null
  const { keyHeader = (key: string) => `Authorization: Bearer ${key}`, headers = {} } = known.speaks
  const variable = keyVariable(known.speaks, card.sent.to)
  const header = keyHeader(`$${variable}`)
  return [
    `curl --silent --show-error --no-buffer ${shellQuoted(card.sent.to)} \\`,
    "  --header 'Content-Type: application/json' \\",
    `  --header "${mayGoWithoutKey(known, card.sent.to) ? `\${${variable}:+${header}}` : header}" \\`,
    ...Object.entries(headers).map(([name, value]) => `  --header ${shellQuoted(`${name}: ${value}`)} \\`),
    `  --data-binary @- <<'${endOfBody}'`,
    JSON.stringify(card.sent.body),
    endOfBody,
  ].join('\n')
}

/** In single quotes a shell changes nothing; a quote itself ends them, stands escaped, and begins them anew. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * A program that asks the same through the AI SDK. Null where the package that asked is not known or makes no such answers,
 * or where a setting has no name there. A key is only named. Files that went with the question are read by name, and are
 * those that were sent or none.
 */
export function sdkCodeOf(card: Card, expects: ModelRequest['expects'] = 'text'): string | null {
  const known = packageOf(card)
  const asked = settingsToAskWith(Object.fromEntries(card.settings?.filter((setting) => setting.asked).map(({ name, value }) => [name, value]) ?? []))
  if (!known || !asked || card.route === null || card.requestedModel === null || card.messages.length === 0) return null
  const route = { address: card.route, model: card.requestedModel }
  if (expects === 'text') return textCode(card, route, known, asked)
  return mediaCode(card, route, known, { expects, seed: asked.seed })
}

interface Route {
  address: string
  model: string
}

type Known = NonNullable<ReturnType<typeof packageOf>>

function textCode(card: Card, route: Route, known: Known, asked: ModelSettings): string {
  const { speaks } = known
  const { settings, providerOptions = {} } = card.sent && speaks.asSent ? speaks.asSent(asked, card.sent.body) : { settings: asked, providerOptions: speaks.providerOptions }
  const { needed, imports, reading, lines } = messagesCode(card.messages)
  return [
    ...needed,
    ...opening(known, route, '', ["import { streamText } from 'ai'", ...imports, `import { env, stdout } from ${literal('node:process')}`]),
    ...reading,
    'const { textStream } = streamText({',
    `  model: provider.${speaks.model}(${literal(route.model)}),`,
    ...(card.system === null ? [] : properties({ instructions: card.system })),
    '  messages: [',
    ...lines,
    '  ],',
    ...properties(sdkSettings(settings)),
    ...(Object.keys(providerOptions).length > 0 ? properties({ providerOptions }) : []),
    '  maxRetries: 0,',
    '})',
    'for await (const text of textStream) stdout.write(text)',
  ].join('\n')
}

/** These models take one text and, some of them, a seed. The file is written beside the program. */
function mediaCode({ system, messages }: Card, route: Route, { name, speaks }: Known, { expects, seed }: { expects: 'image' | 'audio'; seed?: number }): string | null {
  const isSpoken = expects === 'audio'
  const { factory, speech } = (speaks.speechBy ? packages[speaks.speechBy]! : speaks)
  const by = isSpoken && speaks.speechBy ? { name: speaks.speechBy, speaks: { factory, model: speaks.model } } : { name, speaks }
  const model = isSpoken ? speech : speaks.image
  if (model === undefined) return null
  const [call, file, ending] = isSpoken ? ['generateSpeech', 'audio', 'audio.format'] : ['generateImage', 'image', "image.mediaType.split('/')[1]"]
  const text = [system, ...messages.map(wholeText)].filter(Boolean).join('\n\n')
  return [
    ...opening(by, route, isSpoken && mayGoWithoutKey(by, route.address) ? " ?? 'none'" : '', [`import { ${call} } from 'ai'`, `import { writeFile } from ${literal('node:fs/promises')}`, `import { env } from ${literal('node:process')}`]),
    `const { ${file} } = await ${call}({`,
    `  model: provider.${model}(${literal(route.model)}),`,
    ...properties({ [isSpoken ? 'text' : 'prompt']: text, ...(!isSpoken && seed !== undefined && { seed }) }),
    '  maxRetries: 0,',
    '})',
    `await writeFile(\`answer.\${${ending}}\`, ${file}.uint8Array)`,
  ].join('\n')
}

function opening({ name, speaks }: Known, { address }: Route, orElse: string, imports: string[]): string[] {
  return [
    `import { ${speaks.factory} } from ${literal(name)}`,
    ...imports,
    '',
    `const provider = ${speaks.factory}({`,
    `  baseURL: ${literal(address)},`,
    `  apiKey: env.${keyVariable(speaks, address)}${orElse},`,
    ...properties(speaks.settings ?? {}),
    '})',
  ]
}

function sdkSettings({ stop, ...others }: ModelSettings): Record<string, unknown> {
  return { ...others, ...(stop && { stopSequences: stop }) }
}

function properties(values: Record<string, unknown>): string[] {
  return Object.entries(values).map(([name, value]) => `  ${name}: ${literal(value)},`)
}
