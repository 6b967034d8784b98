import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { setAliasOperation } from '../operations/aliases/set.ts'
import { admin, startTestApp, type TestApp } from '../testing/app.ts'
import { hardRows } from '../testing/hard-rows.ts'
import { importRows } from '../testing/imported-rows.ts'
import { personalPages, siteAddresses } from '../testing/site-addresses.ts'
import { shortName } from './format.ts'
import { pages } from './pages.ts'

let app: TestApp

before(async () => {
  app = await startTestApp({ demo: true })
  await importRows(app.services.store, ...hardRows)
})
after(() => app.close())

const asJson = { headers: { Accept: 'application/json' } }
const everything = Object.values(siteAddresses).flat()

/** `/models?q=x` → `/models.json?q=x`. */
function twinOf(address: string): string {
  return address === '/' ? '/index.json' : address.replace(/(?=\?|$)/, '.json')
}

async function read(address: string, init?: RequestInit): Promise<{ response: Response; text: string }> {
  const response = await app.request(address, init)
  return { response, text: await response.text() }
}

test('every page of the site map has an address that is tested', () => {
  assert.deepEqual([...Object.keys(siteAddresses), ...personalPages].sort(), pages.map(({ path }) => path).sort())
})

describe('the twin', () => {
  test('of every page holds the same data by its address and by the Accept header', async () => {
    for (const address of everything) {
      const [page, byAddress, byHeader] = [await read(address), await read(twinOf(address)), await read(address, asJson)]
      assert.equal(page.response.status, 200, address)
      assert.match(page.response.headers.get('content-type')!, /^text\/html/)
      assert.equal(byAddress.response.headers.get('content-type'), 'application/json; charset=utf-8', address)
      assert.deepEqual(JSON.parse(byAddress.text), JSON.parse(byHeader.text), address)
    }
  })

  test('is named by its page', async () => {
    for (const address of everything) {
      const { text } = await read(address)
      const [, named] = /<link rel="alternate" type="application\/json" href="([^"]+)"/.exec(text) ?? []
      assert.equal(named?.replaceAll('&amp;', '&').replaceAll('&#38;', '&'), twinOf(address))
    }
  })

  test('holds what its page shows', async () => {
    const { text } = await read('/models/brevis/responses/letter-from-a-retiring-bridge')
    const twin = JSON.parse((await read('/models/brevis/responses/letter-from-a-retiring-bridge.json')).text)
    assert.equal(twin.model.name, 'Brevis')
    assert.ok(text.includes(twin.answers[0].html), 'the page shows the HTML of the twin')
    const list = JSON.parse((await read('/models.json?hasAnswers=yes')).text)
    const shown = (await read('/models?hasAnswers=yes')).text
    for (const { name, slug } of list.models) assert.ok(shown.includes(`href="/models/${slug}"`) && shown.includes(shortName(name)), name)
    assert.ok(!shown.includes('/models/kimi-k2"'), 'and a model without answers is on neither')
  })

  test('of a page that moved is led to', async () => {
    const { response } = await read('/compare.json?model=brevis&model=fabula&challenge=letter-from-a-retiring-bridge')
    assert.equal(response.status, 302)
    assert.equal(response.headers.get('location'), '/compare/brevis/fabula.json?challenge=letter-from-a-retiring-bridge')
  })

  test('is preferred only where JSON weighs more than HTML, or is named before it', async () => {
    const wishes = [
      ['text/html,application/json', 'text/html'], ['application/json, text/html', 'application/json'], ['*/*', 'text/html'], ['', 'text/html'],
      ['application/json;q=0.1, text/html', 'text/html'], ['text/html;q=0.5, application/json;q=0.9', 'application/json'], ['application/json;q=0, */*', 'text/html'],
      ['application/json; charset=utf-8', 'application/json'], ['application/json-seq', 'text/html'],
    ] as const
    for (const [accept, type] of wishes) {
      const { response } = await read('/challenges', { headers: { Accept: accept } })
      assert.ok(response.headers.get('content-type')!.startsWith(type), accept)
    }
  })
})

describe('what is not there', () => {
  const missing = [
    '/nowhere', '/models/no-such-model', '/models/brevis/responses/no-such-challenge', '/models/no-such-model/responses/letter-from-a-retiring-bridge',
    '/creators/nobody', '/challenges/no-such-challenge', '/compare/brevis/no-such-model', '/compare/brevis', '/compare/brevis/fabula?challenge=no-such-challenge',
    '/compare/a/b/c/d/e', '/models/%E0%A4%A', '/constructor', '/models/__proto__', '/error',
  ]

  test('is 404 as a page, as a twin and by the Accept header', async () => {
    for (const address of missing) {
      const [page, byAddress, byHeader] = [await read(address), await read(twinOf(address)), await read(address, asJson)]
      assert.deepEqual([page.response.status, byAddress.response.status, byHeader.response.status], [404, 404, 404], address)
      assert.match(page.text, /<h1>Not here<\/h1>/)
      for (const { text } of [byAddress, byHeader]) {
        const { error } = JSON.parse(text)
        assert.deepEqual(Object.keys(error), ['kind', 'message', 'requestId'])
        assert.equal(error.kind, 'not-found')
      }
    }
  })

  test('is the front page by the name of its twin', async () => {
    assert.equal((await read('/index')).response.status, 404)
    assert.equal((await read('/index.json')).response.status, 200)
  })

  test('is never kept by a client', async () => {
    const { response } = await read('/nowhere')
    assert.equal(response.headers.get('etag'), null)
    assert.match(response.headers.get('cache-control')!, /no-cache/)
  })

  test('a question that makes no sense is 400 and says why', async () => {
    for (const address of ['/models?releasedFrom=yesterday', '/models?cursor=nonsense', '/models?price=free', '/models?price=constructor', '/models?hasAnswers=perhaps', '/models?openWeights=x', '/leaderboard?openWeights=x', '/leaderboard?blindOnly=maybe', '/leaderboard?style=no%20idea', '/models?contextFrom=wide', '/compare/brevis/brevis', '/search?q=x&kind=poem']) {
      const [page, twin] = [await read(address), await read(twinOf(address))]
      assert.deepEqual([page.response.status, twin.response.status], [400, 400], address)
      assert.equal(JSON.parse(twin.text).error.kind, 'invalid')
    }
  })

  test('what a visitor sends comes back as text', async () => {
    const attack = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'
    for (const address of [`/search?q=${encodeURIComponent(attack)}`, `/models?q=${encodeURIComponent(attack)}`, `/models/${encodeURIComponent(attack)}`, `/compare?challenge=${encodeURIComponent(attack)}`]) {
      // In a quoted value `<` is text, and a quotation mark would end it.
      const outsideValues = (await read(address)).text.replaceAll(/="[^"]*"/g, '')
      assert.ok(!/<script>|<img src=x|onerror=alert\(1\)>/.test(outsideValues), address)
    }
  })
})

describe('caching', () => {
  test('a page and its twin have ETags of their own, and whoever has them is told so', async () => {
    const etags = new Set<string>()
    for (const address of ['/models/brevis', '/models/brevis.json', '/models/fabula']) {
      const etag = (await read(address)).response.headers.get('etag')!
      etags.add(etag)
      for (const known of [etag, `"other", ${etag}`, etag.replace(/^W\//, ''), '*']) {
        const { response, text } = await read(address, { headers: { 'If-None-Match': known } })
        assert.deepEqual([response.status, text, response.headers.get('etag')], [304, '', etag], `${address} ${known}`)
      }
      assert.equal((await read(address, { headers: { 'If-None-Match': '"other"' } })).response.status, 200)
    }
    assert.equal(etags.size, 3)
  })

  test('a write shows on the next request, as a page and as a twin', async () => {
    const addresses = ['/models/brevis', '/models/brevis.json', '/', '/index.json']
    const before = await Promise.all(addresses.map((address) => read(address)))
    await importRows(app.services.store, { kind: 'response', model: 'Brevis', body: 'Heed the heron.', outputType: 'text', challenge: { kind: 'challenge', title: 'A heron', turns: ['What should one heed?'] } })
    for (const [index, address] of addresses.entries()) {
      const known = before[index]!.response.headers.get('etag')!
      const { response, text } = await read(address, { headers: { 'If-None-Match': known } })
      assert.equal(response.status, 200, address)
      assert.notEqual(response.headers.get('etag'), known)
      assert.ok(text.includes('Heed the heron.') && !before[index]!.text.includes('Heed the heron.'), address)
    }
  })

  test('an alias leads on as soon as it is set', async () => {
    assert.equal((await read('/models/shorty')).response.status, 404)
    await app.ask(setAliasOperation, { spelling: 'shorty', model: 'brevis' }, admin)
    const { response } = await read('/models/shorty')
    assert.deepEqual([response.status, response.headers.get('location')], [302, '/models/brevis'])
  })

  test('every encoding holds the same page, and is named', async () => {
    const plain = (await read('/challenges')).text
    const decoders: Array<[accepted: string, encoding: string | null, decode: (bytes: Uint8Array) => Uint8Array]> = [
      ['br, gzip', 'br', brotliDecompressSync], ['gzip', 'gzip', gunzipSync], ['gzip;q=1, br;q=0', 'gzip', gunzipSync], ['identity', null, (bytes) => bytes], ['', null, (bytes) => bytes],
    ]
    for (const [accepted, encoding, decode] of decoders) {
      const response = await app.request('/challenges', { headers: { 'Accept-Encoding': accepted } })
      assert.equal(response.headers.get('content-encoding'), encoding, accepted)
      const bytes = new Uint8Array(await response.arrayBuffer())
      assert.equal(new TextDecoder().decode(decode(bytes)), plain, accepted)
      if (encoding) assert.ok(bytes.byteLength < plain.length / 3)
    }
  })

  test('caches are told what a page depends on', async () => {
    for (const address of ['/', '/models.json']) {
      const { headers } = (await read(address)).response
      assert.deepEqual(headers.get('vary')!.split(', ').sort(), ['Accept', 'Accept-Encoding', 'Cookie'])
      assert.equal(headers.get('cache-control'), 'private, no-cache')
    }
  })

  test('files whose names hold their hash are kept for ever, others for a while', async () => {
    const [style] = /\/assets\/[^"]+\.css/.exec((await read('/')).text)!
    assert.equal((await read(style)).response.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal((await read('/favicon.svg')).response.headers.get('cache-control'), 'public, max-age=3600')
  })
})

describe('security', () => {
  const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

  test('pages, twins and errors come with the same strict headers', async () => {
    for (const address of ['/', '/index.json', '/nowhere', '/nowhere.json', '/compare/brevis/fabula?challenge=chords-of-a-sphere']) {
      const { headers } = (await read(address)).response
      assert.equal(headers.get('content-security-policy'), policy, address)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('referrer-policy'), 'same-origin')
      assert.equal(headers.get('set-cookie'), null)
    }
  })

  test('no page has anything its policy forbids', async () => {
    for (const address of [...everything, '/nowhere']) {
      const { text } = await read(address)
      assert.doesNotMatch(text, /<style|<[a-z-]+\s[^<>]*\s(?:style|on\w+)=|href="javascript:|<script(?![^>]*\ssrc=)/i, address)
    }
  })

  test('only comparisons and pages that answer while one looks have a script', async () => {
    for (const address of everything) {
      const scripts = (await read(address)).text.match(/<script|rel="modulepreload"/g) ?? []
      assert.equal(scripts.length > 0, /^\/(compare\/.+|lab\b)/.test(address), address)
    }
  })

  test('a web page answer is only ever shown in a frame, under a policy of its own', async () => {
    const { answers: [answer] } = JSON.parse((await read('/models/restless/responses/a-restless-page.json')).text)
    const framed = { headers: { 'Sec-Fetch-Dest': 'iframe' } }
    const [still, live] = [await read(`/frames/${answer.id}`, framed), await read(`/frames/${answer.id}/live`, framed)]
    assert.match(still.response.headers.get('content-security-policy')!, /^sandbox; default-src 'none'/)
    assert.match(live.response.headers.get('content-security-policy')!, /^sandbox allow-scripts; default-src 'none'/)
    assert.equal(still.text, answer.text.text)
    for (const destination of ['document', '', 'object']) assert.equal((await read(`/frames/${answer.id}/live`, { headers: { 'Sec-Fetch-Dest': destination } })).response.status, 403)
  })
})

describe('preferences', () => {
  function choose(form: Record<string, string>) {
    return app.request('/preferences', { method: 'POST', body: new URLSearchParams(form) })
  }

  test('a theme is kept in a cookie that scripts cannot read, and leads back', async () => {
    const response = await choose({ theme: 'dark', back: '/models?q=k2' })
    assert.deepEqual([response.status, response.headers.get('location')], [303, '/models?q=k2'])
    assert.equal(response.headers.get('set-cookie'), 'theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax')
    const { text } = await read('/models', { headers: { Cookie: 'other=1; theme=dark' } })
    assert.match(text, /<html lang="en" data-theme="dark">/)
    assert.match((await read('/models')).text, /<html lang="en">/)
  })

  test('nobody is led to another site, and no other theme is set', async () => {
    for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\r\nSet-Cookie: x=1']) {
      const response = await choose({ theme: 'dark"><script>', back })
      assert.equal(response.headers.get('location'), '/', back)
      assert.match(response.headers.get('set-cookie')!, /^theme=auto;/)
    }
  })

  test('a cookie that no form sets changes nothing', async () => {
    for (const theme of ['"><script>', 'purple', '']) assert.match((await read('/models', { headers: { Cookie: `theme=${theme}` } })).text, /<html lang="en">/)
  })
})

describe('reading', () => {
  test('an answer’s page has one article, which holds its heading, its prompt and the answer', async () => {
    for (const address of siteAddresses['/models/{model}/responses/{challenge}']!) {
      const { text } = await read(address)
      const articles = text.match(/<article/g) ?? []
      assert.equal(articles.length, 1, address)
      const article = text.slice(text.indexOf('<article'), text.indexOf('</article>'))
      assert.match(article, /<h1[ >]/)
      assert.match(article, /class="prompt"/)
      assert.match(article, /class="(?:answer|raw|frame|picture|empty)"/, address)
    }
  })

  test('a page names its language, its title and its width', async () => {
    for (const address of everything) {
      const { text } = await read(address)
      assert.match(text, /<html lang="en"/)
      assert.match(text, /<title>[^<]*Diptych[^<]*<\/title>/)
      assert.match(text, /<meta name="viewport" content="width=device-width, initial-scale=1">/)
    }
  })

  test('an empty answer, an answer without bytes and a model without answers say so', async () => {
    assert.match((await read('/models/empty/responses/hard-cases')).text, /An empty answer: the model wrote nothing\./)
    assert.match((await read('/models/painter/responses/a-picture-elsewhere')).text, /named this answer without holding its bytes/)
    assert.match((await read('/models/kimi-k2')).text, /has no stored answers here/)
    assert.match((await read('/search?q=nothing-holds-this')).text, /Nothing holds/)
    assert.match((await read('/compare/brevis/kimi-k2')).text, /never put before the same challenge/)
  })
})

describe('where to go on', () => {
  const linksOf = (text: string) => [...text.slice(text.indexOf('id="explore"'), text.indexOf('<footer class="foot"')).matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, address]) => address!)

  test('the only answer to a challenge leads to challenges like it, the neighbouring ones, and its category', async () => {
    const lone = { kind: 'challenge' as const, title: 'Explain to three experts', category: 'explanation', turns: ['Explain how a large language model learns to three experts: a software engineer, a physicist and a venture capitalist.'] }
    await importRows(app.services.store, { kind: 'response', model: 'Hermit', body: 'By reading.', outputType: 'text', challenge: lone })
    const { text } = await read('/models/hermit/responses/explain-to-three-experts')
    assert.match(text, /Hermit is the only one here that answered it\./)
    const links = linksOf(text)
    for (const expected of ['/challenges/three-experts-one-model', '/challenges?category=explanation']) assert.ok(links.includes(expected), `${expected} is not among ${links}`)
    assert.match(text, /rel="prev"/)
    for (const address of links.filter((link) => link.startsWith('/'))) assert.equal((await read(address)).response.status, 200, address)
  })

  test('an answer that others gave too leads to each of them in turn, and to both side by side', async () => {
    const links = linksOf((await read('/models/brevis/responses/letter-from-a-retiring-bridge')).text)
    for (const expected of ['/models/fabula/responses/letter-from-a-retiring-bridge', '/compare/brevis/fabula?challenge=letter-from-a-retiring-bridge']) assert.ok(links.includes(expected), `${expected} is not among ${links}`)
    assert.ok(linksOf((await read('/models/ordo/responses/letter-from-a-retiring-bridge')).text).includes('/models/brevis/responses/letter-from-a-retiring-bridge'), 'after the last comes the first')
  })

  test('a comparison says truly how many answers there are', async () => {
    const { challenge, challenges } = JSON.parse((await read('/compare/brevis/fabula.json?challenge=letter-from-a-retiring-bridge')).text)
    assert.deepEqual([challenge.answers, challenge.models, challenges], [4, 4, []])
    const shared = JSON.parse((await read('/compare/brevis/fabula.json')).text).challenges
    for (const { slug, answers, models } of shared) {
      const own = JSON.parse((await read(`/challenges/${slug}.json`)).text).challenge
      assert.deepEqual([answers, models], [own.answers, own.models], slug)
      assert.ok(models >= 2)
    }
  })

  test('the models to compare are found by a part of their name, and what is chosen stays', async () => {
    const { text } = await read('/compare?model=brevis&model=ordo&q=fab&narrow=yes')
    assert.deepEqual([...text.matchAll(/name="model" value="([^"]+)"( checked)?/g)].map(([, slug, checked]) => [slug, Boolean(checked)]).toSorted(), [['brevis', true], ['fabula', false], ['ordo', true]])
    assert.equal((await read('/compare?model=brevis&model=ordo&q=fab')).response.status, 302)
    assert.match((await read('/compare?q=nobody-is-called-this&narrow=yes')).text, /No model with answers is called/)
  })
})

describe('an empty database', () => {
  test('shows every list with a word on how to fill it', async () => {
    const empty = await startTestApp()
    try {
      for (const [address, words] of [['/', 'No answers yet'], ['/models', 'No model fits'], ['/challenges', 'No challenge'], ['/creators', 'No creators yet'], ['/compare', 'Import some'], ['/datasets', 'Sources and licences'], ['/search?q=x', 'Nothing holds']] as const) {
        const response = await empty.request(address)
        assert.equal(response.status, 200, address)
        assert.ok((await response.text()).includes(words), address)
      }
    } finally {
      await empty.close()
    }
  })
})
