import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setProvider } from '../operations/providers/set.ts'
import { admin, adminToken, startTestApp, type TestApp } from '../testing/app.ts'
import { barriers } from '../testing/barriers.ts'
import { noBrowser, overflow, startTestSite, type TestSite } from '../testing/browser.ts'
import { startEndpoint, type Endpoint } from '../testing/endpoint/server.ts'

const secret = 'sk-never-on-a-page-41c8'

describe('forms', () => {
  let app: TestApp
  let endpoint: Endpoint
  let cookie: string

  before(async () => {
    app = await startTestApp()
    endpoint = await startEndpoint()
    cookie = (await post('/admin', { token: adminToken })).headers.get('set-cookie')!.split(';')[0]!
  })
  after(async () => {
    await endpoint.close()
    await app.close()
  })

  const ofOurs = () => ({ Origin: 'http://localhost', Host: 'localhost', ...(cookie && { Cookie: cookie }) })
  const post = (path: string, form: Record<string, string>) => app.request(path, { method: 'POST', headers: ofOurs(), body: new URLSearchParams(form) })
  const get = (path: string) => app.request(path, { headers: ofOurs() })
  const read = async (path: string) => (await get(path)).text()

  test('a visitor is told to sign in, and led back from there', async () => {
    for (const path of ['/admin/providers', '/admin/providers/house']) {
      const page = await app.request(path)
      assert.equal(page.status, 401)
      assert.match(await page.text(), new RegExp(`href="/admin\\?to=${encodeURIComponent(path)}"`))
      assert.equal((await app.request(`${path}.json`)).status, 401)
    }
    for (const path of ['/admin/providers', '/admin/providers/house', '/admin/providers/house/test', '/admin/providers/house/remove']) {
      assert.equal((await app.request(path, { method: 'POST', body: new URLSearchParams({ provider: 'x', kind: 'openai' }) })).status, 401, path)
    }
  })

  test('a provider is added, tried, changed, asked for its models and removed without a script', async () => {
    const added = await post('/admin/providers', { provider: 'lamp', kind: 'openai-compatible', baseUrl: endpoint.url, key: secret, concurrency: '', requestsPerMinute: '60', tokensPerMinute: '' })
    assert.deepEqual([added.status, added.headers.get('location')], [303, '/admin/providers/lamp'])
    assert.match(await read('/admin/providers/lamp'), /Entered, stored encrypted[\s\S]*60 questions a minute[\s\S]*Not tried yet/)
    const tried = await post('/admin/providers/lamp/test', { to: '/admin/providers#provider-lamp' })
    assert.equal(tried.headers.get('location'), '/admin/providers#provider-lamp')
    assert.match(await read('/admin/providers'), /Answered: 3 models/)
    assert.equal((await post('/admin/providers/lamp', { kind: 'openai-compatible', baseUrl: endpoint.url, key: '', allowPrivate: 'yes', concurrency: '2' })).status, 303)
    assert.match(await read('/admin/providers/lamp'), /private networks allowed[\s\S]*Entered, stored encrypted[\s\S]*2 at a time/)
    assert.match(await read('/admin/providers/lamp?models=yes&q=thin'), /lamp\/thinker[\s\S]*no entry/)
    assert.doesNotMatch(await read('/admin/providers/lamp?models=yes&q=thin'), /lamp\/small/)
    assert.equal((await post('/admin/providers/lamp/remove', {})).headers.get('location'), '/admin/providers')
    assert.equal((await get('/admin/providers/lamp')).status, 404)
  })

  test('a form that is not taken is shown again with why and with what was written, but for the key', async () => {
    const refused = await post('/admin/providers', { provider: 'near', kind: 'openai-compatible', baseUrl: 'http://10.1.2.3/v1', key: secret, tokensPerMinute: '500' })
    assert.equal(refused.status, 400)
    assert.match(refused.headers.get('cache-control')!, /no-store/)
    const text = await refused.text()
    assert.match(text, /role="alert"[^>]*>10\.1\.2\.3 is in a private network/)
    for (const written of ['value="near"', 'value="http://10.1.2.3/v1"', 'value="500"']) assert.ok(text.includes(written), written)
    assert.ok(!text.includes(secret))
    assert.match(await (await post('/admin/providers', { provider: 'x', kind: 'xai', concurrency: 'lots' })).text(), /role="alert"[^>]*>[^<]*concurrency/)
  })

  test('prices are written a model in each line, and come back as they were written where one is none', async () => {
    await post('/admin/providers', { provider: 'priced', kind: 'openai-compatible', baseUrl: endpoint.url, prices: 'small = 0.2 / 0.6\r\n\r\nbig=1/2/0.1\r\n' })
    const page = await read('/admin/providers/priced')
    assert.match(page, /<textarea name="prices"[^>]*>small = 0\.2\/0\.6\nbig = 1\/2\/0\.1<\/textarea>/)
    assert.match(page, /<dt[^>]*>Prices<\/dt><dd[^>]*>of 2 models<\/dd>/)
    for (const [prices, words] of [['small 0.2', /A price is written as MODEL = IN \/ OUT, not as &quot;small 0\.2&quot;\./], ['small = cheap', /US dollars per million tokens, such as 0\.2\/0\.6/]] as const) {
      const refused = await post('/admin/providers/priced', { kind: 'openai-compatible', baseUrl: endpoint.url, prices })
      const again = await refused.text()
      assert.equal(refused.status, 400)
      assert.match(again, words)
      assert.ok(again.includes(`>${prices}</textarea>`))
    }
  })

  test('a name that is taken is not changed by adding, and another host asks for the key', async () => {
    await post('/admin/providers', { provider: 'taken', kind: 'openai-compatible', baseUrl: 'https://one.example/v1', key: secret })
    const again = await post('/admin/providers', { provider: 'taken', kind: 'xai' })
    assert.equal(again.status, 409)
    assert.match(await again.text(), /There is a provider[^<]*already/)
    const moved = await post('/admin/providers/taken', { kind: 'openai-compatible', baseUrl: 'https://two.example/v1', key: '' })
    assert.equal(moved.status, 409)
    assert.match(await moved.text(), /role="alert"[^>]*>The key was entered for https:\/\/one\.example/)
    assert.match(await read('/admin/providers/taken'), /value="https:\/\/one\.example\/v1"/)
  })

  test('an endpoint that cannot be asked is told on its page', async () => {
    await post('/admin/providers', { provider: 'down', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' })
    const page = await get('/admin/providers/down?models=yes')
    assert.equal(page.status, 200)
    assert.match(await page.text(), /role="alert"[^>]*>[^<]*refuses connections/)
  })

  test('what another site sends through an admin’s browser changes nothing', async () => {
    const before = await read('/admin/providers.json')
    for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'http://localhost:3000' }, {}] as Array<Record<string, string>>) {
      const reply = await app.request('/admin/providers', { method: 'POST', headers: { Host: 'localhost', Cookie: cookie, ...headers }, body: new URLSearchParams({ provider: 'evil', kind: 'openai-compatible', baseUrl: 'https://evil.example' }) })
      assert.equal(reply.status, 403)
    }
    assert.equal(await read('/admin/providers.json'), before)
  })

  test('a copy of the cookie is worth nothing after signing out, and another browser stays signed in', async () => {
    const signIn = async () => (await post('/admin', { token: adminToken })).headers.get('set-cookie')!.split(';')[0]!
    const status = async (of: string) => (await app.request('/admin/providers', { headers: { ...ofOurs(), Cookie: of } })).status
    const [copied, elsewhere] = [await signIn(), await signIn()]
    const left = await app.request('/admin/sign-out', { method: 'POST', headers: { ...ofOurs(), Cookie: copied } })
    assert.deepEqual([left.status, left.headers.get('set-cookie')?.startsWith('admin=;')], [303, true])
    assert.deepEqual([await status(copied), await status(elsewhere), await status(cookie)], [401, 200, 200])
  })

  test('who may spend is said as the settings have it', async () => {
    const { settings } = app.services
    const said = async () => (await read('/admin')).replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ')
    assert.match(await said(), /Only whoever holds the admin’s token\..*DIPTYCH_VISITORS_MAY_ASK=yes lets visitors ask.*\(40 now\)/)
    try {
      Object.assign(settings, { visitorsMayAsk: true, visitorAsksPerDay: 7 })
      assert.match(await said(), /You, and visitors\..*each voter and each address up to 7 questions a day.*DIPTYCH_VISITORS_MAY_ASK=no/)
      settings.visitorAsksPerDay = 0
      assert.match(await said(), /You, and visitors\. Visitors may ask models in the Lab, without a limit;/)
    } finally {
      Object.assign(settings, { visitorsMayAsk: false, visitorAsksPerDay: 40 })
    }
    assert.equal((await app.request('/api/v1/admin/spending')).status, 401)
    assert.doesNotMatch(await (await app.request('/admin')).text(), /Who may spend/)
  })

  test('the form for one more provider stands first, and is open where it was not taken', async () => {
    const page = await read('/admin/providers')
    assert.ok(page.indexOf('Add a provider') < page.indexOf('aria-label="Providers"'))
    assert.match(page, /<details class="add-provider section" id="add">/)
    assert.match(await (await post('/admin/providers', { provider: 'x', kind: 'xai', concurrency: 'lots' })).text(), /<details class="add-provider section" id="add" open/)
  })

  test('the twin holds what the page shows, and a key is on neither', async () => {
    const twin = JSON.parse(await read('/admin/providers.json')) as { providers: Array<{ provider: string; key: string }> }
    assert.deepEqual(twin.providers.find(({ provider }) => provider === 'taken')?.key, 'entered')
    for (const path of ['/admin/providers', '/admin/providers.json', '/admin/providers/taken', '/admin/providers/taken.json', '/admin/providers/taken?models=yes', '/admin', '/admin.json']) {
      const reply = await get(path)
      assert.equal(reply.headers.get('cache-control'), 'private, no-store', path)
      const text = await reply.text()
      assert.ok(!text.includes(secret) && !text.includes(adminToken), path)
    }
    assert.ok(!app.log.join('\n').includes(secret))
  })
})

describe('in a browser', { skip: noBrowser }, () => {
  let site: TestSite
  let endpoint: Endpoint

  before(async () => {
    if (noBrowser) return
    site = await startTestSite()
    endpoint = await startEndpoint()
    site.app.services.settings.providers = [{ slug: 'office', kind: 'openai-compatible', baseUrl: 'https://llm.office.example/v1', allowPrivate: false, limits: { concurrency: 4 }, prices: {}, keyVariable: 'OFFICE_KEY', key: 'x' }]
    const enter = (provider: string, baseUrl: string) => site.app.ask(setProvider, { provider, kind: 'openai-compatible', baseUrl }, admin)
    await enter('local', endpoint.url)
    await enter('a-name-as-long-as-names-of-providers-may-be-without-any-break.x', `http://127.0.0.1:9/${'long'.repeat(100)}`)
  })
  after(async () => {
    await site?.close()
    await endpoint?.close()
  })

  const addresses = ['/admin', '/admin/providers', '/admin/providers/local?models=yes', '/admin/providers/a-name-as-long-as-names-of-providers-may-be-without-any-break.x?models=yes', '/admin/providers/house?models=yes&q=nothing']

  async function signedIn(options: Parameters<TestSite['visit']>[1]) {
    const { page } = await site.visit('/admin/providers', options)
    await page.getByRole('link', { name: 'Sign in as admin' }).click()
    await page.getByLabel('Admin token').fill(adminToken)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/admin/providers')
    return page
  }

  for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']] as const) {
    test(`without a script an admin signs in, and axe finds nothing at ${width} in ${colorScheme}`, async () => {
      const page = await signedIn({ viewport: { width, height: 844 }, colorScheme })
      const found: string[] = []
      for (const address of addresses) {
        await page.goto(address)
        found.push(...(await barriers(page)).map((line) => `${address} ${line}`))
        for (const narrow of [320, width]) {
          await page.setViewportSize({ width: narrow, height: 844 })
          if (await overflow(page) > 0) found.push(`${address} is wider than ${narrow}`)
        }
      }
      assert.deepEqual(found, [])
    })
  }

  test('adding, trying and removing works without JavaScript, and signing out ends it', async () => {
    const page = await signedIn({ javaScriptEnabled: false })
    assert.equal(await page.getByRole('button', { name: 'Add provider' }).isVisible(), false)
    await page.getByText('Add a provider').click()
    await page.getByLabel('Name', { exact: false }).first().fill('by-hand')
    await page.getByLabel('Address', { exact: false }).first().fill(endpoint.url)
    await page.getByRole('button', { name: 'Add provider' }).click()
    await page.getByRole('button', { name: 'Test' }).click()
    assert.match(await page.locator('main').innerText(), /Answered: 3 models/)
    await page.getByText('Remove this provider').click()
    await page.getByRole('button', { name: 'Remove by-hand' }).click()
    await page.waitForURL('**/admin/providers')
    assert.doesNotMatch(await page.locator('main').innerText(), /by-hand/)
    await page.goto('/admin')
    await page.getByRole('button', { name: 'Sign out' }).click()
    assert.match(await page.locator('h1').innerText(), /Sign in/)
    assert.equal((await page.goto('/admin/providers'))!.status(), 401)
  })
})
