import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { startRunWorker, type StartedWorker } from '../../jobs/runs/start.ts'
import { admin, startTestApp, type TestApp } from '../../testing/app.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { untilDone } from '../../testing/lab.ts'
import { setProvider } from '../providers/set.ts'
import { getLabAnswer } from './answer.ts'
import { continueLab } from './go-on.ts'
import { startLab } from './start.ts'

let app: TestApp
let endpoint: Endpoint
let worker: StartedWorker

before(async () => {
  app = await startTestApp()
  endpoint = await startEndpoint({ tokens: 5 })
  app.services.now = () => new Date()
  await app.ask(setProvider, { provider: 'test', kind: 'openai-compatible', baseUrl: endpoint.url, key: 'sk-lab-key' }, admin)
  worker = startRunWorker(app.services, { most: 4, onError: (error) => app.log.push(String(error)) })
})
after(async () => {
  await worker.stop()
  await endpoint.close()
  await app.close()
})

const cardOf = async (session: string, round: number) => (await app.ask(getLabAnswer, { session, column: 0, round }, admin)).card

/** A file as it is given, and as the card names it. */
function aFile(name: string, bytes: Uint8Array, mediaType: string) {
  return { given: { name, base64: Buffer.from(bytes).toString('base64') }, told: { name, mediaType, size: bytes.length, sha256: hash('sha256', bytes), inText: mediaType === 'text/plain' } }
}

const signature = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const models = [{ model: 'test/one' }, { model: 'test/two' }]

test('the card names what went with each question, and its code asks with it', async () => {
  const [picture, table] = [aFile('a.png', signature, 'image/png'), aFile('b.csv', Buffer.from('\u{FEFF}a,b\n1,2\n'), 'text/plain')]
  const { session } = await app.ask(startLab, { prompt: 'What is this?', models, attachments: [picture.given, table.given] }, admin)
  await untilDone(app, session)
  await app.ask(continueLab, { session, prompt: 'And now?' }, admin)
  await untilDone(app, session)
  const [first, second] = [await cardOf(session, 1), await cardOf(session, 2)]
  const asked = { role: 'user', text: 'What is this?\n\nb.csv:\n\n\u{FEFF}a,b\n1,2\n', files: [picture.told, table.told] }
  const messages = [first, second].map((card) => card.messages.map(({ role, text, files }) => ({ role, text: role === 'user' ? text.text : '', files })))
  assert.deepEqual(messages, [[asked], [asked, { role: 'assistant', text: '', files: [] }, { role: 'user', text: 'And now?', files: [] }]])
  for (const card of [first, second]) assert.match(card.code.sdk!.text, /^\/\/ What went .*\n\/\/ "a\.png": "image\/png", 16 bytes, SHA-256 [0-9a-f]{64}\n[^]*type: 'file', mediaType: "image\/png", data: await fileSent\("a\.png"/)
  assert.equal(first.code.sdk!.text.match(/type: 'text'/g)!.length, 2, 'the table is a text of its own, as it was sent')
})

test('of a request whose picture is too large to be kept with it the card tells the settings and the file, and has code and no command', async () => {
  const photo = aFile('photo.png', Buffer.concat([signature, Buffer.alloc(100_000)]), 'image/png')
  const { session } = await app.ask(startLab, { prompt: 'What is this?', models: models.map(({ model }) => ({ model, settings: { seed: 4 } })), attachments: [photo.given] }, admin)
  await untilDone(app, session)
  const { sent, settings, messages, code } = await cardOf(session, 1)
  assert.deepEqual([sent, code.curl, messages[0]!.files, settings!.map(({ name, asked }) => [name, asked])], [null, null, [photo.told], [['seed', true]]])
  assert.match(code.sdk!.text, /fileSent\("photo\.png"/)
})
