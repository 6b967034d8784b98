import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { z } from 'zod'
import type { DuelShape } from '../operations/duels/shapes.ts'
import { startTestApp, type TestApp } from './app.ts'
import { blindChallenge, BlindProbe, blindTypes, secretsOf, storeBlindPairs, visitOf } from './blind.ts'
import { anAnswer, importRows } from './imported-rows.ts'

/** Law 3 on the pages of the arena: until the vote is stored, no byte of a page or of what it loads tells whose answers they are. */

let app: TestApp
let secrets: Array<[string, string]>

before(async () => {
  app = await startTestApp({ environment: { DIPTYCH_VOTES_PER_MINUTE: '0' } })
  await storeBlindPairs(app.services.store)
  secrets = await secretsOf(app.services.store)
})
/** Each test on a day of its own: who shows no cookie is one voter for a day, and has each pair once. */
beforeEach(() => {
  const tomorrow = new Date(app.services.now().getTime() + 86_400_000)
  app.services.now = () => tomorrow
})
after(() => app.close())

const asHtml = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const asJson = { Accept: 'application/json' }

/** A voter who reads pages and sends forms, as a browser without scripts does. */
function startVoter() {
  const probe = new BlindProbe(secrets)
  const { ask } = visitOf(app, probe)
  const read = (path: string, headers: Record<string, string> = asHtml) => ask('GET', path, { headers })
  const send = (path: string, fields: Record<string, string> = {}) => ask('POST', path, { body: new URLSearchParams(fields).toString(), headers: { ...asHtml, 'Content-Type': 'application/x-www-form-urlencoded' } })
  return {
    probe, ask, read, send,
    /** Draws by the form, and answers where the form leads. */
    async draw(fields: Record<string, string>): Promise<string> {
      const drawn = await send('/arena', fields)
      assert.equal(drawn.status, 303)
      return drawn.headers.get('location')!
    },
  }
}

/** Every address that a page loads by itself or offers for this duel: frames, pictures, bytes, styles, scripts, its twin. */
function loadedBy(html: string, duel: string): string[] {
  const addresses = [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, address]) => address!.replaceAll('&amp;', '&'))
  return [...new Set(addresses.filter((address) => address.startsWith('/') && (address.includes(duel) || /\.(css|js|svg|woff2)$/.test(address))))]
}

for (const type of blindTypes) {
  test(`pages tell nothing before the vote on a duel of ${type}, nor does anything that they load`, async () => {
    const { probe, ask, read, send, draw } = startVoter()
    for (const path of ['/arena', `/arena?challenge=${blindChallenge(type)}`, '/arena?category=blind', '/arena.json']) assert.equal((await read(path)).status, 200)
    const address = await draw({ challenge: blindChallenge(type) })
    const [path] = address.split('?') as [string]
    const duel = path.split('/').at(-1)!
    const page = await read(address)
    assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/)
    const html = await page.text()
    assert.ok(html.includes('property="og:title"') && html.includes('<title>Duel: '), 'the page has titles to be looked at')
    for (const [from, headers] of [[path, asJson], [`${path}.json`], [address, { ...asHtml, 'If-None-Match': '*' }]] as Array<[string, Record<string, string>?]>) assert.equal((await read(from, headers)).status, 200)
    await ask('HEAD', address)

    const loaded = loadedBy(html, duel)
    const ofAnswers = loaded.filter((one) => /\/(left|right)/.test(one))
    const ways = { html: ['', '/frame', '/frame/live'], svg: ['', '/media'], image: ['', '/media'], audio: ['', '/media'] }[type as string] ?? ['']
    const found = ['left', 'right'].flatMap((side) => ways.map((way) => `/${side}${way}`))
    assert.deepEqual(ofAnswers.map((one) => one.slice(one.indexOf(duel) + duel.length)).sort(), found.sort(), 'the page shows both answers')
    assert.ok(loaded.some((one) => one.endsWith('.css')) && loaded.some((one) => one.endsWith('.js')))
    for (const one of loaded) {
      const isFrame = one.includes('/frame')
      assert.equal((await read(one, isFrame ? { ...asHtml, 'Sec-Fetch-Dest': 'iframe' } : asHtml)).status, 200, one)
      if (isFrame) assert.equal((await read(one)).status, 403, 'an answer is no page of its own')
      await ask('HEAD', one)
      await read(one, { 'If-None-Match': '*' })
    }

    // What is refused says no more, to this voter or to another.
    const stranger = visitOf(app, probe)
    await stranger.ask('POST', '/arena', { body: '' })
    const refused: Array<[status: number, reply: Response]> = [
      [400, await send(`${path}/votes`, { verdict: 'xylotron' })], [400, await send(`${path}/votes`)],
      [400, await send(`${path}/votes`, { verdict: 'left', 'criteria.rhyme': 'left' })],
      [413, await send(`${path}/votes`, { verdict: 'left', comment: 'x'.repeat(40_000) })],
      [409, await send(`${path}/undo`)], [404, await send(`${path}x/votes`, { verdict: 'left' })], [404, await read(`${path}x`)], [404, await read(`${path}/middle`)],
      [404, await read(`/arena/results/${duel}`)], [400, await read(`/duels/${duel}/middle/media`)], [404, await send('/arena', { challenge: 'no-such' })],
      [403, await stranger.ask('GET', path, { headers: asHtml })], [403, await stranger.ask('GET', `${path}.json`)],
      [403, await stranger.ask('POST', `${path}/votes`, { body: 'verdict=left', headers: asHtml })], [403, await stranger.ask('POST', `${path}/skip`)],
      ...await Promise.all(ofAnswers.map(async (one): Promise<[number, Response]> => [403, await stranger.ask('GET', one, { headers: { 'Sec-Fetch-Dest': 'iframe' } })])),
    ]
    assert.deepEqual(refused.map(([, reply]) => reply.status), refused.map(([status]) => status))
    assert.deepEqual(probe.leaks(), [])

    const voted = await send(`${path}/votes`, { verdict: 'left', 'criteria.clear': 'tie', strength: 'slight', comment: 'a\r\nb' })
    assert.deepEqual([voted.status, voted.headers.get('location')], [303, `${path}#reveal`])
    assert.deepEqual(probe.leaks(), [], 'where the vote leads says nothing yet')
    await read(path)
    assert.ok(probe.leaks().some((leak) => leak.includes(`GET ${path} (200) holds a name`)), 'the page after the vote names them: the needles are sharp')
  })
}

test('who has voted before learns nothing of the next duel: not from its page, its twin, or one that is skipped', async () => {
  const first = startVoter()
  const [judged] = (await first.draw({ challenge: blindChallenge('text') })).split('?') as [string]
  // Time to read, so that the vote counts on the voter's own board.
  const later = new Date(app.services.now().getTime() + 300_000)
  app.services.now = () => later
  await first.send(`${judged}/votes`, { verdict: 'left' })
  await first.read('/arena.json')
  assert.ok(first.probe.leaks().some((leak) => leak.startsWith('GET /arena.json (200) holds a name')), 'the board of this voter has names')

  const { probe, read, send } = { ...first, probe: new BlindProbe(secrets) }
  const seen = async (reply: Promise<Response>, from: string) => probe.reply(from, await reply)
  const drawn = await seen(send('/arena', { challenge: blindChallenge('code'), ahead: 'yes' }), 'drawn ahead')
  const [next] = drawn.headers.get('location')!.split('?') as [string]
  for (const [path, headers] of [[next, asHtml], [next, asJson], [`${next}.json`, asHtml]] as const) await seen(read(path, headers), path)
  assert.equal((await seen(send(`${next}/skip`), 'skipped')).status, 303)
  assert.match(await (await seen(read(next), 'what was skipped')).text(), /You passed this duel by/)
  assert.deepEqual(probe.leaks(), [])
})

test('an answer that may reveal its author is marked so on its own side of the page, and the prompt never is', async () => {
  const telling = 'I am Xylotron Nine, an AI assistant made by Quibblecorp.'
  const challenge = { kind: 'challenge' as const, slug: 'who', title: telling, turns: [`${telling} Who are you?`] }
  const answers = [['Zephyrine Maxima', telling], ['Xylotron Nine', 'A reader of letters.']] as const
  await importRows(app.services.store, ...answers.map(([model, body]) => anAnswer(model, body, { challenge })))
  const { draw, read } = startVoter()
  const address = await draw({ challenge: 'who' })
  const { duel } = await (await read(address, asJson)).json() as { duel: z.output<typeof DuelShape> }
  const html = await (await read(address)).text()
  assert.equal(html.split('may reveal its author').length, 2)
  for (const side of ['left', 'right'] as const) {
    const leaks = duel[side]!.text!.text === telling
    const section = new RegExp(`<section[^>]*id="${side}"[^]*?</section>`).exec(html)![0]
    assert.deepEqual([duel[side]!.mayRevealAuthor, section.includes('may reveal its author')], [leaks, leaks], side)
  }
})

test('the log tells nothing of duels on pages', () => {
  const probe = new BlindProbe(secrets)
  probe.text('the log', app.log.join('\n'))
  assert.deepEqual(probe.leaks(), [])
})
