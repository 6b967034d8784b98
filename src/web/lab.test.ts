import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { startRunWorker, type StartedWorker } from '../jobs/runs/start.ts'
import { getLab } from '../operations/lab/read.ts'
import { saveLab } from '../operations/lab/save.ts'
import { startLab } from '../operations/lab/start.ts'
import { setProvider } from '../operations/providers/set.ts'
import { admin, adminToken } from '../testing/app.ts'
import { barriers } from '../testing/barriers.ts'
import { noBrowser, overflow, startTestSite, type TestSite, type Visit } from '../testing/browser.ts'
import { startEndpoint, type Endpoint } from '../testing/endpoint/server.ts'
import { untilDone } from '../testing/lab.ts'

let site: TestSite
let endpoint: Endpoint
let worker: StartedWorker

before(async () => {
  if (noBrowser) return
  site = await startTestSite()
  site.app.services.now = () => new Date()
  endpoint = await startEndpoint({ tokens: 30 })
  await site.app.ask(setProvider, { provider: 'test', kind: 'openai-compatible', baseUrl: endpoint.url, key: 'sk-lab-pages' }, admin)
  worker = startRunWorker(site.app.services, { most: 16, onError: (error) => site.app.log.push(String(error)) })
})
after(async () => {
  await worker?.stop()
  await endpoint?.close()
  await site?.close()
})
afterEach(() => {
  if (!noBrowser) assert.deepEqual(site.app.log.filter((line) => /error|failed/i.test(line)), [])
})

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
/** Answers for four seconds. */
const slow = 'test/slow@interval-20@tokens-200'
/** Answers until it is stopped, however slow the machine is. */
const endless = 'test/endless@interval-50@tokens-9000'

/** A PNG of one dot. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** An admin who has signed in by the way that the Lab shows. */
async function signedIn(options: BrowserContextOptions = {}): Promise<Visit> {
  const visit = await site.visit('/lab', options)
  await visit.page.getByRole('link', { name: 'Sign in to ask' }).click()
  await visit.page.getByLabel('Admin token').fill(adminToken)
  await visit.page.getByRole('button', { name: 'Sign in' }).click()
  await visit.page.getByRole('button', { name: 'Ask them' }).waitFor()
  return visit
}

async function ask(page: Page, prompt: string, models: string[]): Promise<void> {
  await page.getByLabel('Prompt', { exact: true }).fill(prompt)
  for (const [index, model] of models.entries()) await page.locator(`[name="model.${index}"]`).fill(model)
  await page.getByRole('button', { name: 'Ask them' }).click()
  await page.waitForURL(/\/lab\/[0-9a-f]{18}$/)
}

const start = (models: string[], more: object = {}) => site.app.ask(startLab, { prompt: 'Name three rivers.', models: models.map((model) => ({ model })), ...more }, admin)

const column = (page: Page, letter: string) => page.locator(`.lab-column[data-label="${letter}"]`)
const answerOf = (page: Page, letter: string) => column(page, letter).locator('[data-text]').last()
const idOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1)!
const isDone = (page: Page) => page.locator('lab-session[data-state="done"]').waitFor()
const lengthOf = async (page: Page, letter: string) => (await answerOf(page, letter).textContent())!.length
/** By how many pixels an answer is wider than its column. */
const sidewards = (page: Page, letter: string) => column(page, letter).locator('.column-body').evaluate((pane) => pane.scrollWidth - pane.clientWidth)

describe('the Lab', { skip: noBrowser }, () => {
  test('a visitor who may not ask reads the form, learns why, and signs in to a prompt in one click', async () => {
    const { page, mishaps } = await site.visit('/lab')
    await page.getByText('it takes the admin’s token').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Ask them' }).count(), 0)
    assert.equal(await page.getByLabel('Model A', { exact: true }).inputValue(), 'house/brevis-writer')
    const admins = await signedIn()
    await admins.page.getByLabel('Prompt', { exact: true }).fill('Why is the sea salt?')
    await admins.page.keyboard.press('Control+Enter')
    await admins.page.waitForURL(/\/lab\/[0-9a-f]{18}$/)
    await isDone(admins.page)
    for (const letter of ['A', 'B']) assert.ok((await answerOf(admins.page, letter).innerText()).includes('Why is the sea salt?'))
    assert.deepEqual([...mishaps, ...admins.mishaps], [])
  })

  test('visitors who may ask read what their limit counts, and another browser at the same address has no more', async () => {
    const { settings } = site.app.services
    try {
      Object.assign(settings, { visitorsMayAsk: true, visitorAsksPerDay: 3 })
      const { page } = await site.visit('/lab')
      assert.match(await page.locator('.lab-models').innerText(), /3 questions a day \(UTC\) from one browser, and as many from one address, whoever shares it; each column is one\./)
      await ask(page, 'Name a lake.', ['house/brevis-writer', 'house/fabula-writer'])
      const { page: other } = await site.visit('/lab', { javaScriptEnabled: false })
      await other.getByLabel('Prompt', { exact: true }).fill('Name another.')
      await other.getByRole('button', { name: 'Ask them' }).click()
      assert.match(await other.getByRole('alert').innerText(), /^From one address visitors may ask 3 questions a day here\. From yours 2 were asked, so 2 more are too many\./)
      assert.equal(await other.getByLabel('Prompt', { exact: true }).inputValue(), 'Name another.')
    } finally {
      Object.assign(settings, { visitorsMayAsk: false, visitorAsksPerDay: 40 })
    }
  })

  test('answers grow side by side, survive a reload in the middle, and none has a word twice', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Tell a story.', ['house/brevis-writer', slow])
    await page.waitForFunction(() => document.querySelectorAll('.lab-column[data-label="B"] [data-text]')[0]!.textContent.length > 100)
    const [before, clockBefore] = [await lengthOf(page, 'B'), await column(page, 'B').locator('[data-clock]').innerText()]
    await page.reload()
    assert.ok(await lengthOf(page, 'B') >= before, 'what had come is there at once')
    assert.ok(parseFloat(await column(page, 'B').locator('[data-clock]').innerText()) >= parseFloat(clockBefore), 'its clock goes on')
    await page.waitForFunction((length) => document.querySelectorAll('.lab-column[data-label="B"] .live')[0]!.textContent.length > length + 50, before)
    const shown = await page.evaluate(() => document.querySelector('.lab-column[data-label="B"] .live')!.textContent)
    await isDone(page)
    const { columns } = await untilDone(site.app, idOf(page))
    const whole = columns[1]!.answers[0]!
    assert.ok(whole.text!.text.startsWith(shown), 'what was shown on the way is how the answer begins, to the letter')
    assert.ok(shown.length < whole.text!.text.length)
    assert.equal(await answerOf(page, 'B').evaluate((element) => element.innerHTML), whole.html)
    const head = await column(page, 'B').locator('.lab-facts').innerText()
    assert.match(head.replaceAll(/\s+/g, ' '), /done \d+\.\d s 200 tokens cost unknown/)
    assert.deepEqual(mishaps, [])
  })

  test('of an answer of megabytes a part is shown, live and after, with the way to the whole; the page stays at work meanwhile', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Tell an endless story.', ['test/huge@6mb@interval-2', endless])
    await page.evaluate(() => {
      const place = document.querySelector<HTMLElement>('.lab-column[data-label="A"] [data-answer]')!
      let last = performance.now()
      const look = () => {
        const [now, shown] = [performance.now(), place.querySelector('.live')?.textContent ?? '']
        const cut = place.querySelector<HTMLElement>('[data-cut="text"]')!
        if (!cut.hidden && place.dataset.state === 'held') document.body.dataset.saidLive = cut.innerText
        if (shown !== '' && place.dataset.state === 'held') document.body.dataset.longestMs = String(Math.max(Number(document.body.dataset.longestMs ?? 0), Math.round(now - last)))
        last = now
        if (shown !== '') Object.assign(window, { lastShown: shown })
        requestAnimationFrame(look)
      }
      look()
    })
    const cut = column(page, 'A').locator('[data-cut="text"]')
    await page.locator('.lab-column[data-label="A"][data-state="filled"]').waitFor({ timeout: 60_000 })
    await cut.filter({ hasText: /Only the first 400,000 of 6,\d{3},\d{3} characters are shown here\. All of them are kept\./ }).waitFor()
    assert.match((await page.locator('body').getAttribute('data-said-live'))!, /^Only the first 400,000 characters are shown here\. What arrives after them is kept too\./)
    const longestMs = Number(await page.locator('body').getAttribute('data-longest-ms'))
    assert.ok(longestMs < 1_500, `one frame took ${longestMs} ms`)
    const whole = await page.evaluate(async (address) => (await fetch(address!)).text(), await cut.getByRole('link').getAttribute('href'))
    assert.ok(whole.length > 6_000_000)
    assert.ok(await page.evaluate((text) => (window as unknown as { lastShown: string }).lastShown === text, whole.slice(0, 400_000)), 'what was shown is how it begins, to the letter')
    await page.getByRole('button', { name: 'Stop all' }).click()
    await isDone(page)
    await cut.filter({ hasText: 'All of them are kept' }).waitFor()
    assert.equal(await sidewards(page, 'A'), 0, 'its longest word is broken')
    assert.deepEqual(mishaps, [])
  })

  test('a part of megabytes that was stopped says that the rest of it is kept', async () => {
    const { page } = await signedIn()
    await ask(page, 'Tell an endless story.', ['test/huge@stall@2mb', 'house/brevis-writer'])
    await column(page, 'A').locator('[data-cut="text"]').waitFor({ timeout: 30_000 })
    await page.reload()
    await page.waitForFunction(() => document.querySelector('.lab-column[data-label="A"] [data-text]')!.textContent.length === 400_000)
    await page.getByRole('button', { name: 'Stop all' }).click()
    await isDone(page)
    await column(page, 'A').getByText(/^Only the first 400,000 of [\d,]+ characters/).waitFor()
    assert.equal(await lengthOf(page, 'A'), 400_000)
    assert.equal(await sidewards(page, 'A'), 0, 'its longest word is broken')
  })

  test('the end of an answer moves nothing that is being read', async () => {
    const { page } = await signedIn({ viewport: { width: 1280, height: 500 } })
    await ask(page, 'Tell a long story.', ['house/brevis-writer', slow])
    const pane = column(page, 'B').locator('.column-body')
    await page.waitForFunction(() => { const pane = document.querySelector('.lab-column[data-label="B"] .column-body')!; return pane.scrollHeight > pane.clientHeight + 200 })
    await pane.evaluate((element) => element.scrollTo({ top: 100, behavior: 'instant' }))
    await isDone(page)
    assert.equal(await pane.evaluate((element) => element.scrollTop), 100)
  })

  test('one is stopped and keeps its part, one that failed says why and is retried alone, by key and by button', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Tell a story.', [endless, 'test/flaky@401', 'house/ordo-writer'])
    await page.waitForFunction(() => document.querySelector('.lab-column [data-text]')!.textContent.length > 40)
    await page.keyboard.press('s')
    await isDone(page)
    assert.deepEqual(await Promise.all(['A', 'B', 'C'].map((letter) => column(page, letter).getAttribute('data-state'))), ['stopped', 'failed', 'filled'])
    await column(page, 'A').getByText('this is the part that had arrived').waitFor()
    assert.ok(await lengthOf(page, 'A') > 40)
    await column(page, 'B').getByText('Status 401').waitFor()
    const took = async (letter: string) => (await column(page, letter).locator('[data-tokens], [data-cost]').allInnerTexts()).join(', ')
    assert.deepEqual(await Promise.all(['A', 'B'].map(took)), ['tokens unknown, cost unknown', '– tokens, – cost'])
    assert.equal(await column(page, 'A').getByRole('button', { name: /Best / }).isVisible(), false, 'what is not whole is not chosen')
    endpoint.asked.forget()
    await column(page, 'B').getByRole('button', { name: /^Retry / }).click()
    // It says "failed" before the retry and after it.
    while (endpoint.asked.requests.length === 0) await page.waitForTimeout(50)
    await isDone(page)
    assert.deepEqual(endpoint.asked.requests.map(({ model }) => model), ['flaky@401'])
    assert.deepEqual(mishaps, [])
  })

  test('how an answer was asked for stands below it as soon as it has ended, and on a page of its own', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Name a bridge.', ['test/one@interval-20@tokens-60', 'house/brevis-writer'])
    await isDone(page)
    await column(page, 'A').getByText('How it was asked').click()
    const card = column(page, 'A').locator('.lab-how')
    for (const fact of [`${endpoint.url}`, 'as the provider reported them', '@ai-sdk/openai-compatible', 'Asked once: answered.']) await card.getByText(fact).first().waitFor()
    await card.locator('summary', { hasText: 'As a curl command' }).click()
    await card.getByText('--data-binary').waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url })
    const fold = card.locator('.code-fold', { hasText: 'As a curl command' })
    assert.equal(await fold.locator('.to-copy').isVisible(), false, 'there is a button')
    const text = await fold.locator('pre').textContent()
    await fold.getByRole('button', { name: /^Copy/ }).click()
    await fold.getByRole('status').filter({ hasText: 'Copied' }).waitFor()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text)
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
    const copied = page.evaluate(() => new Promise<string>((resolve) => document.addEventListener('copy', () => resolve(String(getSelection())), { once: true })))
    await fold.getByRole('button', { name: /^Copy/ }).click()
    assert.equal((await copied).trimEnd(), text!.trimEnd())
    await column(page, 'B').getByText('How it was asked').waitFor()
    await card.getByRole('link', { name: /^On a page of its own/ }).click()
    await page.getByRole('heading', { level: 1, name: 'How one@interval-20@tokens-60 was asked' }).waitFor()
    assert.deepEqual(mishaps, [])
  })

  test('an answer that the provider’s filter ended says so once, as it ends and after a reload, also where names are hidden', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Tell a story.', ['test/kept-back@filter@interval-20@tokens-60', 'house/brevis-writer'])
    const said = () => page.locator('.lab-answer .note, .column-body > .note').filter({ hasText: 'ended by the provider’s content filter' })
    await said().waitFor()
    await isDone(page)
    assert.equal(await said().count(), 1)
    await page.reload()
    assert.equal(await said().count(), 1)
    const { session } = await start(['test/kept-back@filter', 'house/brevis-writer'], { blind: true })
    await untilDone(site.app, session)
    await page.goto(`/lab/${session}`)
    assert.equal(await said().count(), 1)
    assert.deepEqual(mishaps, [])
  })

  test('a column that is asked again says why and for how long it waits, without what the last try brought', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Tell a story.', ['test/torn@cut@tokens-40', 'house/brevis-writer'])
    await column(page, 'A').getByText(/^Try 3 comes in \d s, because the last one failed\. /).waitFor()
    assert.equal(await lengthOf(page, 'A'), 0)
    await page.reload()
    await column(page, 'A').getByText(/^Try \d comes (in \d s|next), because|^Try \d, because/).waitFor()
    await page.getByRole('button', { name: 'Stop all' }).click()
    await isDone(page)
    await column(page, 'A').getByText(/^Stopped/).waitFor()
    assert.ok(parseFloat(await column(page, 'A').locator('[data-clock]').innerText()) >= 1, 'its clock ran through the waits')
    assert.deepEqual(mishaps, [])
  })

  test('what had been written for the next question stays while a column is stopped', async () => {
    const { page } = await signedIn()
    await ask(page, 'Tell a story.', [endless, endless])
    await page.getByLabel('Next question').fill('And then?')
    await column(page, 'A').getByRole('button', { name: /^Stop / }).click()
    await page.locator('.lab-column[data-label="A"][data-state="stopped"]').waitFor()
    assert.equal(await page.getByLabel('Next question').inputValue(), 'And then?')
    assert.equal(await column(page, 'B').getAttribute('data-state'), 'held')
    await page.getByRole('button', { name: 'Stop all' }).click()
    await isDone(page)
  })

  test('a step keeps what was written and chosen elsewhere on the page, files included, and brings what the server has changed', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Name a harbour.', ['test/one', endless, 'house/brevis-writer'])
    await page.locator('.lab-column[data-label="A"][data-state="filled"]').waitFor()
    await page.getByLabel('Next question').fill('And a lighthouse?')
    await page.getByLabel('Each model goes on from').selectOption({ index: 3 })
    await page.locator('[name="files"]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('some notes') })
    await page.getByRole('radio', { name: /^As a public challenge/ }).check()
    await page.getByLabel('Category').fill('places')
    await page.getByLabel('Answers are').selectOption('code')
    await column(page, 'B').getByRole('button', { name: /^Stop / }).click()
    await isDone(page)
    await page.getByLabel('Ask one more model the same').fill('test/four')
    await page.getByRole('button', { name: 'Share by link' }).click()
    await page.getByLabel('Link to this session').waitFor()
    const asked = () => Promise.all([
      page.getByLabel('Next question').inputValue(), page.getByLabel('Each model goes on from').inputValue(),
      page.locator('[name="files"]').evaluate((field: HTMLInputElement) => [...field.files!].map(({ name }) => name)),
    ])
    const saving = () => Promise.all([
      page.getByLabel('Title').inputValue(), page.getByRole('radio', { name: /^As a public challenge/ }).isChecked(),
      page.getByLabel('Category').inputValue(), page.getByLabel('Answers are').inputValue(),
    ])
    assert.deepEqual(await asked(), ['And a lighthouse?', '2', ['notes.txt']])
    assert.deepEqual(await saving(), ['Name a harbour.', true, 'places', 'code'])
    assert.equal(await page.getByLabel('Ask one more model the same').inputValue(), 'test/four')
    await site.app.ask(saveLab, { session: idOf(page), title: 'Harbours' }, admin)
    await page.getByRole('button', { name: 'Stop sharing' }).click()
    await page.getByRole('heading', { level: 1, name: 'Harbours' }).waitFor()
    assert.deepEqual(await saving(), ['Harbours', true, 'places', 'code'])
    await page.getByLabel('Title').fill('Harbours and lights')
    endpoint.asked.forget()
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.locator('lab-session[data-round="2"]').waitFor()
    assert.deepEqual(await asked(), ['', '', []], 'what was sent is done with')
    assert.deepEqual(await saving(), ['Harbours and lights', false, 'places', 'code'], 'what is no longer offered is not chosen')
    await page.getByRole('button', { name: 'Stop all' }).click()
    await isDone(page)
    assert.ok(endpoint.asked.requests.every(({ body }) => body.includes('some notes')))
    assert.deepEqual(mishaps, [])
  })

  test('chosen blind by a key, the names are told; all go on from the best; it is saved, shared, and read by a stranger', async () => {
    const { page, mishaps } = await signedIn()
    await page.getByRole('checkbox', { name: /Blind/ }).check()
    await ask(page, 'Name a bridge.', ['test/quibblebot-one', 'test/quibblebot-two'])
    await isDone(page)
    assert.doesNotMatch(await page.content(), /quibblebot/)
    await page.keyboard.press('2')
    await page.getByText('chosen blind').waitFor()
    assert.match(await page.locator('.lab-columns').innerText(), /quibblebot-one[^]*quibblebot-two|quibblebot-two[^]*quibblebot-one/)
    assert.ok((await column(page, 'B').locator('.column-head h2').innerText()).includes('your choice'))
    const said = await answerOf(page, 'B').innerText()

    await column(page, 'B').getByRole('link', { name: /^Continue all/ }).click()
    await page.keyboard.type('And a second one?')
    endpoint.asked.forget()
    await page.keyboard.press('Control+Enter')
    await page.locator('lab-session[data-round="2"]').waitFor()
    await isDone(page)
    const asked = endpoint.asked.requests.map(({ body }) => (JSON.parse(body) as { messages: Array<{ content: string }> }).messages.map(({ content }) => content))
    assert.equal(asked.length, 2)
    for (const [first, answer, next] of asked) assert.deepEqual([first, answer!.replaceAll(/\s+/g, ' '), next], ['Name a bridge.', said.replaceAll(/\s+/g, ' '), 'And a second one?'])
    await page.getByText('Question 2, after the answer of').waitFor()

    await page.getByText('It cannot become a public challenge. Models went on with another’s conversation').waitFor()
    assert.ok(await page.getByRole('radio', { name: /^As a public challenge/ }).isDisabled())
    await page.getByLabel('Title').fill('Bridges')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Bridges' }).waitFor()
    await page.getByRole('button', { name: 'Share by link' }).click()
    const link = await page.getByLabel('Link to this session').inputValue()
    assert.deepEqual(mishaps, [])

    const { page: strangers } = await site.visit(link)
    await strangers.getByRole('heading', { level: 1, name: 'Bridges' }).waitFor()
    assert.equal(await strangers.locator('main form').count(), 0, 'a stranger changes nothing')
    await strangers.getByRole('link', { name: 'Use this prompt yourself' }).click()
    assert.equal(await strangers.getByLabel('Prompt', { exact: true }).inputValue(), 'Name a bridge.')
  })

  test('a session that is saved is a private challenge among one’s own, and is run with one more model', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Name a lantern.', ['house/brevis-writer', 'test/one'])
    await isDone(page)
    const address = new URL(page.url()).pathname
    await page.getByLabel('Title').fill('Lanterns')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('It is a private challenge').waitFor()
    await page.getByLabel('Ask one more model the same').fill('house/fabula-writer')
    await page.getByRole('button', { name: 'Run it' }).click()
    await column(page, 'C').getByText('lantern').first().waitFor()
    await isDone(page)
    await page.getByRole('link', { name: 'admins alone' }).click()
    await page.locator('.lab-history li', { hasText: 'Lanterns' }).getByText('private challenge').waitFor()
    assert.equal(await page.locator('.lab-history a', { hasText: 'Lanterns' }).getAttribute('href'), address)
    assert.equal((await site.app.request(address)).status, 404, 'nobody else opens it')
    assert.deepEqual(mishaps, [])
  })

  test('saved as a public challenge it offers what can still be changed, and changes it', async () => {
    const { page, mishaps } = await signedIn()
    await ask(page, 'Name a viaduct.', ['test/one', 'test/two'])
    await isDone(page)
    const types = await page.locator('[name="outputType"] option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))
    assert.deepEqual(types, ['text', 'code', 'json', 'csv', 'html', 'svg'])
    await page.getByRole('radio', { name: /^As a public challenge/ }).check()
    await page.getByLabel('Title').fill('Viaducts')
    await page.getByLabel('Category').fill('works')
    await page.getByLabel('Answers are').selectOption('csv')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const saving = page.locator('#save')
    await saving.getByText('It is public as a challenge with its answers, which are kept as CSV table, and stays public.').waitFor()
    assert.deepEqual([await saving.getByRole('radio').count(), await saving.getByRole('combobox', { name: 'Answers are' }).count()], [0, 0])
    assert.equal(await saving.getByLabel('Category').inputValue(), 'works')
    await saving.getByLabel('Title').fill('Viaducts and aqueducts')
    await saving.getByLabel('Category').fill('')
    await saving.getByRole('button', { name: 'Save again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Viaducts and aqueducts' }).waitFor()
    assert.equal(await saving.getByLabel('Category').inputValue(), '')
    await saving.getByRole('link', { name: 'a challenge with its answers' }).click()
    await page.getByRole('heading', { level: 1, name: 'Viaducts and aqueducts' }).waitFor()
    assert.deepEqual(mishaps, [])
  })

  test('a variable gets its field as it is written, and keeps its value while the prompt is reworded', async () => {
    const { page } = await signedIn()
    const prompt = page.getByLabel('Prompt', { exact: true })
    await prompt.fill('Write to {{whom}} about {{two words}}.')
    await page.getByLabel('whom').fill('an aunt')
    await page.getByLabel('two words').fill('a hive')
    await prompt.fill('Write to {{who}} about {{two words}}.')
    assert.equal(await page.getByLabel('two words').inputValue(), 'a hive')
    await prompt.fill('Write to {{whom}} about {{two words}}.')
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.waitForURL(/\/lab\/[0-9a-f]{18}$/)
    assert.equal((await untilDone(site.app, idOf(page))).rounds[0]!.prompt, 'Write to an aunt about a hive.')
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Write to an aunt about a hive.')
    await start(['house/brevis-writer', 'house/fabula-writer'], { prompt: '{{text}}\n\nSum this up for {{whom}}.', variables: { text: `A hive ${'hums in the garden '.repeat(900)}`, whom: 'an aunt' } })
    await page.goto('/lab')
    const titles = await page.locator('.lab-history a').allInnerTexts()
    assert.deepEqual(titles.slice(0, 2), ['A hive hums in the garden hums in the… Sum this up for an aunt.', 'Write to an aunt about a hive.'])
    assert.ok(titles.every((title) => !title.includes('{{')), titles.join('\n'))
  })

  test('a variable of the system prompt has the same field, and comes back with its value when the prompt is used again', async () => {
    const { page } = await signedIn()
    await page.getByLabel('Prompt', { exact: true }).fill('Name a bird of {{place}}.')
    await page.locator('summary', { hasText: 'System prompt' }).click()
    await page.getByLabel('System prompt').fill('You are {{who}} in {{place}}.')
    assert.equal(await page.locator('[data-values] textarea').count(), 2)
    await page.getByLabel('who').fill('a guide')
    await page.getByLabel('place').fill('Malta')
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.waitForURL(/\/lab\/[0-9a-f]{18}$/)
    await untilDone(site.app, idOf(page))
    await page.locator('.prompt', { hasText: 'You are a guide in Malta.' }).waitFor({ state: 'attached' })
    await page.getByRole('link', { name: 'Use this prompt again' }).click()
    assert.equal(await page.getByLabel('System prompt').inputValue(), 'You are {{who}} in {{place}}.')
    assert.equal(await page.getByLabel('who').inputValue(), 'a guide')
  })
})

describe('the Lab without JavaScript', { skip: noBrowser }, () => {
  const plain = { javaScriptEnabled: false }

  test('asks for missing values and loses nothing, files included; submits, waits, and shows whole answers', async () => {
    const { page } = await signedIn(plain)
    await page.getByLabel('Prompt', { exact: true }).fill('Write\nto {{whom}}.')
    await page.locator('summary', { hasText: 'System prompt' }).click()
    await page.getByLabel('System prompt').fill('Be brief.')
    await page.locator('summary', { hasText: 'Attachments' }).click()
    await page.getByLabel(/^Texts and images/).setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('some notes') })
    await page.locator('[name="model.1"]').fill('test/plain')
    await page.locator('[name="model.2"]').fill('test/other@interval-20@tokens-100')
    await page.getByLabel('Settings of model C').click()
    await page.locator('[name="temperature.2"]').fill('0.5')
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByText('One value is still missing: whom.').waitFor()
    assert.equal(await page.getByLabel('Prompt', { exact: true }).inputValue(), 'Write\nto {{whom}}.')
    assert.equal(await page.getByLabel('System prompt').inputValue(), 'Be brief.')
    assert.equal(await page.locator('[name="temperature.2"]').inputValue(), '0.5')
    await page.getByLabel('whom').fill('an aunt')
    endpoint.asked.forget()
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.waitForURL(/\/lab\/[0-9a-f]{18}$/)
    assert.equal(await page.locator('meta[http-equiv="refresh"]').count(), 1, 'it looks again by itself')
    await untilDone(site.app, idOf(page))
    await page.reload()
    assert.equal(await page.locator('meta[http-equiv="refresh"]').count(), 0)
    assert.ok((await answerOf(page, 'A').innerText()).includes('I am no model'))
    const bodies = endpoint.asked.requests.map(({ body }) => JSON.parse(body) as { model: string; temperature?: number; messages: Array<{ role: string; content: unknown }> })
    assert.match(JSON.stringify(bodies[0]!.messages), /Be brief\.[^]*Write\\nto an aunt\.[^]*notes\.txt[^]*some notes/)
    assert.equal(bodies.find(({ model }) => model.startsWith('other'))!.temperature, 0.5)
  })

  test('one is stopped, one retried, the best chosen and asked on from, shared and no longer shared', async () => {
    const { page } = await signedIn(plain)
    const { session } = await start([endless, 'test/flaky@401', 'house/brevis-writer'])
    await page.goto(`/lab/${session}`)
    await column(page, 'A').getByRole('button', { name: /^Stop / }).click()
    await page.waitForURL(/#column-0$/)
    await untilDone(site.app, session)
    await page.goto(`/lab/${session}`)
    await column(page, 'B').getByRole('button', { name: /^Retry / }).click()
    await untilDone(site.app, session)
    await page.goto(`/lab/${session}`)
    await column(page, 'C').getByRole('button', { name: /Best / }).click()
    assert.ok((await column(page, 'C').locator('.column-head h2').innerText()).includes('your choice'))
    await column(page, 'C').getByRole('link', { name: /^Continue all/ }).click()
    await page.getByLabel('Next question').fill('And lakes?')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.waitForURL(/#answers$/)
    assert.equal((await site.app.ask(getLab, { session }, admin)).rounds[1]!.sharedFrom, 2)
    await page.getByRole('button', { name: 'Stop all' }).click()
    await untilDone(site.app, session)
    await page.goto(`/lab/${session}`)
    for (const [button, status] of [['Share by link', 200], ['Stop sharing', 404]] as const) {
      await page.getByRole('button', { name: button }).click()
      assert.equal((await site.app.request(`/lab/${session}`)).status, status, button)
    }
  })

  test('a picture that went with a prompt is looked at by whoever may see the session, and goes with the prompt again', async () => {
    const { page } = await signedIn(plain)
    const [drawn, notes] = [Buffer.from(pixel, 'base64'), Buffer.from('<script>alert(1)</script> some notes')]
    const { session } = await start(['test/a', 'test/b'], { attachments: [{ name: 'dot.png', base64: pixel }, { name: 'notes.html', base64: notes.toString('base64') }] })
    await untilDone(site.app, session)
    await page.goto(`/lab/${session}`)
    const files = page.getByRole('list', { name: 'Attachments' })
    assert.deepEqual((await files.getByRole('link').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ')), ['dot.png 70 bytes', 'notes.html 36 bytes'])
    assert.equal(await files.locator('img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)), 1)
    const file = (place: number, headers = {}) => site.app.request(`/lab/${session}/attachments/1/${place}`, { headers })
    const admins = { Authorization: `Bearer ${adminToken}` }
    for (const [place, mediaType, bytes] of [[1, 'image/png', drawn], [2, 'text/plain; charset=utf-8', notes]] as const) {
      const reply = await file(place, admins)
      assert.deepEqual(Buffer.from(await reply.arrayBuffer()), bytes)
      const told = ['content-type', 'content-security-policy', 'x-content-type-options', 'cache-control'].map((name) => reply.headers.get(name))
      assert.deepEqual(told, [mediaType, "sandbox; default-src 'none'", 'nosniff', 'private, no-store'])
      assert.equal((await file(place)).status, 404, 'it is nobody else’s')
    }
    assert.equal((await file(3, admins)).status, 404)
    await page.getByRole('button', { name: 'Share by link' }).click()
    assert.equal((await file(1)).status, 200)

    await page.getByRole('link', { name: 'Use this prompt again' }).click()
    await page.getByRole('checkbox', { name: 'dot.png' }).waitFor()
    await page.getByRole('checkbox', { name: 'notes.html' }).uncheck()
    await page.locator('[name="model.1"]').fill('nowhere/model')
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByRole('alert').waitFor()
    assert.deepEqual(await page.locator('[name="kept"]').evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value)), [`dot.png\nlab:${session}/1/1`])
    await page.locator('[name="model.1"]').fill('test/b')
    endpoint.asked.forget()
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.waitForURL(/\/lab\/[0-9a-f]{18}$/)
    const { rounds } = await untilDone(site.app, idOf(page))
    assert.deepEqual(rounds[0]!.attachments, [{ name: 'dot.png', mediaType: 'image/png', size: drawn.length }])
    assert.ok(endpoint.asked.requests.every(({ body }) => body.includes(pixel) && !body.includes('some notes')))
  })

  test('what is refused comes back with its reason and all that was written', async () => {
    const { page } = await signedIn(plain)
    await page.getByLabel('Prompt', { exact: true }).fill('Hello.')
    await page.locator('[name="model.1"]').fill('nowhere/model')
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByRole('alert').filter({ hasText: '"nowhere/model" is not a model that can be asked' }).waitFor()
    assert.equal(await page.getByLabel('Prompt', { exact: true }).inputValue(), 'Hello.')
    await page.locator('[name="model.1"]').fill('')
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByRole('alert').filter({ hasText: 'Choose two models or more.' }).waitFor()
  })
})

describe('a blind session', { skip: noBrowser }, () => {
  test('names no model in any byte of its page, its twin, its events or a refusal, before the choice', async () => {
    const models = ['test/xylotron-nine', 'test/zephyrine-maxima@401', 'house/brevis-writer', 'test/quibblebot@interval-20@tokens-60']
    const { session } = await start(models, { blind: true })
    const headers = { Authorization: `Bearer ${adminToken}` }
    const seen: string[] = []
    const read = async (path: string, init: RequestInit = {}) => {
      const reply = await site.app.request(path, { ...init, headers: { ...headers, ...init.headers } })
      seen.push(`${path}\n${[...reply.headers].join('\n')}\n${await reply.text()}`)
      return reply.status
    }
    const path = `/lab/${session}`
    const send = (step: string, body: string) => read(`${path}/${step}`, { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
    const events = read(`/api/v1${path}/events`, { headers: { Accept: 'text/event-stream' } })
    assert.equal(await read(path), 200)
    assert.equal(await read(`${path}.json`), 200)
    assert.equal(await send('choice', 'column=0'), 409, 'nothing is chosen while some answer')
    assert.equal(await events, 200)
    for (const again of [path, `${path}.json`, `/api/v1${path}`, '/lab.json']) assert.equal(await read(again), 200)
    assert.equal(await send('choice', 'column=9'), 400)
    assert.equal(await send('share', 'shared=yes'), 303)
    const stranger = await site.app.request(path)
    seen.push(await stranger.text())
    const own = seen.filter((text) => !text.startsWith('/lab.json'))
    for (const needle of [/xylotron/i, /zephyrine/i, /quibblebot/i, /brevis/i, /house[/ ]/i, /built into diptych.*writer"/i, /127\.0\.0\.1/, /"test/]) {
      for (const text of own) assert.doesNotMatch(text, needle, text.slice(0, 60))
    }
    assert.ok(own.some((text) => text.includes('event: progress') && text.includes('"kind":"text"')), 'events were looked at')
    const hidden = ['xylotron-nine', 'zephyrine-maxima', 'quibblebot@']
    for (const list of ['/lab', '/lab.json', '/api/v1/lab', '/api/v1/lab/choices', '/runs', '/runs.json', '/api/v1/runs', '/api/v1/runs/choices', '/admin/providers', '/api/v1/providers', '/api/v1/health', '/api/v1/doctor']) {
      const reply = await site.app.request(list, { headers })
      const text = await reply.text()
      assert.equal(reply.status, 200, list)
      for (const name of hidden) assert.ok(!text.includes(name), `${list} names ${name}`)
    }
    for (const tool of ['runs.choices', 'lab.choices', 'lab.list', 'runs.list', 'providers.list']) {
      const reply = await site.app.request('/mcp', {
        method: 'POST', headers: { ...headers, Host: 'localhost', 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: {} } }),
      })
      const text = await reply.text()
      assert.ok(reply.status === 200 && text.includes('"result"'), `${tool}: ${text.slice(0, 200)}`)
      for (const name of hidden) assert.ok(!text.includes(name), `${tool} names ${name}`)
    }
    for (const name of hidden) assert.ok(!site.app.log.join('\n').includes(name), `the log names ${name}`)
    const { models: catalogue } = await (await site.app.request('/api/v1/models?limit=100', { headers })).json() as { models: Array<{ slug: string }> }
    assert.deepEqual(catalogue.filter(({ slug }) => /xylotron|zephyrine/.test(slug)), [], 'the catalogue has no entry yet')
    const { columns } = await site.app.ask(getLab, { session }, admin)
    assert.equal(await send('choice', `column=${columns.findIndex(({ answers }) => answers[0]!.whole)}`), 303)
    const open = await (await site.app.request(path, { headers })).text()
    for (const model of ['xylotron-nine', 'zephyrine-maxima', 'brevis-writer', 'quibblebot']) assert.ok(open.includes(model), 'the needles are sharp')
  })
})

describe('what the Lab shows', { skip: noBrowser }, () => {
  test('columns that do not fit are cut, so that one sees that there are more; short ones take no more room than they need', async () => {
    const [eight, two] = [await start(Array.from({ length: 8 }, (_, index) => `test/m${index}`)), await start(['test/m0', 'test/m1'])]
    await Promise.all([untilDone(site.app, eight.session), untilDone(site.app, two.session)])
    const { page } = await signedIn()
    const boxes = () => page.evaluate(() => ['.lab-columns', ...document.querySelectorAll('.lab-column')].map((one) => (typeof one === 'string' ? document.querySelector(one)! : one).getBoundingClientRect().toJSON() as DOMRect))
    await page.goto(`/lab/${eight.session}`)
    await page.getByText('8 columns, more of them to the side').waitFor()
    const [frame, ...columns] = await boxes()
    assert.ok(columns.some(({ left, right }) => left < frame!.right - 60 && right > frame!.right + 60), 'one is cut')
    await page.screenshot({ fullPage: true })
    assert.equal(await page.locator('.lab-columns').evaluate((element) => element.scrollLeft), 0, 'the first column stays in sight when the page is laid out anew')
    await page.goto(`/lab/${two.session}`)
    const [short, ...both] = await boxes()
    assert.ok(short!.height < 420 && both.every(({ right }) => right <= short!.right + 1), `${short!.height} px for a line`)
    const fields = await page.locator('.lab-go-on-foot').evaluate((foot) => [...foot.querySelectorAll('select, input, button')].map((field) => field.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]))
    assert.equal(new Set(fields.map(String)).size, 1, 'what stands in a row stands on one line')
    await page.getByLabel('Category').waitFor({ state: 'hidden' })
    await page.getByRole('radio', { name: /^As a public challenge/ }).check()
    await page.getByLabel('Category').waitFor()
  })

  test('names and facts of columns stand on one line each, whoever still answers, and no foot is an empty box', async () => {
    const { session } = await start([endless, 'test/b', 'test/c@401', `test/${'long-name-'.repeat(6)}`, endless])
    const { page } = await signedIn()
    await page.goto(`/lab/${session}`)
    await page.locator('.lab-column[data-label="C"][data-state="failed"]').waitFor()
    for (const letter of ['B', 'D']) await page.locator(`.lab-column[data-label="${letter}"][data-state="filled"]`).waitFor()
    const tops = (selector: string) => page.locator(`.lab-column ${selector}`).evaluateAll((elements) => new Set(elements.map((element) => Math.round(element.getBoundingClientRect().top))).size)
    assert.deepEqual(await Promise.all(['h2 .letter', 'h2 > a', '.lab-facts', '.column-body'].map(tops)), [1, 1, 1, 1])
    const feet = () => page.locator('.column-foot').evaluateAll((all) => all.map((foot) => (foot.checkVisibility() ? (foot as HTMLElement).innerText.trim() !== '' : 'none')))
    assert.deepEqual(await feet(), ['none', 'none', true, 'none', 'none'])
    await page.getByText('The best is chosen once all have answered, or were stopped.').waitFor()
    await page.getByRole('button', { name: 'Stop all' }).click()
    await isDone(page)
    await page.getByText('Which is best?').waitFor()
    assert.ok(!(await feet()).includes(false))
    assert.equal(await tops('.column-foot'), 1)
  })

  for (const [name, options] of [
    ['1280 in light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }], ['390 in dark', { ...phone, colorScheme: 'dark' }],
  ] as Array<[string, BrowserContextOptions]>) {
    test(`has no barrier and no width of its own at ${name}: one to eight columns, long names, right to left, answers under way`, async () => {
      const eight = await start(['test/a@reasoning', 'test/b', 'house/ordo-writer', 'test/c@401', 'test/d@cut', 'test/e@tokens-6000', 'test/f@empty', `test/${'long-name-'.repeat(25)}`])
      const rtl = await start(['test/a', 'house/fabula-writer'], { prompt: 'اكتب رسالة قصيرة إلى خالتي عن النحل.', blind: true })
      await Promise.all([untilDone(site.app, eight.session), untilDone(site.app, rtl.session)])
      const { page, mishaps } = await signedIn(options)
      const slowly = await start([endless, `${endless}@reasoning`])
      const found: string[] = []
      for (const address of ['/lab', `/lab?from=${eight.session}`, `/lab/${eight.session}/answers/0/1`, `/lab/${eight.session}`, `/lab/${rtl.session}`, `/lab/${slowly.session}`]) {
        await page.goto(address)
        found.push(...(await barriers(page)).map((line) => `${address} ${line}`))
        if (await overflow(page) > 0) found.push(`${address} is too wide`)
      }
      await page.getByRole('button', { name: 'Stop all' }).click()
      assert.deepEqual(found, [])
      assert.deepEqual(mishaps, [])
    })
  }
})
