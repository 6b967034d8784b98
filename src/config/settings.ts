import type { FileProvider } from './file.ts'

/** One setting: read from the environment, told in docs/settings.md, checked before anything starts. */
interface Setting<T> {
  /** Environment variable. */
  env: string
  default: T
  help: string
  /** Never shown, logged or sent. */
  secret?: boolean
  /** Turns the text into a value, or throws an Error that says what would be right. */
  parse(text: string): T
}

/** Every setting there is. The keys are the names used in code. */
export const settingsTable = {
  port: {
    env: 'PORT', default: 4321, parse: wholeNumber(0, 65_535),
    help: 'Port to listen on; 0 takes any free one.',
  },
  host: {
    env: 'DIPTYCH_HOST', default: '127.0.0.1', parse: (text: string) => text,
    help: 'Address to listen on; 0.0.0.0 serves other machines too.',
  },
  dataFolder: {
    env: 'DIPTYCH_DATA', default: './data', parse: (text: string) => text,
    help: 'Folder of the database, blobs and caches.',
  },
  databaseUrl: {
    env: 'DIPTYCH_DATABASE_URL', default: '', parse: postgresUrl, secret: true,
    help: 'postgres://… moves the database to PostgreSQL; empty keeps it in the data folder.',
  },
  adminToken: {
    env: 'DIPTYCH_ADMIN_TOKEN', default: '', parse: longEnough(16), secret: true,
    help: 'Token of the admin, for `/admin` in a browser and as a bearer token over HTTP; empty: one is made and shown at the first start, and `diptych admin token` makes a new one.',
  },
  configFile: {
    env: 'DIPTYCH_CONFIG', default: '', parse: (text: string) => text,
    help: 'Configuration file that names providers (docs/providers.md); empty: `./diptych.config.yaml`, where there is one.',
  },
  publicUrl: {
    env: 'DIPTYCH_PUBLIC_URL', default: '', parse: httpUrl,
    help: 'Address under which visitors reach this server, for links in feeds and share cards; behind a proxy also what tells our own pages from those of other sites, which may not write.',
  },
  loadDemo: {
    env: 'DIPTYCH_DEMO', default: true, parse: yesOrNo,
    help: 'Load the catalogue, the challenges and the house authors’ answers.',
  },
  pageCacheMegabytes: {
    env: 'DIPTYCH_PAGE_CACHE_MB', default: 64, parse: wholeNumber(0, 4_096),
    help: 'Memory for rendered and compressed pages; 0 turns the page cache off.',
  },
  logLevel: {
    env: 'DIPTYCH_LOG', default: 'info' as LogLevel, parse: oneOf<LogLevel>(['silent', 'error', 'info', 'debug']),
    help: 'What goes to standard error: silent, error, info or debug.',
  },
  trustedProxies: {
    env: 'DIPTYCH_TRUSTED_PROXIES', default: [] as string[], parse: (text: string) => text.split(',').map((part) => part.trim()).filter(Boolean),
    help: 'Addresses of reverse proxies whose X-Forwarded-For is believed, with or without ports, separated by commas. IPv6 addresses of clients count by their first 64 bits.',
  },
  requestsPerMinute: {
    env: 'DIPTYCH_REQUESTS_PER_MINUTE', default: 1_200, parse: wholeNumber(0, 10_000_000),
    help: 'Reads of the API a single address may make in a minute; 0 sets no limit.',
  },
  votesPerMinute: {
    env: 'DIPTYCH_VOTES_PER_MINUTE', default: 60, parse: wholeNumber(0, 1_000_000),
    help: 'Duels a single voter may ask for, and votes they may cast, in a minute; an address may do ten times as many. 0 sets no limit, of a day neither.',
  },
  votesPerDay: {
    env: 'DIPTYCH_VOTES_PER_DAY', default: 500, parse: wholeNumber(0, 10_000_000),
    help: 'Votes a single voter may cast in a day (UTC); all who vote without a cookie from one address are one voter. 0 sets no limit.',
  },
  addressVotesPerDay: {
    env: 'DIPTYCH_ADDRESS_VOTES_PER_DAY', default: 2_000, parse: wholeNumber(0, 10_000_000),
    help: 'Votes that may come from a single address in a day (UTC), by however many voters. 0 sets no limit.',
  },
  secretKey: {
    env: 'DIPTYCH_SECRET_KEY', default: '', parse: longEnough(32), secret: true,
    help: 'What keys of providers entered here are encrypted with; empty: a file in the data folder, made on first use and kept out of backups.',
  },
  runCells: {
    env: 'DIPTYCH_RUN_CELLS', default: 64, parse: wholeNumber(0, 10_000),
    help: 'Most questions that this process has under way at a time for runs and the Lab; 0 leaves them to other processes.',
  },
  visitorsMayAsk: {
    env: 'DIPTYCH_VISITORS_MAY_ASK', default: false, parse: yesOrNo,
    help: 'Visitors may put questions to models in the Lab too, on the account of whoever runs this installation.',
  },
  visitorAsksPerDay: {
    env: 'DIPTYCH_VISITOR_ASKS_PER_DAY', default: 40, parse: wholeNumber(0, 1_000_000),
    help: 'Questions to models that a voter, and an address, may ask in a day where visitors may ask; each column of the Lab is one. 0 sets no limit.',
  },
  localEndpoints: {
    env: 'DIPTYCH_LOCAL_ENDPOINTS', default: true, parse: yesOrNo,
    help: 'Endpoints on this machine’s loopback address may be asked: Ollama, llama.cpp, LM Studio.',
  },
  proxy: {
    env: 'DIPTYCH_PROXY', default: '', parse: proxyUrl, secret: true,
    help: 'http://user:password@proxy.example:3128, through which providers outside are asked; those on this machine or in a private network never are. HTTPS_PROXY and its like are not read.',
  },
  apiKey: { env: 'DIPTYCH_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of the endpoint that `diptych run --base-url` asks.' },
  openaiKey: { env: 'OPENAI_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of OpenAI.' },
  anthropicKey: { env: 'ANTHROPIC_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of Anthropic.' },
  googleKey: { env: 'GOOGLE_GENERATIVE_AI_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of Google’s Gemini API.' },
  mistralKey: { env: 'MISTRAL_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of Mistral.' },
  groqKey: { env: 'GROQ_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of Groq.' },
  xaiKey: { env: 'XAI_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of xAI.' },
  openrouterKey: { env: 'OPENROUTER_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of OpenRouter.' },
  deepseekKey: { env: 'DEEPSEEK_API_KEY', default: '', parse: (text: string) => text, secret: true, help: 'Key of DeepSeek.' },
} satisfies Record<string, Setting<unknown>>

export type LogLevel = 'silent' | 'error' | 'info' | 'debug'

export type Settings = { [K in keyof typeof settingsTable]: (typeof settingsTable)[K]['default'] } & {
  /** From the configuration file. */
  providers: readonly FileProvider[]
}

/** Wrong settings: the message is a list that a person can act on. */
export class SettingsError extends Error {}

/**
 * Reads every setting from an environment. An empty variable counts as not set.
 * @throws SettingsError naming every wrong value at once, without repeating secrets.
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const settings: Record<string, unknown> = {}
  const wrong: string[] = []
  for (const [name, setting] of Object.entries(settingsTable) as Array<[string, Setting<unknown>]>) {
    const text = environment[setting.env]
    settings[name] = setting.default
    if (!text) continue
    try {
      settings[name] = setting.parse(text)
    } catch (error) {
      const shown = setting.secret ? 'its value' : `"${text}"`
      wrong.push(`  ${setting.env}: ${shown} ${(error as Error).message}\n    ${setting.help}`)
    }
  }
  if (wrong.length) throw new SettingsError(`These settings are wrong:\n${wrong.join('\n')}`)
  return { ...settings, providers: [] } as unknown as Settings
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) throw new Error(`should be a whole number from ${least} to ${most}.`)
    return value
  }
}

function oneOf<T extends string>(choices: T[]) {
  return (text: string): T => {
    if (!choices.includes(text as T)) throw new Error(`should be one of ${choices.join(', ')}.`)
    return text as T
  }
}

function yesOrNo(text: string): boolean {
  if (['1', 'true', 'yes', 'on'].includes(text.toLowerCase())) return true
  if (['0', 'false', 'no', 'off'].includes(text.toLowerCase())) return false
  throw new Error('should be yes or no.')
}

function postgresUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) throw new Error('should look like postgres://user:password@host:5432/database.')
  return text
}

function httpUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new Error('should look like https://diptych.example.org.')
  return text.replace(/\/+$/, '')
}

function proxyUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || /[?#]/.test(url.href)) throw new Error('should look like http://user:password@proxy.example:3128.')
  try {
    for (const part of [url.username, url.password]) decodeURIComponent(part)
  } catch {
    throw new Error('has a % that stands for itself: write it as %25.')
  }
  return url.href
}

function longEnough(least: number) {
  return (text: string): string => {
    if (text.length < least) throw new Error(`should have at least ${least} characters.`)
    return text
  }
}
