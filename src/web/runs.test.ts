import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import { startRunWorker } from '../jobs/runs/start.ts'
import { setProvider } from '../operations/providers/set.ts'
import { createRun } from '../operations/runs/create.ts'
import { cancelRun } from '../operations/runs/change.ts'
import { admin, adminToken, startTestApp, type TestApp } from '../testing/app.ts'
import { barriers } from '../testing/barriers.ts'
import { layoutShift, noBrowser, overflow, startTestSite, type TestSite, type Visit } from '../testing/browser.ts'
import { startEndpoint, type Endpoint } from '../testing/endpoint/server.ts'
import { markHtml } from './run-marks.ts'

test('a cell is shown by a sign and a word, and what it is made of cannot leave its attributes', () => {
  const cell = { challenge: '"><script>', column: 0, sample: 1, state: 'filled' as const, tries: 1, response: '"><b>' }
  const html = markHtml(cell, '"><i>')
  assert.ok(!/<(script|b|i)>/.test(html), html)
  for (const [state, tries, word, sign] of [['waiting', 0, 'waiting', '○'], ['waiting', 2, 'to be asked again', '↻'], ['held', 1, 'being asked', '◐'], ['failed', 1, 'failed', '✕'], ['stopped', 0, 'stopped', '–']] as const) {
    const shown = markHtml({ ...cell, state, tries, response: null }, 'm')
    assert.ok(shown.includes(`>${sign}<`) && shown.includes(`>${word}<`), shown)
  }
})

describe('forms', () => {
  let app: TestApp
  let cookie: string

  before(async () => {
    app = await startTestApp({ demo: true })
    cookie = (await post('/admin', { token: adminToken })).headers.get('set-cookie')!.split(';')[0]!
  })
  after(() => app.close())

  const ofOurs = () => ({ Origin: 'http://localhost', Host: 'localhost', ...(cookie && { Cookie: cookie }) })
  const post = (path: string, form: Record<string, string>) => app.request(path, { method: 'POST', headers: ofOurs(), body: new URLSearchParams(form) })
  const read = async (path: string) => (await app.request(path, { headers: ofOurs() })).text()
  const wanted = { which: 'named', challenges: 'letter-from-a-retiring-bridge', models: 'house/brevis-writer', samples: '2', concurrency: '3', name: 'Bridges' }

  test('a visitor is told to sign in, may do nothing, and their page has no button to run again', async () => {
    for (const path of ['/runs', '/runs/x']) {
      const page = await app.request(path)
      assert.equal(page.status, 401)
      assert.match(await page.text(), new RegExp(`href="/admin\\?to=${encodeURIComponent(path)}"`))
      assert.equal((await app.request(`${path}.json`)).status, 401)
    }
    for (const path of ['/runs', '/runs/x/pause', '/runs/x/resume', '/runs/x/cancel', '/runs/again/x']) {
      assert.equal((await app.request(path, { method: 'POST', body: new URLSearchParams(wanted) })).status, 401, path)
    }
  })

  test('an estimate comes before the start, and asks for nothing', async () => {
    const page = await read(`/runs?${new URLSearchParams(wanted)}`)
    assert.match(page, /2 cells to fill/)
    assert.match(page, /<input type="hidden" name="models" value="house\/brevis-writer"/)
    assert.equal((await app.services.store.read.selectFrom('runs').selectAll().execute()).length, 0)
  })

  test('what cannot be asked is said on the form, which keeps what was written', async () => {
    for (const [change, words] of [[{ models: 'nobody/gpt' }, /is not a model that can be asked/], [{ challenges: 'no-such' }, /no-such/], [{ samples: 'many' }, /samples is a number/], [{ which: 'category', category: 'none' }, /no challenge in the category/]] as const) {
      const page = await read(`/runs?${new URLSearchParams({ ...wanted, ...change })}`)
      assert.match(page, words)
      assert.match(page, /value="Bridges"/)
    }
  })

  test('a run is started, paused, resumed and cancelled by forms, each leading to its page', async () => {
    const started = await post('/runs', wanted)
    assert.equal(started.status, 303)
    const address = started.headers.get('location')!
    for (const [verb, words] of [['pause', /paused/], ['resume', /running/], ['cancel', /cancelled/]] as const) {
      const reply = await post(`${address}/${verb}`, {})
      assert.deepEqual([reply.status, reply.headers.get('location')], [303, address])
      assert.match(await read(address), words)
    }
    assert.equal((await post(`${address}/resume`, {})).status, 409)
    const { run, samples, concurrency, name } = JSON.parse(await read(`${address}.json`)) as Record<string, unknown>
    assert.deepEqual([`/runs/${String(run)}`, samples, concurrency, name], [address, 2, 3, 'Bridges'])
    assert.match(await read('/runs'), new RegExp(`href="${address}"`))
  })

  test('a run over a category asks exactly its challenges', async () => {
    const { challenges } = JSON.parse(await read('/challenges.json?category=writing')) as { challenges: Array<{ slug: string }> }
    const reply = await post('/runs', { ...wanted, which: 'category', category: 'writing', samples: '1' })
    const { matrix } = JSON.parse(await read(`${reply.headers.get('location')!}.json`)) as { matrix: { challenges: Array<{ slug: string }> } }
    assert.deepEqual(matrix.challenges.map(({ slug }) => slug).sort(), challenges.map(({ slug }) => slug).sort())
  })

  test('events are framed with ids, and a client that comes back is told only what it has not seen', async () => {
    const { run } = await app.ask(createRun, { challenges: ['letter-from-a-retiring-bridge'], models: ['house/fabula-writer'] }, admin)
    await app.ask(cancelRun, { run }, admin)
    const events = async (headers: Record<string, string> = {}) => (await app.request(`/api/v1/runs/${run}/events`, { headers: { ...headers, Authorization: `Bearer ${adminToken}`, Accept: 'text/event-stream' } })).text()
    const all = await events()
    const [, id] = /^event: progress\n(?:data: .*\n)*id: (\w+)\n/m.exec(all) ?? []
    assert.ok(id, all)
    assert.match(all, /event: result\n/)
    assert.ok(!(await events({ 'Last-Event-ID': id })).includes('event: progress'))
    const asVisitor = await (await app.request(`/api/v1/runs/${run}/events`, { headers: { Accept: 'text/event-stream' } })).text()
    assert.ok(asVisitor.includes('unauthenticated') && !asVisitor.includes('fabula'), asVisitor)
  })
})

describe('in a browser', { skip: noBrowser }, () => {
  let site: TestSite
  let endpoint: Endpoint

  before(async () => {
    site = await startTestSite()
    site.app.services.now = () => new Date()
    endpoint = await startEndpoint({ tokens: 20 })
    await site.app.ask(setProvider, { provider: 'test', kind: 'openai-compatible', baseUrl: endpoint.url }, admin)
  })
  after(async () => {
    await endpoint.close()
    await site.close()
  })
  afterEach(() => assert.deepEqual(site.app.log.filter((line) => /error|failed/i.test(line)), []))

  async function signedIn(path: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const visit = await site.visit(`/admin?to=${encodeURIComponent(path)}`, options)
    await visit.page.getByLabel('Admin token').fill(adminToken)
    await visit.page.getByRole('button', { name: 'Sign in' }).click()
    await visit.page.waitForURL(`**${path}`)
    return visit
  }

  const fill = async (run: string) => startRunWorker(site.app.services, { run, most: 8, onError: (error) => site.app.log.push(`error ${String(error)}`) }).done
  const hard = {
    challenges: ['letter-from-a-retiring-bridge', 'hard-cases', 'chords-of-a-sphere'], samples: 2, name: `A name ${'without-a-place-to-break'.repeat(6)}`,
  }

  test('axe finds nothing on the pages of runs, and none is too wide', async () => {
    const models = Array.from({ length: 100 }, (_, index) => `test/a-rather-long-name-of-a-model-${index}${index % 3 === 0 ? '@400' : ''}`)
    const { run: wide } = await site.app.ask(createRun, { ...hard, challenges: hard.challenges.slice(0, 2), samples: 1, models }, admin)
    await fill(wide)
    const { run: waiting } = await site.app.ask(createRun, { ...hard, models: ['test/one', 'test/two'], again: true, budgetTokens: 100 }, admin)
    const { run: nothing } = await site.app.ask(createRun, { challenges: ['letter-from-a-retiring-bridge'], models: models.slice(1, 2) }, admin)
    const addresses = [
      '/runs', `/runs?which=all&models=${encodeURIComponent(models.slice(0, 3).join(','))}`, '/runs?models=nobody%2Fgpt', `/runs/${wide}`, `/runs/${wide}?challenge=hard-cases&column=0`,
      `/runs/${waiting}`, `/runs/${nothing}`, '/models/a-rather-long-name-of-a-model-1/responses/hard-cases', '/challenges/hard-cases',
    ]
    const found: string[] = []
    for (const options of [{ viewport: { width: 1280, height: 900 }, colorScheme: 'light' }, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }] as const) {
      const { page, mishaps } = await signedIn('/runs', options)
      for (const address of addresses) {
        await page.goto(address)
        found.push(...(await barriers(page)).map((line) => `${address} ${line}`))
        for (const width of [320, options.viewport.width]) {
          await page.setViewportSize({ width, height: 800 })
          if (await overflow(page) > 0) found.push(`${address} is wider than ${width}`)
        }
        await page.goto(address)
        if (await layoutShift(page) > 0.005) found.push(`${address} moves by itself`)
      }
      found.push(...mishaps)
    }
    assert.deepEqual(found, [])
  })

  test('a run’s page fills as the run does, and says when it is done', async () => {
    const { run } = await site.app.ask(createRun, { challenges: ['letter-from-a-retiring-bridge', 'chords-of-a-sphere'], models: ['test/live@first-200', 'test/refused@400'], samples: 2 }, admin)
    const { page, mishaps } = await signedIn(`/runs/${run}`)
    const marks = (name: string) => page.locator(`.cells .mark.${name}`).count()
    assert.deepEqual([await marks('waiting'), await page.getByText('Look again').isVisible()], [8, false])
    const filling = fill(run)
    await page.locator('.cells .mark.filled').nth(3).waitFor()
    await filling
    await page.locator('[data-fact=state]', { hasText: 'done' }).waitFor()
    await page.getByRole('heading', { name: 'What went wrong' }).waitFor()
    assert.deepEqual([await marks('filled'), await marks('failed'), await marks('waiting')], [4, 4, 0])
    assert.equal(await page.locator('[data-fact=filled]').textContent(), '4 of 8')
    await page.locator('.cells a.mark.failed').first().click()
    assert.match((await page.locator('.attempts').textContent())!, /did not take the question \(400\).*Status 400: Test status 400\./s)
    assert.deepEqual(mishaps, [])
  })

  test('without a script a run’s page comes anew by itself until the run is done', async () => {
    const { run } = await site.app.ask(createRun, { challenges: ['chords-of-a-sphere'], models: ['test/unscripted'] }, admin)
    const { page } = await signedIn(`/runs/${run}`, { javaScriptEnabled: false })
    assert.deepEqual([await page.locator('[data-fact=filled]').textContent(), await page.getByText('Look again').isVisible()], ['0 of 1', true])
    await fill(run)
    await page.locator('[data-fact=state]', { hasText: 'done' }).waitFor()
    assert.equal(await page.locator('noscript meta[http-equiv=refresh], meta[http-equiv=refresh]').count(), 0)
  })

  test('a button on an answer asks for it once more, and a click selects how it was asked', async () => {
    await fill((await site.app.ask(createRun, { challenges: ['letter-from-a-retiring-bridge'], models: ['test/again'], temperature: 0.5 }, admin)).run)
    const { page } = await signedIn('/models/again/responses/letter-from-a-retiring-bridge')
    await page.getByText('As a curl command').click()
    await page.locator('.code-fold[open] pre').click()
    assert.equal(await page.evaluate(() => String(getSelection()).trimEnd()), (await page.locator('.code-fold[open] pre').textContent())!.trimEnd())
    await page.getByRole('button', { name: 'Run again' }).click()
    await page.waitForURL(/\/runs\/[0-9a-f]{18}$/)
    await fill(page.url().split('/').at(-1)!)
    await page.locator('.cells a.mark.filled').click()
    assert.match((await page.locator('.samples').textContent())!, /Both samples are the same\./)
    assert.equal(await page.getByRole('button', { name: 'Run again' }).count(), 1)
  })

  test('a visitor reads and copies the card without a script, and gets no button that spends', async () => {
    await fill((await site.app.ask(createRun, { challenges: ['chords-of-a-sphere'], models: ['test/plain'] }, admin)).run)
    const { page } = await site.visit('/models/plain/responses/chords-of-a-sphere', { javaScriptEnabled: false })
    await page.getByText('As AI SDK code').click()
    assert.match((await page.locator('.code-fold[open] pre').textContent())!, /streamText\(\{/)
    assert.equal(await page.getByRole('button', { name: 'Run again' }).count(), 0)
  })
})
