import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { noBrowser, startTestSite, watch, type TestSite } from '../testing/browser.ts'
import { errorAddress, siteAddresses } from '../testing/site-addresses.ts'

let site: TestSite

before(async () => {
  if (!noBrowser) site = await startTestSite()
})
after(() => site?.close())

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

function path(page: Page): string {
  const { pathname, search } = new URL(page.url())
  return pathname + search
}

/** Where an element stands in the window. */
async function topOf(page: Page, selector: string): Promise<number> {
  return (await page.locator(selector).boundingBox())!.y
}

for (const javaScriptEnabled of [true, false]) {
  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, { skip: noBrowser }, () => {
    test('a visitor goes from the front page to a challenge, compares two answers, sees what differs, reads one raw and goes on', async () => {
      const { page, mishaps } = await site.visit('/', { javaScriptEnabled })
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Challenges' }).click()
      await page.getByRole('link', { name: 'Letter from a retiring bridge' }).click()
      assert.equal(path(page), '/challenges/letter-from-a-retiring-bridge')
      await page.getByLabel('compare Brevis').check()
      await page.getByLabel('compare Ordo').check()
      await page.getByRole('button', { name: 'Compare the chosen' }).click()
      assert.equal(path(page), '/compare/brevis/ordo?challenge=letter-from-a-retiring-bridge')
      const columns = page.locator('.column')
      assert.deepEqual(await columns.locator('h2').allInnerTexts(), ['Brevis', 'Ordo'])
      for (const head of await columns.locator('.column-head').allInnerTexts()) assert.match(head, /\d+ words · \d+ min/)

      await page.getByRole('group', { name: 'Differences' }).getByRole('link', { name: 'words' }).click()
      assert.match(path(page), /diff=words/)
      assert.ok(await page.locator('.diff ins').count() > 3 && await page.locator('.diff del').count() > 3)
      await page.getByRole('group', { name: 'Differences' }).getByRole('link', { name: 'off' }).click()

      await page.getByRole('group', { name: 'Text' }).getByRole('link', { name: 'raw' }).click()
      assert.match(await page.locator('.raw').last().innerText(), /\*\*To:\*\*/)
      await page.getByRole('group', { name: 'Text' }).getByRole('link', { name: 'as it reads' }).click()
      assert.equal(await page.locator('.raw').count(), 0)

      await page.locator('.column-head').getByRole('link', { name: 'Ordo' }).click()
      assert.equal(path(page), '/models/ordo/responses/letter-from-a-retiring-bridge')
      await page.getByRole('link', { name: 'Next challenge' }).click()
      assert.match(path(page), /^\/models\/ordo\/responses\/(?!letter-from-a-retiring-bridge)/)
      assert.deepEqual(mishaps, [])
    })

    test('columns are swapped, one is shown alone, added and removed, and each state is an address', async () => {
      const { page, mishaps } = await site.visit('/compare/brevis/ordo?challenge=chords-of-a-sphere', { javaScriptEnabled })
      const names = () => page.locator('.column h2').allInnerTexts()
      await page.getByRole('link', { name: 'Swap' }).click()
      assert.deepEqual(await names(), ['Ordo', 'Brevis'])
      await page.getByLabel('Add a model').selectOption('fabula')
      await page.getByRole('button', { name: 'Add' }).click()
      assert.deepEqual(await names(), ['Ordo', 'Brevis', 'Fabula'])
      await page.getByLabel('Options for Brevis').click()
      await page.getByRole('link', { name: 'Only this one' }).click()
      assert.deepEqual(await names(), ['Brevis'])
      await page.getByLabel('Options for Brevis').click()
      await page.getByRole('link', { name: 'Show all' }).click()
      await page.getByLabel('Options for Ordo').click()
      await page.getByRole('link', { name: 'Remove' }).click()
      assert.deepEqual(await names(), ['Brevis', 'Fabula'])
      assert.equal(path(page), '/compare/brevis/fabula?challenge=chords-of-a-sphere')
      await page.getByLabel('Challenge', { exact: true }).selectOption('rain-on-the-roofs')
      await page.getByRole('button', { name: 'Go' }).click()
      assert.equal(path(page), '/compare/brevis/fabula?challenge=rain-on-the-roofs')
      await page.getByRole('link', { name: 'Next challenge' }).click()
      assert.notEqual(path(page), '/compare/brevis/fabula?challenge=rain-on-the-roofs')
      assert.deepEqual(mishaps, [])
    })

    test('models are searched, filtered and sorted, and the address says how', async () => {
      const { page, mishaps } = await site.visit('/models', { javaScriptEnabled })
      await page.getByLabel('Creator').selectOption({ label: 'Moonshot AI' })
      await page.getByLabel('Order').selectOption('name')
      await page.getByRole('button', { name: 'Show' }).click()
      const query = new URL(page.url()).searchParams
      assert.deepEqual([query.get('creator'), query.get('sort')], ['moonshot-ai', 'name'])
      const names = await page.locator('tbody th').allInnerTexts()
      assert.ok(names.includes('Kimi K2'))
      assert.deepEqual(names, names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
      assert.equal(await page.getByLabel('Creator').inputValue(), 'moonshot-ai')
      assert.equal(await page.locator('tbody tr', { hasNotText: 'Moonshot AI' }).count(), 0)
      await page.getByRole('link', { name: 'Clear' }).click()
      assert.equal(path(page), '/models')
      assert.deepEqual(mishaps, [])
    })

    test('a search finds answers and marks the words', async () => {
      const { page, mishaps } = await site.visit('/', { javaScriptEnabled })
      await page.getByLabel('Search answers, challenges and models').fill('clockwork')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/search?q=clockwork')
      assert.match((await page.locator('mark').first().innerText()).toLowerCase(), /clockwork/)
      await page.locator('.results h3 a').first().click()
      assert.match(path(page), /^\/(models|challenges)\//)
      assert.deepEqual(mishaps, [])
    })

    test('a search is narrowed by what can be chosen, keeps its words, and is widened again', async () => {
      const { page, mishaps } = await site.visit('/search?q=the&kind=response', { javaScriptEnabled })
      const filter = (name: string) => page.getByRole('combobox', { name, exact: true })
      const authors = async () => [...new Set(await page.locator('.results .eyebrow a').allInnerTexts())]
      assert.ok((await authors()).length > 1)
      await filter('Model').selectOption({ label: 'Brevis' })
      await filter('Output').selectOption('html')
      await page.getByRole('button', { name: 'Show' }).click()
      const query = new URL(page.url()).searchParams
      assert.deepEqual(['q', 'kind', 'model', 'type'].map((name) => query.get(name)), ['the', 'response', 'brevis', 'html'])
      assert.deepEqual(await authors(), ['Brevis'])
      assert.deepEqual([...new Set(await page.locator('.results .eyebrow').allInnerTexts())], ['answer by Brevis, a house author · web page'])
      assert.equal(await filter('Model').inputValue(), 'brevis')
      await page.getByRole('link', { name: 'Output web page' }).click()
      await filter('Challenge').selectOption({ index: 1 })
      await page.getByRole('button', { name: 'Show' }).click()
      assert.equal(await page.locator('.results > li').count(), 1)
      await page.getByRole('link', { name: 'Model Brevis' }).click()
      assert.ok((await authors()).length > 1)
      assert.deepEqual(mishaps, [])
    })

    test('a theme is chosen, kept, and stronger than the system’s', async () => {
      const { page, mishaps } = await site.visit('/challenges?category=writing', { javaScriptEnabled, colorScheme: 'light' })
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      const light = await paper()
      await page.getByRole('button', { name: 'Theme: dark' }).click()
      assert.equal(path(page), '/challenges?category=writing')
      const dark = await paper()
      assert.notEqual(dark, light)
      await page.goto('/models')
      assert.equal(await paper(), dark)
      await page.getByRole('button', { name: 'Theme: light' }).click()
      assert.equal(await paper(), light)
      assert.deepEqual(mishaps, [])
    })

    test('a page that is not there says so and leads on', async () => {
      const { page, mishaps } = await site.visit(errorAddress, { javaScriptEnabled })
      await page.getByRole('heading', { name: 'Not here' }).waitFor()
      await page.getByRole('link', { name: 'Search for it' }).click()
      assert.equal(path(page), '/search?q=no-such-model')
      assert.deepEqual(mishaps.filter((mishap) => !mishap.includes('404')), [])
    })

    test('a web page answer stands still until its scripts are asked for', async () => {
      const { page, mishaps } = await site.visit('/models/restless/responses/a-restless-page', { javaScriptEnabled })
      const state = page.frameLocator('iframe').locator('#state')
      assert.equal(await state.innerText(), 'still')
      await page.getByRole('link', { name: 'Run its scripts' }).click()
      // Where the browser runs no scripts at all, it runs none of the answer's either.
      await state.filter({ hasText: javaScriptEnabled ? 'ran' : 'still' }).waitFor()
      assert.equal(path(page), '/models/restless/responses/a-restless-page')
      await page.getByRole('link', { name: 'Still view' }).click()
      await state.filter({ hasText: 'still' }).waitFor()
      assert.deepEqual(mishaps, [])
    })
  })
}

describe('by keyboard', { skip: noBrowser }, () => {
  /** Presses Tab until the element with these words has the focus, and sees that the focus can be seen. */
  async function tabTo(page: Page, words: string): Promise<void> {
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement
        const box = element.getBoundingClientRect()
        const [x, y] = [box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 10)]
        const onTop = document.elementFromPoint(x, y)
        return {
          words: element.getAttribute('aria-label') ?? (element as HTMLInputElement).labels?.[0]?.textContent ?? element.textContent, outline: getComputedStyle(element).outlineStyle,
          isCovered: onTop !== null && !element.contains(onTop) && !onTop.contains(element) && !onTop.matches('.card *'), where: `${Math.round(x)},${Math.round(y)} ${onTop?.outerHTML.slice(0, 80)}`,
        }
      })
      if (focused.words?.trim() !== words) continue
      assert.notEqual(focused.outline, 'none', `the focus on “${words}” can be seen`)
      assert.ok(!focused.isCovered, `“${words}” is covered at ${focused.where}`)
      return
    }
    assert.fail(`Tab never reached “${words}”`)
  }

  test('the whole way from the front page to the next answer needs Tab, Space and Enter', async () => {
    const { page, mishaps } = await site.visit('/')
    await tabTo(page, 'Skip to content')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content')
    await tabTo(page, 'Letter from a retiring bridge')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/challenges/letter-from-a-retiring-bridge')
    await tabTo(page, 'compare Brevis')
    await page.keyboard.press('Space')
    await tabTo(page, 'compare Fabula')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/compare/brevis/fabula?challenge=letter-from-a-retiring-bridge')
    await tabTo(page, 'Fabula')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/models/fabula/responses/letter-from-a-retiring-bridge')
    assert.deepEqual(mishaps, [])
  })

  test('single keys work inside the comparison and nowhere else', async () => {
    const { page, mishaps } = await site.visit('/compare/brevis/fabula/ordo?challenge=letter-from-a-retiring-bridge')
    await page.keyboard.press('d')
    assert.ok(!page.url().includes('diff'))
    await page.locator('#board').focus()
    await page.keyboard.press('d')
    await page.waitForURL(/diff=words/)
    await page.keyboard.press('D')
    await page.waitForURL((url) => !url.search.includes('diff'))
    await page.keyboard.press('2')
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Fabula')
    await page.keyboard.press('f')
    await page.waitForURL(/focus=brevis/)
    await page.keyboard.press('f')
    await page.waitForURL((url) => !url.search.includes('focus'))
    await page.keyboard.press('n')
    await page.waitForURL((url) => !url.search.includes('letter-from'))
    await page.locator('.keys summary').click()
    assert.ok(await page.locator('.keys .menu').isVisible())
    await page.keyboard.press('Escape')
    assert.ok(!(await page.locator('.keys .menu').isVisible()))
    await page.getByLabel('Challenge', { exact: true }).focus()
    const before = page.url()
    await page.keyboard.press('s')
    assert.equal(page.url(), before, 'a letter typed into a list chooses from the list')
    assert.deepEqual(mishaps, [])
  })
})

describe('on a phone', { skip: noBrowser }, () => {
  test('columns are stacked, and one tap leads to each, under heads that hide nothing', async () => {
    const { page, mishaps } = await site.visit('/compare/brevis/fabula/ordo?challenge=three-experts-one-model', phone)
    const bar = page.getByRole('navigation', { name: 'Jump to a model' })
    for (const name of ['Ordo', 'Brevis', 'Fabula']) {
      await bar.getByRole('link', { name }).tap()
      await page.waitForFunction((id) => Math.abs(document.getElementById(id)!.getBoundingClientRect().top - 60) < 40, `column-${name.toLowerCase()}`)
      const [barBox, headTop] = [(await bar.boundingBox())!, await topOf(page, `#column-${name.toLowerCase()} .column-head`)]
      assert.ok(Math.abs(barBox.y) < 2, 'the switch stays at the top')
      assert.ok(headTop >= barBox.y + barBox.height - 3, `the head of ${name} at ${headTop} is under the switch that ends at ${barBox.y + barBox.height}`)
      await bar.locator('[aria-current=true]', { hasText: name }).waitFor()
    }
    assert.deepEqual(mishaps, [])
  })

  test('a model’s facts stand before the list of its answers', async () => {
    const { page } = await site.visit('/models/brevis', phone)
    const top = async (name: string) => (await page.getByRole('heading', { name }).boundingBox())!.y
    assert.ok(await top('Specification') < await top('Its answers'))
  })

  test('filters are folded and open by a tap', async () => {
    const { page } = await site.visit('/models', phone)
    assert.ok(!(await page.getByLabel('Creator').isVisible()))
    await page.getByText('Search and filter').tap()
    assert.ok(await page.getByLabel('Creator').isVisible())
  })
})

describe('a comparison', { skip: noBrowser }, () => {
  test('scrolls its columns together, each to the same share of its length', async () => {
    const { page } = await site.visit('/compare/unbroken/an-extraordinarily-long-model-name-without-a-single-place-to-break-the-line-2026?challenge=hard-cases&layout=panes')
    const panes = page.locator('.column-body')
    await panes.nth(1).hover()
    await page.mouse.wheel(0, 4_000)
    await page.waitForFunction(() => document.querySelectorAll('.column-body')[1]!.scrollTop > 1_000)
    await page.waitForFunction(() => {
      const [left, right] = [...document.querySelectorAll('.column-body')].map(({ scrollTop, scrollHeight, clientHeight }) => scrollTop / (scrollHeight - clientHeight))
      return left! > 0.05 && Math.abs(left! - right!) < 0.02
    })
  })

  test('enlarges its pictures together and moves them together', async () => {
    const { page } = await site.visit('/compare/brevis/fabula?challenge=fox-reading-under-a-lamp&zoom=3')
    const pictures = page.locator('.picture')
    await pictures.first().evaluate((picture) => picture.dispatchEvent(new PointerEvent('pointerenter')))
    await pictures.first().evaluate((picture) => picture.scrollTo(50, 40))
    await page.waitForFunction(() => document.querySelectorAll('.picture')[1]!.scrollLeft === 50 && document.querySelectorAll('.picture')[1]!.scrollTop === 40)
  })

  test('copies its address without the place on the page, and an answer to the byte', async () => {
    const { page, mishaps } = await site.visit('/compare/brevis/ordo?challenge=letter-from-a-retiring-bridge#board')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url })
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    assert.equal(await page.getByRole('status').innerText(), 'Copied')
    assert.equal(await copied(), `${site.url}/compare/brevis/ordo?challenge=letter-from-a-retiring-bridge`)
    await page.getByLabel('Options for Ordo').click()
    await page.getByRole('button', { name: 'Copy text' }).click()
    await page.getByRole('region', { name: 'Ordo' }).getByRole('button', { name: 'Copied' }).waitFor()
    const { answers: [answer] } = (await (await site.app.request('/models/ordo/responses/letter-from-a-retiring-bridge.json')).json()) as any
    assert.equal(await copied(), answer.text.text)
    assert.deepEqual(mishaps, [])
  })

  test('runs web pages side by side when asked to', async () => {
    const { page, mishaps } = await site.visit('/compare/restless/restless-too?challenge=a-restless-page')
    const states = () => Promise.all([0, 1].map((index) => page.frameLocator('iframe').nth(index).locator('#state').innerText()))
    assert.deepEqual(await states(), ['still', 'still'])
    await page.getByRole('link', { name: 'run scripts' }).click()
    await page.waitForURL(/run=yes/)
    assert.deepEqual(await states(), ['ran', 'ran'])
    assert.deepEqual(mishaps, [])
  })

  test('offers nothing that needs a script where there is none', async () => {
    const { page } = await site.visit('/compare/brevis/ordo?challenge=letter-from-a-retiring-bridge', { javaScriptEnabled: false })
    assert.equal(await page.getByRole('button', { name: 'Copy link' }).count(), 0)
    assert.ok(await page.getByRole('link', { name: 'Swap' }).isVisible())
  })

  test('shows one reader’s part of each answer', async () => {
    const { page } = await site.visit('/compare/brevis/fabula?challenge=three-experts-one-model')
    const all = (await page.locator('.column-body').first().innerText()).length
    await page.getByRole('group', { name: 'Written for' }).getByRole('link', { name: 'Physicist' }).click()
    await page.waitForURL(/audience=physicist/)
    assert.ok((await page.locator('.column-body').first().innerText()).length < all * 0.6)
  })

  test('reads right to left what is written so', async () => {
    const { page } = await site.visit('/compare/brevis/model?challenge=hard-cases')
    const direction = (text: string) => page.locator('.answer p', { hasText: text }).evaluate((element) => getComputedStyle(element).direction)
    assert.equal(await direction('שלום'), 'rtl')
    assert.equal(await direction('漢字'), 'ltr')
  })
})

describe('on every page', { skip: noBrowser }, () => {
  const everything = Object.values(siteAddresses).flat()

  test('a mishap is noticed where there is one', async () => {
    const context = await site.browser.newContext({ bypassCSP: true })
    const page = await context.newPage()
    const mishaps = watch(page, site.url)
    await page.goto(`${site.url}/datasets`)
    await page.evaluate(() => {
      console.error('a word')
      setTimeout(() => { throw new Error('a mistake') })
      return fetch('http://outside.invalid/x').catch(() => undefined)
    })
    await page.waitForTimeout(100)
    for (const expected of ['console a word', 'error a mistake', 'request http://outside.invalid/x']) assert.ok(mishaps.includes(expected), `${expected} is not among ${mishaps}`)
    await context.close()
  })

  test('the console is silent, nothing is asked of other hosts, and only comparisons and the Lab load a script, of 20 kB at most', async () => {
    const { page, mishaps } = await site.visit('/')
    const requested = new Set<string>()
    page.on('request', (request) => void (request.resourceType() === 'script' && request.frame() === page.mainFrame() && requested.add(request.url())))
    for (const address of everything) {
      requested.clear()
      await page.goto(address, { waitUntil: 'networkidle' })
      const named = await page.evaluate(() => Array.from(document.scripts, ({ src }) => src))
      const sources = [...new Set([...named, ...requested])]
      const sizes = await Promise.all(sources.map(async (source) => gzipSync(await (await site.app.request(new URL(source).pathname)).arrayBuffer()).length))
      const bytes = sizes.reduce((sum, size) => sum + size, 0)
      if (/^\/(compare\/.+|lab)/.test(address)) assert.ok(bytes > 0 && bytes <= 20_000, `${address} loads ${bytes} bytes of script`)
      else assert.deepEqual(sources, [], address)
      assert.deepEqual(mishaps, [], address)
    }
  })

  test('print leaves the answer, and no chrome', async () => {
    const { page } = await site.visit('/models/ordo/responses/chords-of-a-sphere', { colorScheme: 'dark' })
    await page.emulateMedia({ media: 'print' })
    for (const gone of ['.masthead', '.foot', '.crumbs', '.answer-head', '#explore']) assert.ok(!(await page.locator(gone).first().isVisible()), gone)
    for (const kept of ['h1', '.prompt', '.answer', '.answer math']) assert.ok(await page.locator(kept).first().isVisible(), kept)
    const colours = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor])
    assert.deepEqual(colours, ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
    await page.goto('/compare/brevis/fabula?challenge=three-experts-one-model&layout=panes')
    const isWhole = await page.locator('.column-body').first().evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight + 1)
    assert.ok(isWhole, 'a column is printed to its end')
  })

  test('nothing glides where motion is unwanted', async () => {
    const { page } = await site.visit('/compare/brevis/fabula?challenge=three-experts-one-model', { reducedMotion: 'reduce' })
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'auto')
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'smooth')
  })
})
