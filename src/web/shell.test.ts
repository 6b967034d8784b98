import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noBrowser, overflow, startTestSite, type TestSite } from '../testing/browser.ts'
import { anAnswer, importRows } from '../testing/imported-rows.ts'

let site: TestSite
const giants = ['G' + 'igantic'.repeat(714), 'Word '.repeat(1_000).trim()]
/** Where a name stands among others, and where it stands alone. */
let giantAddresses: string[]

before(async () => {
  if (noBrowser) return
  site = await startTestSite()
  const challenge = { kind: 'challenge' as const, key: 'giants', slug: 'giants', title: 'Giants', turns: ['Who?'], category: 'giants' }
  await importRows(site.app.services.store, ...giants.map((model) => anAnswer(model, 'I.', { challenge })))
  const { models } = (await (await site.app.request('/challenges/giants.json')).json()) as { models: Array<{ slug: string }> }
  const [first, second] = models.map(({ slug }) => slug) as [string, string]
  giantAddresses = [
    `/models/${first}`, `/models/${second}`, `/models/${first}/responses/giants`, '/challenges/giants', `/compare/${first}/${second}?challenge=giants`, `/compare/${first}/${second}`,
    `/compare/${first}/${second}?challenge=giants&diff=words`, '/compare?challenge=giants', '/compare', '/models?hasAnswers=yes&sort=name', '/search?q=gigantic', '/search?q=word&kind=model', '/',
  ]
})
after(() => site?.close())

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
/** As many entries as the masthead is to hold. */
const eight = ['Arena', 'Leaderboard', 'Best for', 'Compare', 'Lab', 'Challenges', 'Models', 'Creators']

describe('the masthead', { skip: noBrowser }, () => {
  test('holds eight entries in one line from 992 pixels on, and none of them is cut', async () => {
    const { page } = await site.visit('/')
    await page.evaluate((names) => {
      const list = document.querySelector('.masthead nav ul')!
      const entry = list.querySelector('li')!
      list.replaceChildren(...names.map((name) => {
        const copy = entry.cloneNode(true) as HTMLElement
        copy.querySelector('a')!.textContent = name
        return copy
      }))
    }, eight)
    for (const width of [992, 1_280, 2_000]) {
      await page.setViewportSize({ width, height: 800 })
      assert.equal(await overflow(page), 0, `at ${width}`)
      const boxes = await page.locator('.masthead nav a').evaluateAll((links) => links.map((link) => ({ top: link.getBoundingClientRect().top, isCut: link.scrollWidth > link.clientWidth + 1 })))
      assert.equal(new Set(boxes.map(({ top }) => top)).size, 1, `one line at ${width}`)
      assert.ok(boxes.every(({ isCut }) => !isCut), `whole words at ${width}`)
      const [lastRight, searchLeft] = await page.evaluate(() => [document.querySelector('.masthead nav li:last-child')!.getBoundingClientRect().right, document.querySelector('.masthead .search')!.getBoundingClientRect().left])
      assert.ok(lastRight! < searchLeft!, `nothing lies under the search at ${width}`)
    }
  })

  for (const javaScriptEnabled of [true, false]) {
    test(`folds its entries into a menu on a phone, with${javaScriptEnabled ? '' : 'out'} JavaScript`, async () => {
      const { page, mishaps } = await site.visit('/', { ...phone, javaScriptEnabled })
      const entry = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Creators' })
      assert.equal(await entry.count(), 0)
      await page.getByRole('button', { name: 'Menu' }).tap()
      await entry.waitFor()
      const box = (await entry.boundingBox())!
      assert.ok(box.height >= 44 && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box))
      await page.keyboard.press('Escape')
      await entry.waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Menu' }).tap()
      await entry.tap()
      await page.waitForURL('**/creators')
      assert.deepEqual(mishaps, [])
    })
  }
})

test('a name of 5,000 characters widens no page, and its own page tells it in full', { skip: noBrowser }, async () => {
  const wide: string[] = []
  const { page } = await site.visit('/')
  for (const address of giantAddresses) {
    await page.goto(address)
    for (const width of [390, 1_280]) {
      await page.setViewportSize({ width, height: 800 })
      if (await overflow(page) > 0) wide.push(`${address} at ${width}`)
    }
    const length = await page.evaluate(() => document.querySelector('main')!.innerText.replace(/\s+/g, ' ').match(/(?:igantic|Word ?){20,}/)?.[0].length ?? 0)
    if (length > 0) wide.push(`${address} shows ${length} characters of a name`)
  }
  assert.deepEqual(wide, [])
  await page.goto(giantAddresses[0]!)
  await page.getByText('Its whole name').click()
  assert.ok(giants.includes(await page.locator('.whole-name').innerText()))
})

test('the pages’ own fonts are used, and come from here', { skip: noBrowser }, async () => {
  const { page, mishaps } = await site.visit('/')
  await page.reload()
  const families = await page.evaluate(async () => {
    await document.fonts.ready
    return [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family.replaceAll('"', ''))
  })
  assert.ok(families.includes('Source Serif 4') && families.includes('Source Sans 3'), families.join())
  assert.deepEqual(mishaps, [])
})
