import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../testing/app.ts'
import { anAnswer, importRows } from '../testing/imported-rows.ts'

let app: TestApp

before(async () => {
  app = await startTestApp({ demo: true })
})
after(() => app.close())

async function read(address: string, init?: RequestInit): Promise<{ text: string }> {
  return { text: await (await app.request(address, init)).text() }
}

const shown = { kind: 'challenge' as const, category: 'showing' }
const readAnswer = async (model: string, challenge: string) => JSON.parse((await read(`/models/${model}/responses/${challenge}.json`)).text).answers[0]

test('a drawing or web page in one fence is shown without it, and raw as it was written', async () => {
  const drawing = '```svg\n<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>\n```\n'
  const page = '```html\n<!doctype html><p>Fenced in</p>\n```'
  await importRows(app.services.store,
    { kind: 'response', model: 'Fencer', body: drawing, outputType: 'svg', challenge: { ...shown, title: 'A fenced drawing', turns: ['Draw.'], outputType: 'svg' } },
    { kind: 'response', model: 'Fencer', body: page, outputType: 'html', challenge: { ...shown, title: 'A fenced page', turns: ['Write a page.'], outputType: 'html' } },
  )
  const [drawn, written] = [await readAnswer('fencer', 'a-fenced-drawing'), await readAnswer('fencer', 'a-fenced-page')]
  assert.equal((await read(`/media/${drawn.id}`)).text, '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>')
  assert.equal((await read(`/frames/${written.id}`, { headers: { 'Sec-Fetch-Dest': 'iframe' } })).text, '<!doctype html><p>Fenced in</p>')
  assert.deepEqual([(await read(`/api/v1/responses/${drawn.id}/raw`)).text, (await read(`/api/v1/responses/${written.id}/raw`)).text], [drawing, page])
  assert.deepEqual(drawn.notes, [])
})

test('a drawing that no browser draws says why wherever it would stand, beside one that is drawn, and leads to its source', async () => {
  const drawn = { kind: 'challenge' as const, category: 'showing', title: 'Cut short', turns: ['Draw on.'], outputType: 'svg' as const }
  await importRows(app.services.store,
    anAnswer('Fencer', '<svg xmlns="http://www.w3.org/2000/svg"><g>', { outputType: 'svg', challenge: drawn }),
    anAnswer('Draughtsman', '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', { outputType: 'svg', challenge: drawn }),
    anAnswer('Idler', '', { outputType: 'svg', challenge: drawn }),
  )
  const [broken, sound, empty] = await Promise.all(['fencer', 'draughtsman', 'idler'].map((model) => readAnswer(model, 'cut-short')))
  const fault = 'Browsers do not draw this: it ends before all of its tags are closed.'
  assert.deepEqual([broken.fault, sound.fault, empty.fault], [fault, null, null])
  const source = `/models/fencer/responses/cut-short?sample=${broken.id}&view=raw`
  assert.match((await read(source)).text, /&lt;svg xmlns/)
  const places = ['/challenges/cut-short', '/models/fencer', '/compare/fencer/draughtsman?challenge=cut-short', '/compare/fencer/draughtsman', '/models/fencer/responses/cut-short']
  for (const place of places) {
    const { text } = await read(place)
    assert.ok(text.includes(fault) && text.replaceAll('&amp;', '&').replaceAll('&#38;', '&').includes(`href="${source}#answer"`), place)
    assert.ok(!text.includes(`src="/media/${broken.id}"`), `no picture on ${place}`)
    assert.equal(text.includes(`src="/media/${sound.id}"`), place.includes('draughtsman') || place.startsWith('/challenges'), place)
  }
  const { text } = await read('/challenges/cut-short')
  assert.ok(!text.includes(`src="/media/${empty.id}"`) && text.includes('An empty answer.'))
})

test('in a duel a drawing that no browser draws says why, once, beside one that is drawn, and leads to the bytes by an address of the duel', async () => {
  const drawn = await app.request('/arena', {
    method: 'POST', body: 'challenge=cut-short', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' },
  })
  const address = drawn.headers.get('location')!.split('?')[0]!
  const { text } = await read(address, { headers: { Cookie: drawn.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ') } })
  const [id] = address.split('/').slice(-1)
  assert.equal(text.split('Browsers do not draw this').length, 2)
  const sides = ['left', 'right'].map((side) => ({ isShown: text.includes(`src="/duels/${id}/${side}/media"`), leadsToSource: text.includes(`<a href="/api/v1/duels/${id}/${side}">Read its source</a>`) }))
  assert.deepEqual(sides.filter(({ isShown }) => isShown).length, 1)
  assert.ok(sides.every(({ isShown, leadsToSource }) => isShown !== leadsToSource))
})

test('code is coloured in the language that its challenge names', async () => {
  assert.match((await read('/models/ordo/responses/free-gaps-in-a-day')).text, /language-typescript"><span class="hljs-/)
  assert.match((await read('/compare/ordo/brevis?challenge=streaks-in-the-reading-log')).text, /language-sql"><span class="hljs-/)
})

test('the front page and the page of models count the same models, and house authors beside them', async () => {
  const [home, models] = [(await read('/')).text, (await read('/models')).text]
  const [, counted] = /<b>([\d,]+)<\/b> models and 4 house authors/.exec(home) ?? []
  assert.ok(counted !== undefined && models.includes(`>${counted} models and 4 house authors<`), `${counted} models on the front page`)
  assert.match((await read('/models?creator=house')).text, />4 house authors</)
})

test('turns are told apart in search, and counted as turns', async () => {
  const challenge = { ...shown, title: 'Two turns', turns: ['Say a quokka.', 'And again.'] }
  await importRows(app.services.store, ...['Twice', 'Thrice'].flatMap((model) => [1, 2].map((turn) => anAnswer(model, `${model} ${turn}: quokka`, { challenge, turn }))))
  await app.services.store.searchIsCurrent()
  const found = JSON.parse((await read('/search.json?q=quokka&kind=response')).text).results as Array<{ turn: number; model: { name: string } }>
  assert.deepEqual(found.map(({ model, turn }) => `${model.name} ${turn}`).sort(), ['Thrice 1', 'Thrice 2', 'Twice 1', 'Twice 2'])
  assert.equal((await read('/search?q=quokka&kind=response')).text.match(/, turn 2</g)?.length, 2)
  assert.match((await read('/challenges/two-turns')).text, />4 answers over 2 turns by 2 models</)
  assert.match((await read('/models/twice/responses/two-turns')).text, />all 4 answers over 2 turns by 2 models</)
})

test('each filter of a search page finds what the same filter of the API finds, and is offered where there is a choice', async () => {
  const chosen = { model: 'brevis', challenge: 'letter-from-a-retiring-bridge', category: 'writing', collection: 'diptych', type: 'text' }
  const offered = (await read('/search?q=the')).text
  for (const [filter, value] of Object.entries(chosen)) {
    const query = `q=the&${filter}=${value}`
    const idsIn = (text: string) => (JSON.parse(text).results as Array<{ id: string }>).map(({ id }) => id)
    const [page, api, all] = (await Promise.all([`/search.json?${query}`, `/api/v1/search?${query}`, '/api/v1/search?q=the'].map((address) => read(address)))).map(({ text }) => idsIn(text))
    assert.ok(page!.length > 0)
    assert.deepEqual(page, api, filter)
    assert.notDeepEqual(api, all, `${filter} makes a difference`)
    assert.match(offered, new RegExp(`<select form="search" name="${filter}"><option value="">any</option><option value="[^"]+"`))
    assert.match((await read(`/search?${query}`)).text, new RegExp(`<option value="${value}" selected`))
  }
})

test('a player gets the part of a sound that it asks for', async () => {
  await importRows(app.services.store, anAnswer('Fencer', Buffer.from('RIFF0123456789'), {
    outputType: 'audio', mediaType: 'audio/wav', challenge: { ...shown, title: 'A sound', turns: ['Sing.'], outputType: 'audio' },
  }))
  const { id } = await readAnswer('fencer', 'a-sound')
  const ask = async (headers: Record<string, string>) => {
    const reply = await app.request(`/media/${id}`, { headers })
    return [reply.status, reply.headers.get('content-range'), reply.headers.get('content-type'), await reply.text()]
  }
  assert.deepEqual(await ask({}), [200, null, 'audio/wav', 'RIFF0123456789'])
  assert.deepEqual(await ask({ Range: 'bytes=4-' }), [206, 'bytes 4-13/14', 'audio/wav', '0123456789'])
  assert.deepEqual(await ask({ Range: 'bytes=0-3' }), [206, 'bytes 0-3/14', 'audio/wav', 'RIFF'])
  assert.deepEqual(await ask({ 'Range': 'bytes=4-', 'If-Range': '"another"' }), [200, null, 'audio/wav', 'RIFF0123456789'])
  assert.deepEqual(await ask({ Range: 'bytes=14-' }), [416, 'bytes */14', 'audio/wav', ''])
  const { headers } = await app.request(`/media/${id}`)
  assert.deepEqual(['accept-ranges', 'x-content-type-options', 'referrer-policy'].map((name) => headers.get(name)), ['bytes', 'nosniff', 'same-origin'])
  assert.match(headers.get('x-request-id')!, /^[0-9a-f-]{36}$/)
})
