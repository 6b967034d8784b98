import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { exportTo } from '../operations/exports/export.ts'
import { operations } from '../operations/all.ts'
import { methodOf, pathInputs, type Operation } from '../operations/operation.ts'
import { exportKinds } from '../store/exporting.ts'
import { unseal } from '../store/sealed.ts'
import { pages } from '../web/pages.ts'
import { adminToken, startTestApp, type TestApp } from './app.ts'
import { anAnswer, rowsOf, testWriter } from './imported-rows.ts'
import { siteAddresses } from './site-addresses.ts'

/** What lets nobody browse a sealed answer, on every surface: its words, its id and its hash are in no reply. */

let app: TestApp
let secrets: Secret[]

interface Secret {
  id: string
  sha256: string
  /** Words of it, of which one is searched for and the other must not be found. */
  words: [string, string]
}

const challenge = {
  kind: 'challenge' as const, key: 'pearls', slug: 'pearls', title: 'Pearls', description: 'About pearls.', difficulty: 'easy' as const,
  category: 'writing', turns: ['Tell me of pearls.'],
}
const bodies = {
  text: 'The word quillosaur and the word brombasine are nowhere else. '.repeat(12),
  html: '<!doctype html><p>quillohyper brombahyper</p>',
  svg: '<svg xmlns="http://www.w3.org/2000/svg"><text>quillodrawn brombadrawn</text></svg>',
  image: Buffer.from('quillopainted brombapainted'),
}

before(async () => {
  app = await startTestApp({ demo: true })
  const answers = (model: string, more: string) => Object.entries(bodies).map(([outputType, body]) => anAnswer(
    model, typeof body === 'string' ? body + more : body, { challenge, outputType: outputType as 'text', ...(outputType === 'image' && { mediaType: 'image/png' }) }))
  const { store } = app.services
  await (await testWriter(store)).write(rowsOf(anAnswer('Open One', 'Nothing to see. '.repeat(40), { challenge }), anAnswer('Open Two', 'Nothing here. '.repeat(40), { challenge })))
  await (await testWriter(store, { sealed: true })).write(rowsOf(...answers('Sealed One', ''), ...answers('Sealed Two', ' ')))
  await store.searchIsCurrent()
  const rows = await store.read.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'body_id').select(['public_id', 'sha256', 'bytes']).where('sealed', '=', true).execute()
  secrets = rows.map(({ public_id, sha256, bytes }) => {
    const [, first, second] = /(quillo\w+)\W.*?(bromba\w+)/s.exec(Buffer.from(bytes!).toString())!
    return { id: public_id, sha256, words: [first!, second!] }
  })
})
after(() => app.close())

/** For inputs and parts of addresses, by name, what is closest to the sealed answers. */
function valuesFor(secret: Secret): Record<string, string[]> {
  return {
    model: ['sealed-one', 'open-one'], challenge: ['pearls'], id: [secret.id], sample: [secret.id], q: [secret.words[0]], models: ['open-one,sealed-one', 'sealed-one,sealed-two'],
    creator: ['house'], category: ['writing'], collection: ['tests'], type: ['text', 'html'], kind: ['response'], newest: ['true'], render: ['true'], facets: ['true'],
    diff: ['words'], hasAnswers: ['true', 'false'], sort: ['answers'], a: ['sealed-one'], b: ['open-one'], c: ['sealed-two'], d: ['open-two'],
  }
}

/** For what has another name: it leads nowhere near an answer, and is asked all the same. */
const elsewhere = ['nothing']

/** Ways to ask an operation: with what it needs, and with each of the rest beside that. */
function inputsOf(operation: Operation, secret: Secret): Array<Record<string, string>> {
  const values = valuesFor(secret)
  const names = Object.keys(operation.input.shape)
  const isNeeded = (name: string) => !(operation.input.shape[name] as { safeParse(value: unknown): { success: boolean } }).safeParse(undefined).success
  const needed = Object.fromEntries(names.filter(isNeeded).map((name) => [name, (values[name] ?? elsewhere)[0]!]))
  const more = names.flatMap((name) => (values[name] ?? []).map((value) => ({ ...needed, [name]: value })))
  return [needed, ...more]
}

const reads = (operations as readonly Operation[]).filter(({ kind, callers }) => kind === 'read' && callers?.join() !== 'system')

/** What of the secrets a reply holds that its request did not. */
function leaksIn(reply: string, request: string): string[] {
  return secrets.flatMap(({ id, sha256, words }) => [id, sha256, words[1]]).filter((needle) => reply.includes(needle) && !request.includes(needle))
}

async function leaksOf(address: string, headers: Record<string, string> = {}): Promise<string[]> {
  const response = await app.request(address, { headers: { 'Sec-Fetch-Dest': 'iframe', ...headers } })
  assert.ok(response.status < 500, `${address} answered ${response.status}`)
  const text = `${JSON.stringify([...response.headers])}\n${await response.text()}`
  return leaksIn(text, address).map((needle) => `${address} holds ${needle}`)
}

function restAddresses(secret: Secret): string[] {
  return reads.flatMap((operation) => inputsOf(operation, secret).map((input) => {
    const inPath = pathInputs(operation.path)
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(input[name]!))
    const query = new URLSearchParams(Object.entries(input).filter(([name]) => !inPath.includes(name)))
    assert.equal(methodOf(operation), 'GET')
    return `/api/v1${path}?${query}`
  }))
}

function pageAddresses(secret: Secret): string[] {
  const values = valuesFor(secret)
  const plain = pages.flatMap(({ path }) => [path.replaceAll(/\[.*\]/g, ''), path.replaceAll(/[[\]]/g, '')])
    .flatMap((path) => {
      const filled = (values.model ?? []).map((model) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'model' ? model : (values[name] ?? elsewhere)[0]!)))
      return [...new Set(filled)]
    })
  const asked = [
    '/models?hasAnswers=yes&sort=answers', '/challenges?q=pearls', '/challenges?category=writing', '/compare?challenge=pearls',
    '/compare/open-one/sealed-one?challenge=pearls', '/compare/sealed-one/sealed-two?challenge=pearls&diff=words', `/search?q=${secret.words[0]}`,
    `/search?q=${secret.words[0]}&model=sealed-one`, `/models/sealed-one/responses/pearls?sample=${secret.id}`,
  ]
  return [...new Set([...plain, ...asked, ...Object.values(siteAddresses).flat()])]
}

/** By the ids themselves, which nobody should know. */
function answerAddresses({ id }: Secret): string[] {
  return [`/frames/${id}`, `/frames/${id}/live`, `/media/${id}`, `/api/v1/responses/${id}`, `/api/v1/responses/${id}?render=true`, `/api/v1/responses/${id}/raw`]
}

async function leaksOfTools(secret: Secret): Promise<string[]> {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: async (url, init) => app.app.request(new Request(url, init)), requestInit: { headers: { Host: 'localhost' } },
  }))
  const leaks: string[] = []
  for (const operation of reads.filter(({ bytes, callers }) => !bytes && !callers)) {
    for (const input of inputsOf(operation, secret)) {
      const values = Object.fromEntries(Object.entries(input).map(([name, text]) => [name, name === 'models' ? text.split(',') : text === 'true' ? true : text === 'false' ? false : text]))
      const reply = await client.callTool({ name: operation.name, arguments: values }).catch(String)
      leaks.push(...leaksIn(JSON.stringify(reply), JSON.stringify(values)).map((needle) => `${operation.name} ${JSON.stringify(values)} holds ${needle}`))
    }
  }
  await client.close()
  return leaks
}

async function leaksOfExports(): Promise<string[]> {
  const leaks: string[] = []
  for (const kind of exportKinds) {
    for (const format of ['jsonl', 'csv'] as const) {
      await exportTo({ kind, format }, app.services, async (piece) => void leaks.push(...leaksIn(piece, '').map((needle) => `the export of ${kind} holds ${needle}`)))
    }
  }
  return leaks
}

async function allLeaks(): Promise<string[]> {
  const [first] = secrets as [Secret]
  const leaks: string[] = []
  const asAdmin = { Authorization: `Bearer ${adminToken}` }
  for (const address of [...secrets.flatMap(answerAddresses), ...restAddresses(first)]) leaks.push(...await leaksOf(address), ...await leaksOf(address, asAdmin))
  for (const address of pageAddresses(first)) leaks.push(...await leaksOf(address), ...await leaksOf(address, { Accept: 'application/json' }))
  return [...leaks, ...await leaksOfTools(first), ...await leaksOfExports()]
}

test('no page, twin, operation, tool, frame, picture or export holds a word, the id or the hash of a sealed answer', async () => {
  assert.equal(secrets.length, 8)
  assert.deepEqual(await allLeaks(), [])
  assert.deepEqual(app.log, [])
})

test('an id of a sealed answer cannot be told from an id that nobody has', async () => {
  const nobody = '0123456789abcdefghjkmnpq'
  const said = async (address: string, id: string) => {
    const response = await app.request(address, { headers: { 'Sec-Fetch-Dest': 'iframe' } })
    return { status: response.status, text: (await response.text()).replaceAll(id, 'ID').replaceAll(/[0-9a-f-]{36}/g, 'REQUEST') }
  }
  for (const secret of secrets) {
    for (const address of answerAddresses(secret)) {
      assert.deepEqual(await said(address, secret.id), await said(address.replace(secret.id, nobody), nobody), address)
    }
  }
})

/** Where a revealed answer is met, each by the beginning of what the search for leaks says of it. */
const surfaces = [
  '/ ', '/frames/', '/media/', '/api/v1/responses/', '/api/v1/responses?', '/api/v1/models/', '/api/v1/compare?', '/api/v1/search?', '/models/sealed-one', '/challenges/pearls',
  '/compare/sealed-one/open-one', '/search?', 'responses.read', 'compare.get', 'search.query', 'the export of responses',
]

test('once they are revealed the same questions find them, on every surface', async () => {
  const ids = await app.services.store.read.selectFrom('responses').select('id').where('sealed', '=', true).execute()
  await unseal(app.services.store.write, ids.map(({ id }) => id))
  const found = await allLeaks()
  for (const { id, sha256, words } of secrets) for (const needle of [id, sha256, words[1]]) assert.ok(found.some((leak) => leak.endsWith(needle)), needle)
  assert.deepEqual(surfaces.filter((surface) => !found.some((leak) => leak.startsWith(surface))), [])
})
