import type { ImportedRecord, ImportedResponse } from '../core/imports/records.ts'
import type { OutputType } from '../core/responses/output-type.ts'
import type { Store } from '../store/database.ts'
import type { TestApp } from './app.ts'
import { rowsOf, testWriter } from './imported-rows.ts'

/** Two authors with names that occur nowhere else, and with everything that can be known of a model. */
const authors = [
  { name: 'Xylotron Nine', slug: 'xylotron-nine', alias: 'xyl9/preview-latest', creator: 'Quibblecorp', family: 'Xylofam', provider: 'Vendomatic', price: 17.3519, licence: 'xyl-licence' },
  { name: 'Zephyrine Maxima', slug: 'zephyrine-maxima', alias: 'zph:maxima@2026', creator: 'Wobbledeck Labs', family: 'Zephyrfam', provider: 'Peddlerama', price: 23.8147, licence: 'zph-licence' },
]

const bodies: Partial<Record<OutputType, (number: number) => string | Uint8Array>> = {
  text: (number) => `The **${['first', 'second'][number]}** answer.\n\n- one\n- two`,
  code: (number) => `const answer = ${number}`,
  json: (number) => `{"answer":${number}}`,
  csv: (number) => `answer\n${number}`,
  html: (number) => `<!doctype html><title>Answer</title><p>${number}</p>`,
  svg: (number) => `<svg xmlns="http://www.w3.org/2000/svg"><circle r="${number + 1}"/></svg>`,
  image: (number) => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, number),
  audio: (number) => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Uint8Array.of(number)]),
}

const mediaTypes: Partial<Record<OutputType, string>> = { image: 'image/png', audio: 'audio/wav' }

/** The output types that a duel is played with. */
export const blindTypes = Object.keys(bodies) as OutputType[]

/** The challenge of each output type. */
export function blindChallenge(type: OutputType): string {
  return `blind-${type}`
}

/** An answer of each author to each challenge; names, titles, settings and provenance say whose it is, its bytes do not. */
export async function storeBlindPairs(store: Store): Promise<void> {
  const models = authors.map(({ name, slug, alias, creator, family, provider, price, licence }): ImportedRecord => ({
    kind: 'model', name,
    facts: {
      name, slug, aliases: [alias], family, licence, url: `https://${slug}.example`, creator: { slug: creator.toLowerCase().replaceAll(' ', '-'), name: creator },
      prices: [{ provider, source: provider, input: price, output: price * 2 }],
    },
  }))
  const answers = authors.flatMap(({ name, provider }, number) => blindTypes.map((type): ImportedResponse => ({
    kind: 'response', model: name, body: bodies[type]!(number), outputType: type, mediaType: mediaTypes[type],
    challenge: { kind: 'challenge', slug: blindChallenge(type), title: `A ${type}`, turns: [`Make a ${type}.`], category: 'blind', outputType: type },
    title: `By ${name}`, sourceId: `source-of-${name}`, settings: { model: name }, provenance: { provider }, costUsd: 0.0123,
  })))
  await (await testWriter(store)).write(rowsOf(...models.map((model) => [model]), ...answers))
}

/** Everything that would tell whose answers these are: by what it is, and as it could be written. */
export async function secretsOf({ read }: Store): Promise<Array<[what: string, needle: string]>> {
  const models = await read.selectFrom('models').leftJoin('creators', 'creators.id', 'models.creator_id')
    .select(['models.name', 'models.slug', 'family', 'licence', 'models.url', 'input_price', 'output_price', 'prices', 'creators.name as creator', 'creators.slug as creator_slug']).execute()
  const aliases = await read.selectFrom('model_aliases').select(['written', 'spelling']).execute()
  const answers = await read.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'body_id').select(['public_id', 'sha256', 'title', 'source_id']).execute()
  const named = (what: string, values: Array<string | number | null>) => values.filter((value) => value !== null).map((value): [string, string] => [what, String(value)])
  return [
    ...named('a name', models.map(({ name }) => name)), ...named('a slug', models.map(({ slug }) => slug)),
    ...named('an alias', aliases.flatMap(({ written, spelling }) => [written, spelling])),
    ...named('a creator', models.flatMap(({ creator, creator_slug }) => [creator, creator_slug])),
    ...named('a fact', models.flatMap(({ family, licence, url }) => [family, licence, url])),
    ...named('a price', models.flatMap(({ input_price, output_price }) => [input_price, output_price])),
    ...named('a provider', models.flatMap(({ prices }) => prices?.map(({ provider }) => provider) ?? [])),
    ...named('an answer’s id', answers.map(({ public_id }) => public_id)),
    ...named('a hash', answers.flatMap(({ sha256 }) => [sha256, ...['base64', 'base64url'].map((form) => Buffer.from(sha256, 'hex').toString(form as 'base64').replaceAll('=', ''))])),
    ...named('a title', answers.map(({ title }) => title)), ...named('a source', answers.map(({ source_id }) => source_id)),
  ]
}

/** Collects every byte that leaves before a vote, and says what in it would give an author away. */
export class BlindProbe {
  readonly #secrets: Array<[string, string]>
  readonly #seen: Array<{ from: string; text: string }> = []

  constructor(secrets: Array<[string, string]>) {
    this.#secrets = secrets
  }

  /** Takes in a reply with its headers, and answers it unread. */
  async reply(from: string, response: Response): Promise<Response> {
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
    this.text(`${from} (${response.status})`, `${headers}\n\n${Buffer.from(await response.clone().arrayBuffer()).toString('latin1')}`)
    return response
  }

  text(from: string, text: string): void {
    this.#seen.push({ from, text: text.toLowerCase() })
  }

  get count(): number {
    return this.#seen.length
  }

  leaks(): string[] {
    return this.#seen.flatMap(({ from, text }) => this.#secrets.filter(([, needle]) => holds(text, needle.toLowerCase())).map(([what, needle]) => `${from} holds ${what}: ${needle}`))
  }
}

/** A client that keeps its cookie, and shows the probe every reply. */
export function visitOf({ request }: Pick<TestApp, 'request'>, probe: BlindProbe) {
  let cookie = ''
  return {
    async ask(method: string, path: string, { body, headers = {} }: { body?: object | string; headers?: Record<string, string> } = {}): Promise<Response> {
      const response = await probe.reply(`${method} ${path}`, await request(path, {
        method, headers: { ...(cookie && { Cookie: cookie }), ...headers }, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }))
      cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
      return response
    },
  }
}

/** As it is, and as addresses and JSON write it. */
function holds(text: string, needle: string): boolean {
  return [needle, encodeURIComponent(needle).toLowerCase(), needle.replaceAll(' ', '+'), Buffer.from(needle).toString('latin1')].some((form) => text.includes(form))
}
