import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import { startRunWorker } from '../jobs/runs/start.ts'
import { setProvider } from '../operations/providers/set.ts'
import { listRunAttempts } from '../operations/runs/attempts.ts'
import { createRun } from '../operations/runs/create.ts'
import { cancelRun, resumeRun } from '../operations/runs/change.ts'
import { admin, adminToken, startTestApp, type TestApp } from '../testing/app.ts'
import { barriers } from '../testing/barriers.ts'
import { layoutShift, noBrowser, overflow, startTestSite, type TestSite, type Visit } from '../testing/browser.ts'
import { startEndpoint, type Endpoint } from '../testing/endpoint/server.ts'
import { fastClock } from '../testing/runs.ts'
import { barHtml, markHtml, tellColumn, tellLive, tellModels, tellRun, tellState, type RunFacts } from './run-marks.ts'

test('a cell is shown by a sign and a word, and what it is made of cannot leave its attributes', () => {
  const cell = { challenge: '"><script>', column: 0, sample: 1, state: 'filled' as const, tries: 1, response: '"><b>' }
  const html = markHtml(cell, '"><i>')
  assert.ok(!/<(script|b|i)>/.test(html), html)
  for (const [state, tries, word, sign] of [['waiting', 0, 'waiting', '○'], ['waiting', 2, 'to be asked again', '↻'], ['held', 1, 'being asked', '◐'], ['failed', 1, 'failed', '✕'], ['stopped', 0, 'stopped', '–']] as const) {
    const shown = markHtml({ ...cell, state, tries, response: null }, 'm')
    assert.ok(shown.includes(`>${sign}<`) && shown.includes(`>${word}<`), shown)
  }
})

describe('what is told of a run', () => {
  const now = Date.parse('2026-03-01T10:00:00Z')
  const counts = { waiting: 2, held: 0, filled: 3, failed: 4, stopped: 1 }
  const run: RunFacts = {
    state: 'running', cells: 10, counts, ownWorker: false, restsUntil: null, startedAt: null, finishedAt: null, budgetUsd: 2, budgetTokens: 10, spentUsd: 0.5, spentTokens: 4_522,
    usage: { answers: 3, inputTokens: 1, outputTokens: 1, withoutTokens: 0, withoutAnswer: 0, costUsd: 0.5, knownCostUsd: 0.5 },
  }

  test('a bar shows what is filled, failed and stopped in proportion, each by a pattern and with its number', () => {
    const html = barHtml(counts)
    const shares = [...html.matchAll(/<rect class="(\w+)"(?: fill="url\(#bar-(\w+)\)")? x="([\d.]+)%" width="([\d.]+)%"/g)].map(([, name, pattern, from, width]) => [name, pattern, Number(from), Number(width)])
    assert.deepEqual(shares, [['filled', undefined, 0, 30], ['failed', 'failed', 30, 40], ['stopped', 'stopped', 70, 10]])
    for (const words of ['3 filled', '4 failed', '1 stopped', '2 waiting']) assert.ok(html.includes(words), words)
    assert.ok(!html.includes('being asked'))
  })

  test('a run that only its own worker fills waits for it, unless one is at work or rests', () => {
    const own = { ...run, ownWorker: true }
    const cases: Array<[run: RunFacts, state: string, live: RegExp]> = [
      [run, 'running', /^Live/], [own, 'waits for its own worker', /^Nothing is asked/], [{ ...own, counts: { ...counts, held: 1 } }, 'running', /^Live/],
      [{ ...own, restsUntil: '2026-03-01T10:00:05.000Z' }, 'running', /^Live/], [{ ...own, restsUntil: '2026-03-01T09:59:00.000Z' }, 'waits for its own worker', /^Nothing is asked/],
      [{ ...run, state: 'over-budget' }, 'stopped at its budget', /^Nothing is asked/], [{ ...run, state: 'paused', counts: { ...counts, held: 1 } }, 'paused', /^Live/],
    ]
    for (const [one, state, live] of cases) {
      assert.equal(tellState(one, now), state)
      assert.match(tellLive(one, now), live)
    }
  })

  test('a budget below what is spent is told beside it, not as its whole', () => {
    assert.deepEqual([tellRun(run, now).spentTokens, tellRun(run, now).spentUsd], ['spent 4,522, the budget is 10', '$0.50 of $2'])
  })

  test('an end is told with how long after the beginning it came, and none before', () => {
    const finishedAt = '2026-03-01T10:02:05.000Z'
    const cases = [
      [{ finishedAt: null }, ''], [{ startedAt: null, finishedAt }, 'ended 1 Mar 2026, 10:02 UTC'], [{ startedAt: '2026-03-01T10:00:00.000Z', finishedAt }, 'ended 1 Mar 2026, 10:02 UTC, 2 min 5 s after it began'],
    ] as const
    for (const [times, text] of cases) assert.equal(tellRun({ ...run, ...times }, now).ended, text)
  })

  test('tokens that nothing was reported of are unknown, and none before there is an answer', () => {
    const unknown = { ...run, usage: { ...run.usage, inputTokens: null, outputTokens: null, withoutTokens: 3 } }
    const { input, output, throughput } = tellRun(unknown, now)
    assert.deepEqual([input, output, throughput], ['unknown', 'unknown', 'unknown'])
    assert.equal(tellRun({ ...run, usage: { ...run.usage, answers: 0, inputTokens: 0, outputTokens: 0 } }, now).output, 'none yet')
  })

  test('what may have been charged without an answer is unknown, and told with the most that is spent', () => {
    const usage = { ...run.usage, answers: 0, inputTokens: null, outputTokens: null, costUsd: null, knownCostUsd: 0, withoutAnswer: 6 }
    const { input, output, throughput, cost, unanswered } = tellRun({ ...run, usage }, now)
    assert.deepEqual([input, output, throughput, cost], ['unknown', 'unknown', 'unknown', 'unknown'])
    assert.match(unanswered, /^6 questions brought no whole answer and may have been charged: .*at most: 4,522 tokens, \$0\.50\.$/)
    assert.match(tellRun({ ...run, spentUsd: null, usage }, now).unanswered, /an unknown cost\.$/)
    assert.equal(tellRun(run, now).unanswered, '')
    const column = tellColumn({ counts, usage: { ...usage, tokensPerSecond: null } })
    assert.deepEqual([column.input, column.output, column.speed, column.cost], ['unknown', 'unknown', '–', 'unknown'])
  })

  test('models of a run are named, those of one name with their providers, and the rest counted', () => {
    const models = (...names: string[]) => names.map((name) => ({ provider: name.split('/')[0]!, name: name.split('/')[1]! }))
    const cases: Array<[names: string[], columns: number, text: string]> = [
      [['a/x'], 1, 'x'], [['a/x', 'b/y'], 2, 'x and y'], [['a/x', 'b/x', 'b/y'], 3, 'a/x, b/x and y'], [['a/x', 'b/y'], 5, 'x, y and 3 more'], [[], 0, 'no models'],
    ]
    for (const [names, columns, text] of cases) assert.equal(tellModels({ models: models(...names), columns }), text)
  })
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
    const reasoned = await read(`/runs?${new URLSearchParams({ ...wanted, reasoning: 'high', budgetTokens: '1' })}`)
    assert.match(reasoned, /<input type="hidden" name="reasoning" value="high"/)
    assert.match(reasoned, /That is more than the budget/)
    assert.equal((await app.services.store.read.selectFrom('runs').selectAll().execute()).length, 0)
  })

  test('what cannot be asked is said on the form, which keeps what was written', async () => {
    for (const [change, words] of [[{ models: 'nobody/gpt' }, /is not a model that can be asked/], [{ challenges: 'no-such' }, /no-such/], [{ samples: 'many' }, /samples is a number/], [{ which: 'category', category: 'none' }, /no challenge in the category/]] as const) {
      const page = await read(`/runs?${new URLSearchParams({ ...wanted, ...change })}`)
      assert.match(page, words)
      assert.match(page, /value="Bridges"/)
    }
  })

  test('a budget in money over a model of unknown price is refused beside its field, and the form stays', async () => {
    await app.ask(setProvider, { provider: 'test', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' }, admin)
    const form = { ...wanted, models: 'house/brevis-writer,test/no-price', budgetUsd: '1.5' }
    const refusal = 'nobody knows what &quot;no-price&quot; costs at test. Set a budget in tokens instead.'
    const started = await post('/runs', form)
    assert.equal(started.status, 400)
    for (const page of [await read(`/runs?${new URLSearchParams(form)}`), await started.text()]) {
      assert.equal(page.split(refusal).length, 2, 'it is said once')
      assert.match(page, /name="budgetUsd" value="1\.5"[^>]* aria-invalid="true" aria-describedby="about-budget"/)
      assert.match(page, /id="about-budget" class="note" role="alert"[^>]*>A budget in money cannot be kept/)
      assert.ok(page.includes('value="Bridges"') && page.includes('4 cells to fill') && !page.includes('Start this run'), page)
    }
    for (const taken of [{ ...form, budgetUsd: '', budgetTokens: '9000' }, { ...form, models: 'house/brevis-writer' }]) {
      assert.match(await read(`/runs?${new URLSearchParams(taken)}`), /Start this run/)
    }
  })

  test('a start that is refused shows its form again, with the reason', async () => {
    for (const [change, status, words] of [[{ models: 'nobody/gpt' }, 400, /is not a model that can be asked/], [{ challenges: 'no-such' }, 404, /no-such/], [{ concurrency: '0' }, 400, /concurrency/], [{ models: '' }, 400, /models/]] as const) {
      const reply = await post('/runs', { ...wanted, ...change })
      const page = await reply.text()
      assert.equal(reply.status, status, page)
      assert.match(/<p class="note" role="alert"[^>]*>([^<]*)/.exec(page)?.[1] ?? '', words)
      assert.match(page, /value="Bridges"/)
    }
    assert.equal((await app.services.store.read.selectFrom('runs').selectAll().execute()).length, 0)
  })

  test('a run is started, paused, resumed and cancelled by forms, each leading to its page', async () => {
    const started = await post('/runs', wanted)
    assert.equal(started.status, 303)
    const address = started.headers.get('location')!
    const estimate = await read(`/runs?${new URLSearchParams(wanted)}`)
    assert.match(estimate, /0 cells to fill/)
    assert.ok(estimate.includes('2 samples being asked for already') && estimate.includes(`href="${address}"`))
    for (const [verb, words] of [['pause', /paused/], ['resume', /running/], ['cancel', /cancelled/]] as const) {
      const reply = await post(`${address}/${verb}`, {})
      assert.deepEqual([reply.status, reply.headers.get('location')], [303, address])
      assert.match(await read(address), words)
    }
    assert.equal((await post(`${address}/resume`, {})).status, 409)
    const { run, samples, concurrency, name } = JSON.parse(await read(`${address}.json`)) as Record<string, unknown>
    assert.deepEqual([`/runs/${String(run)}`, samples, concurrency, name], [address, 2, 3, 'Bridges'])
    const list = await read('/runs')
    assert.match(list, new RegExp(`href="${address}"[^>]*>Bridges</a>\\s*<span class="under"[^>]*>brevis-writer · 1 challenge · 2 samples each</span>`))
    assert.match(list, /data-label="Made"[^>]*><time datetime="2026-01-02T03:04:05.000Z">2 Jan 2026, 03:04 UTC</)
  })

  test('a budget set below what is spent is said so where a new one is asked for', async () => {
    const { run } = await app.ask(createRun, { challenges: ['letter-from-a-retiring-bridge'], models: ['house/brevis-writer'], samples: 3, again: true, budgetTokens: 10 }, admin)
    await app.services.store.write.updateTable('runs').set({ state: 'over-budget', spent_tokens: 4_522 }).where('public_id', '=', run).execute()
    const page = await read(`/runs/${run}`)
    assert.match(page, /The budget of 10 tokens is below what is spent, 4,522 tokens, so nothing more is asked\./)
    assert.match(page, />spent 4,522, the budget is 10</)
  })

  test('a new budget that is none comes back with the reason beside its field and what was written; a right one lets the run go on', async () => {
    const { run } = await app.ask(createRun, { challenges: ['letter-from-a-retiring-bridge'], models: ['house/brevis-writer'], again: true, budgetTokens: 10, budgetUsd: 1 }, admin)
    const stop = (state: 'over-budget' | 'running') => app.services.store.write.updateTable('runs').set({ state }).where('public_id', '=', run).execute()
    await stop('over-budget')
    const cases: Array<[form: Record<string, string>, words: string, fields: string[]]> = [
      [{ budgetTokens: 'lots', budgetUsd: '2' }, 'The budget in tokens should be a number, not &quot;lots&quot;.', ['budgetTokens']],
      [{ budgetTokens: '-5', budgetUsd: '2' }, 'The budget in tokens should be at least 0, not -5.', ['budgetTokens']],
      [{ budgetTokens: '1.5', budgetUsd: '2' }, 'The budget in tokens should be a whole number, not 1.5.', ['budgetTokens']],
      [{ budgetTokens: '-5', budgetUsd: '1e999' }, 'The budget in US dollars should be a number, not Infinity. The budget in tokens should be at least 0, not -5.', ['budgetUsd', 'budgetTokens']],
      [{ budgetTokens: '', budgetUsd: '' }, 'Write the new budget: it counts for the whole run.', ['budgetUsd', 'budgetTokens']],
      [{ budgetTokens: '"><b>', budgetUsd: '2' }, 'The budget in tokens should be a number, not &quot;\\&quot;&gt;&lt;b&gt;&quot;.', ['budgetTokens']],
    ]
    for (const [form, words, fields] of cases) {
      const reply = await post(`/runs/${run}`, form)
      const page = await reply.text()
      assert.equal(reply.status, 400, page)
      assert.equal(/id="about-budget" class="note" role="alert"[^>]*>([^<]*)</.exec(page)?.[1], words)
      const inputs = [...page.matchAll(/<input name="(budget\w+)".*? required>/g)].map(([html, name]) => ({ html, name }))
      assert.deepEqual(inputs.filter(({ html }) => html.includes('aria-invalid="true" aria-describedby="about-budget"')).map(({ name }) => name), fields)
      for (const { html, name } of inputs) assert.equal((/ value="([^"]*)"/.exec(html)?.[1] ?? '').replaceAll('&quot;', '"'), form[name!]!, html)
      assert.match(page, /is below what is spent|could pass the budget/, 'it is the run’s own page')
    }
    assert.match(await read(`/runs/${run}`), /stopped at its budget/)
    assert.equal((await app.request(`/runs/${run}`, { method: 'POST', body: new URLSearchParams({ budgetTokens: '-5' }) })).status, 401)
    const taken = await post(`/runs/${run}`, { budgetTokens: '90000', budgetUsd: ' 2.5 ' })
    assert.deepEqual([taken.status, taken.headers.get('location')], [303, `/runs/${run}`])
    const { budgetUsd, budgetTokens, state } = JSON.parse(await read(`/runs/${run}.json`)) as Record<string, unknown>
    assert.deepEqual([budgetUsd, budgetTokens, state], [2.5, 90_000, 'running'])
    const elsewhere = await post(`/runs/${run}`, { budgetTokens: '-5' })
    assert.deepEqual([elsewhere.status, (await elsewhere.text()).includes('about-budget')], [400, false], 'a run that is filling has no such form')
    await app.ask(cancelRun, { run }, admin)
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

  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']] as const) {
    test(`columns of a wide matrix are headed by the names of their models, which stay in sight at ${width}`, async () => {
      await site.app.ask(setProvider, { provider: 'other', kind: 'openai-compatible', baseUrl: endpoint.url }, admin)
      const long = `a-name-without-any-sense-of-proportion-${'on-and-on-'.repeat(6)}`
      const models = [...Array.from({ length: 9 }, (_, index) => `test/matrix-${index}`), 'other/matrix-0', `test/${long}`]
      const { run } = await site.app.ask(createRun, { challenges: ['all'], models, again: true }, admin)
      const { page, mishaps } = await signedIn(`/runs/${run}`, { viewport: { width, height: 700 }, colorScheme })
      const heads = page.locator('.cells thead th')
      const names = await heads.allInnerTexts()
      const cut = names.pop()!
      assert.deepEqual(names, ['matrix-0 at test', ...Array.from({ length: 8 }, (_, index) => `matrix-${index + 1}`), 'matrix-0 at other'])
      assert.ok(cut.endsWith('…') && long.startsWith(cut.slice(0, -1)) && cut.length > 40, cut)
      assert.match(await page.locator('.run-columns tbody th').first().innerText(), /^matrix-0\n/, 'no number leads from one table to the other')
      const box = page.locator('.table-scroll', { has: page.locator('.cells') })
      const { x, y } = (await box.boundingBox())!
      await box.evaluate((element) => element.scrollTo(120, 300))
      const [corner, head, row] = await Promise.all([page.locator('.cells thead td'), heads.last(), page.locator('.cells tbody th').last()].map((place) => place.boundingBox()))
      assert.ok(head!.height > 2.5 * head!.width, `turned: ${JSON.stringify(head)}`)
      assert.ok(Math.abs(head!.y - y) <= 2 && Math.abs(corner!.y - y) <= 2, 'heads stay at the top')
      assert.ok(Math.abs(row!.x - x) <= 2 && Math.abs(corner!.x - x) <= 2, 'challenges stay at the side')
      assert.deepEqual([await overflow(page), await barriers(page), mishaps], [0, [], []])
      await site.app.ask(cancelRun, { run }, admin)
    })
  }

  test('head, bar and models of a run’s page show one moment', async () => {
    const { run } = await site.app.ask(createRun, { challenges: ['letter-from-a-retiring-bridge', 'chords-of-a-sphere', 'hard-cases'], models: ['test/steady@first-150', 'test/second@first-150'], samples: 3, concurrency: 2 }, admin)
    const { page, mishaps } = await signedIn(`/runs/${run}`)
    await page.evaluate(() => {
      const seen = ((globalThis as never as { seen: number[][] }).seen = [] as number[][])
      const numberIn = (element: Element | null) => Number(/\d+/.exec(element!.textContent!)![0])
      // A task of its own: what one message changes is all there.
      new MutationObserver(() => seen.push([
        numberIn(document.querySelector('[data-fact=filled]')), numberIn(document.querySelector('[data-bar] .legend li')),
        [...document.querySelectorAll('[data-told=filled]')].reduce((sum, element) => sum + numberIn(element), 0),
        document.querySelectorAll('.cells .mark.filled').length,
      ])).observe(document.querySelector('run-watch')!, { subtree: true, childList: true, characterData: true })
    })
    await fill(run)
    await page.locator('[data-fact=state]', { hasText: 'done' }).waitFor()
    const seen = await page.evaluate(() => (globalThis as never as { seen: number[][] }).seen)
    assert.ok(new Set(seen.map(([filled]) => filled)).size > 2, JSON.stringify(seen))
    assert.deepEqual(seen.filter((numbers) => new Set(numbers).size > 1), [])
    assert.deepEqual(mishaps, [])
  })

  test('a run that stopped at its budget is not called live, and is when it goes on', async () => {
    const { run } = await site.app.ask(createRun, { challenges: ['chords-of-a-sphere'], models: ['test/frugal@first-1000'], budgetTokens: 10 }, admin)
    await fill(run)
    const { page } = await signedIn(`/runs/${run}`)
    await page.locator('[data-live]', { hasText: 'Nothing is asked now.' }).waitFor()
    await site.app.ask(resumeRun, { run, budgetTokens: 1_000_000 }, admin)
    await page.locator('[data-live]', { hasText: 'Live.' }).waitFor()
    assert.equal(await page.locator('[data-fact=state]').textContent(), 'running')
    await site.app.ask(cancelRun, { run }, admin)
  })

  test('a run’s page fills as the run does, and says when it is done', async () => {
    const { run } = await site.app.ask(createRun, { challenges: ['letter-from-a-retiring-bridge', 'chords-of-a-sphere'], models: ['test/live@first-200', 'test/refused@400'], samples: 2 }, admin)
    const { page, mishaps } = await signedIn(`/runs/${run}`)
    const marks = (name: string) => page.locator(`.cells .mark.${name}`).count()
    assert.deepEqual([await marks('waiting'), await page.getByText('Look again').isVisible(), await page.getByText('ended').count()], [8, false, 0])
    const filling = fill(run)
    await page.locator('.cells .mark.filled').nth(3).waitFor()
    await filling
    await page.locator('[data-fact=state]', { hasText: 'done' }).waitFor()
    await page.getByRole('heading', { name: 'What went wrong' }).waitFor()
    assert.deepEqual([await marks('filled'), await marks('failed'), await marks('waiting')], [4, 4, 0])
    assert.equal(await page.locator('[data-fact=filled]').textContent(), '4 of 8')
    const ended = page.locator('.byline').getByText(/^ended \d+ \w+ \d{4}, \d\d:\d\d UTC, [\d.]+ m?s after it began$/)
    const told = await ended.textContent()
    await page.reload()
    assert.equal(await ended.textContent(), told, 'it is told as on a page that is opened later')
    await page.locator('.cells a.mark.failed').first().click()
    assert.match((await page.locator('.attempts').textContent())!, /did not take the question \(400\).*Status 400: Test status 400\./s)
    assert.deepEqual(mishaps, [])
  })

  test('what had arrived of an answer that broke off is on the run’s page, marked as no answer', async () => {
    const { run } = await site.app.ask(createRun, { challenges: ['chords-of-a-sphere'], models: ['test/torn@cut'] }, admin)
    await startRunWorker({ ...site.app.services, now: fastClock(200) }, { run, most: 1, onError: (error) => site.app.log.push(`error ${String(error)}`) }).done
    const { page } = await signedIn(`/runs/${run}?challenge=chords-of-a-sphere&column=0`)
    await page.getByText('What had arrived, which is no whole answer').first().click()
    const { attempts } = await site.app.ask(listRunAttempts, { run }, admin)
    assert.deepEqual(await page.locator('.arrived pre').allTextContents(), attempts.toReversed().map(({ arrived }) => arrived!.text))
    assert.ok(await page.locator('.arrived[open] pre').isVisible())
  })

  test('without a script a run’s page comes anew by itself until the run is done', async () => {
    const { run } = await site.app.ask(createRun, { challenges: ['chords-of-a-sphere'], models: ['test/unscripted'] }, admin)
    const { page } = await signedIn(`/runs/${run}`, { javaScriptEnabled: false })
    assert.deepEqual([await page.locator('[data-fact=filled]').textContent(), await page.getByText('Look again').isVisible()], ['0 of 1', true])
    await fill(run)
    // It comes after ten seconds, and a busy machine may need some more.
    await page.locator('[data-fact=state]', { hasText: 'done' }).waitFor({ timeout: 40_000 })
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
    const code = (await page.locator('.code-fold[open] pre').textContent())!
    assert.match(code, /streamText\(\{/)
    assert.equal(await page.getByRole('button', { name: 'Run again' }).count(), 0)
    await page.getByRole('link', { name: 'Open alone: As AI SDK code' }).press('Enter')
    await page.waitForURL(/\/cards\/[^/]+\/sdk$/)
    assert.equal(await page.locator('body').textContent(), code)
    const alone = await page.request.get(page.url().replace(/sdk$/, 'json'))
    assert.equal(alone.headers()['content-type'], 'text/plain; charset=UTF-8')
    assert.deepEqual((JSON.parse(await alone.text()) as { requestedModel: string }).requestedModel, 'plain')
    assert.equal((await page.request.get(page.url().replace(/sdk$/, 'other'))).status(), 404)
  })
})
