import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { barriers } from '../testing/barriers.ts'
import { layoutShift, noBrowser, overflow, startTestSite, turnedTexts, type TestSite } from '../testing/browser.ts'
import { castVotes } from '../testing/cast-votes.ts'
import { turningRows } from '../testing/hard-rows.ts'
import { importRows } from '../testing/imported-rows.ts'

let site: TestSite

before(async () => {
  if (!noBrowser) site = await startTestSite()
})
after(() => site?.close())

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const houseAuthors = ['Brevis', 'Fabula', 'Ordo', 'Notarius']
const isDuel = /^\/arena\/[\da-f]{32}$/

function path(page: Page): string {
  return new URL(page.url()).pathname
}

/** A page with a duel on it, drawn on one challenge. */
async function startDuel(options: BrowserContextOptions = {}, challenge = 'letter-from-a-retiring-bridge') {
  const visit = await site.visit(`/arena?challenge=${challenge}`, options)
  await visit.page.getByRole('button', { name: 'Show me two answers' }).click()
  await visit.page.getByRole('heading', { level: 1, name: 'bridge' }).or(visit.page.locator('.ballot')).first().waitFor()
  return visit
}

function verdict(page: Page, name: string) {
  return page.getByRole('group', { name: 'Which answer is better?' }).getByRole('button', { name })
}

/** The ballot takes a verdict once both answers have been on the screen. */
async function isOpen(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.verdicts button')?.ariaDisabled === null)
}

async function waitForFrame(page: Page, ending: string): Promise<void> {
  while (!page.frames().some((frame) => frame.url().endsWith(ending))) await page.waitForTimeout(50)
}

async function votes(): Promise<number> {
  return (await site.app.services.store.read.selectFrom('votes').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
}

async function newestVote() {
  return site.app.services.store.read.selectFrom('votes').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
}

for (const javaScriptEnabled of [true, false]) {
  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, { skip: noBrowser }, () => {
    test('a visitor judges two answers blind, learns who wrote them, and goes on to the next', async () => {
      const { page, mishaps } = await startDuel({ javaScriptEnabled })
      assert.match(path(page), isDuel)
      const seen = await page.locator('main').innerText()
      for (const name of houseAuthors) assert.ok(!seen.includes(name), `${name} is on the page before the vote`)
      assert.deepEqual(await page.locator('.column h2').allInnerTexts(), ['Left', 'Right'])

      await page.getByText('Say more').click()
      await page.getByLabel('clearly').check()
      await page.getByRole('radiogroup', { name: 'useful' }).getByRole('radio', { name: 'left' }).check()
      await page.getByLabel('better written').check()
      await page.getByLabel('Comment').fill('It knows\nits bridge.')
      await verdict(page, 'Left is better').click()
      await page.getByRole('heading', { level: 1, name: /^You preferred / }).waitFor()
      const [left, right] = await page.locator('.serif-name a').allInnerTexts()
      assert.ok(houseAuthors.includes(left!) && houseAuthors.includes(right!) && left !== right)
      assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), `You preferred ${left}.`)
      const { verdict: said, strength, criteria, reasons, comment, blind } = await newestVote()
      assert.deepEqual({ said, strength, criteria, reasons, comment, blind }, {
        said: 'left', strength: 'clear', criteria: { useful: 'left' }, reasons: ['better written'], comment: 'It knows\nits bridge.', blind: true,
      })
      assert.ok(await page.evaluate(() => document.activeElement?.id === 'reveal'), 'the focus is not on the reveal')
      const told = [page.locator('.change').first(), page.locator('.set-aside'), page.getByText(/^No ratings yet: /)]
      assert.equal((await Promise.all(told.map((one) => one.count()))).reduce((sum, count) => sum + count), 1, 'the reveal tells ratings, or why there are none')

      const judged = path(page)
      await page.getByRole('button', { name: 'Next duel' }).click()
      await page.locator('.ballot').waitFor()
      assert.match(path(page), isDuel)
      assert.notEqual(path(page), judged)
      assert.match(page.url(), /challenge=letter-from-a-retiring-bridge/)
      assert.deepEqual(mishaps, [])
    })

    test('a challenge that names criteria of its own is judged by those', async () => {
      const { page, mishaps } = await startDuel({ javaScriptEnabled }, 'fox-reading-under-a-lamp')
      await page.getByText('Say more').click()
      assert.deepEqual(await page.locator('.criteria [role=radiogroup]').evaluateAll((groups) => groups.map((group) => group.ariaLabel)), ['light', 'composition', 'likeness', 'second look'])
      await page.getByRole('radiogroup', { name: 'second look' }).getByRole('radio', { name: 'both bad' }).check()
      await page.getByRole('radiogroup', { name: 'light' }).getByRole('radio', { name: 'right' }).check()
      await page.evaluate(() => document.querySelector('#right')!.scrollIntoView())
      await verdict(page, 'Tie').click()
      await page.getByRole('heading', { level: 1, name: /tie/i }).waitFor()
      assert.deepEqual((await newestVote()).criteria, { light: 'right', 'second look': 'both-bad' })
      assert.deepEqual(mishaps, [])
    })

    test('a form that is refused comes back as a page, or a note, that says why', async () => {
      const { page } = await startDuel({ javaScriptEnabled })
      await page.getByText('Say more').click()
      await page.locator('.criteria').evaluate((fields) => fields.insertAdjacentHTML('beforeend', '<input type="hidden" name="criteria.rhyme" value="left">'))
      const before = await votes()
      await verdict(page, 'Tie').click()
      await page.getByText('are not judged by "rhyme". They may be judged by correct, useful, clear, style.').waitFor()
      assert.equal(await votes(), before)
    })

    test('a vote is taken back until the next duel starts, and stays stored', async () => {
      const { page } = await startDuel({ javaScriptEnabled })
      await verdict(page, 'Both bad').click()
      await page.getByRole('heading', { level: 1, name: /^Both bad, you said/ }).waitFor()
      const before = await votes()
      await page.getByRole('button', { name: 'Undo my vote' }).click()
      await page.getByRole('heading', { level: 1, name: 'You took your vote back.' }).waitFor()
      assert.equal(await votes(), before)
      assert.equal(await page.getByRole('button', { name: 'Undo my vote' }).count(), 0)
      await page.getByRole('link', { name: 'Your board' }).click()
      await page.locator('#yours').getByText(/^None of your votes counts yet/).waitFor()
    })

    test('a vote that a rule set aside says which one, and the rest of the reveal stays', async () => {
      const { page } = await startDuel({ javaScriptEnabled })
      await verdict(page, 'Left is better').click()
      await page.locator('#reveal').waitFor()
      const { id } = await newestVote()
      await site.app.services.store.write.deleteFrom('vote_checks').where('vote_id', '=', id).execute()
      await page.reload()
      assert.equal(await page.getByText('moves no rating').count(), 0)
      await site.app.services.store.write.insertInto('vote_checks').values({ vote_id: id, name: 'rate', version: 99, outcome: 'fail', detail: null, at: new Date().toISOString() }).execute()
      await page.reload()
      assert.equal(await page.locator('.set-aside').innerText(), 'This vote moves no rating: the rule “rate” sets such votes aside, because they came faster than anyone reads. Which votes count')
      assert.equal(await page.locator('.change').count(), 0)
      assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /^You preferred /)
      assert.equal(await page.locator('.serif-name').count(), 2)
    })

    test('a duel is skipped, and does not come back', async () => {
      const { page } = await startDuel({ javaScriptEnabled })
      const [first, before] = [path(page), await votes()]
      await page.getByRole('button', { name: 'Skip this duel' }).click()
      await page.waitForURL((url) => isDuel.test(url.pathname) && url.pathname !== first)
      await page.goto(first)
      assert.match(await page.locator('main').innerText(), /You passed this duel by/)
      assert.equal(await votes(), before)
    })

    test('the result can be shared with somebody who has no cookie', async () => {
      const { page } = await startDuel({ javaScriptEnabled })
      await verdict(page, 'Tie').click()
      await page.getByText('Receipt, link to share').click()
      const address = await page.getByRole('link', { name: 'The result, for anybody' }).getAttribute('href')
      const { page: other, mishaps } = await site.visit(address!, { javaScriptEnabled })
      assert.match(await other.getByRole('heading', { level: 1 }).innerText(), /^\w+ and \w+: a tie$/)
      assert.equal(await other.getByRole('button', { name: 'Undo' }).count(), 0)
      assert.deepEqual(mishaps, [])
    })

    test('the shared result of a vote that was taken back says so in its title', async () => {
      const { page } = await startDuel({ javaScriptEnabled })
      await verdict(page, 'Left is better').click()
      await page.getByText('Receipt, link to share').click()
      const address = await page.getByRole('link', { name: 'The result, for anybody' }).getAttribute('href')
      await page.getByRole('button', { name: 'Undo my vote' }).click()
      await page.getByRole('heading', { level: 1, name: 'You took your vote back.' }).waitFor()
      const { page: other } = await site.visit(address!, { javaScriptEnabled })
      assert.match(await other.title(), /^\w+ and \w+: a vote that was taken back/)
      assert.match(await other.locator('meta[property="og:title"]').getAttribute('content') ?? '', /: a vote that was taken back/)
    })

    test('a web page that brings scripts says above it that they do not run, and they run when asked', async () => {
      const { page } = await startDuel({ javaScriptEnabled }, 'three-pot-kitchen-timer')
      const [bar, frame] = await Promise.all(['.scripts-bar', '.frame'].map((part) => page.locator(`#left ${part}`).boundingBox()))
      assert.ok(bar!.y + bar!.height <= frame!.y && bar!.y + bar!.height < page.viewportSize()!.height, 'the bar is not in sight above the page')
      assert.match(await page.locator('#left .scripts-bar').innerText(), /scripts, which are not running/)
      await page.locator('#left').getByRole('link', { name: 'Run them' }).click()
      await page.waitForFunction(() => document.querySelectorAll('iframe').length === 2)
      await waitForFrame(page, '/left/frame/live')
      if (!javaScriptEnabled) return
      assert.match(await page.locator('#left .scripts-bar').innerText(), /scripts are running/)
      await page.evaluate(() => document.querySelector('#right')!.scrollIntoView())
      await isOpen(page)
      await verdict(page, 'Tie').click()
      await page.locator('#reveal').waitFor()
      assert.deepEqual((await newestVote()).provenance?.scriptsRun, ['left'])
    })
  })
}

describe('the ballot', { skip: noBrowser }, () => {
  for (const [name, window] of [['a phone', phone], ['a wide window', { viewport: { width: 1280, height: 900 } }]] as Array<[string, BrowserContextOptions]>) {
    test(`leaves the answers in sight on ${name} without scripts, whatever more is said`, async () => {
      const { page } = await startDuel({ ...window, javaScriptEnabled: false })
      const boxOf = (part: string) => page.locator(part).evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect)
      await page.getByText('Say more').click()
      const [board, more] = [await boxOf('.board'), await boxOf('.more')]
      assert.ok(more.top >= board.bottom && more.height > 300, `Say more is at ${more.top}, the answers end at ${board.bottom}`)
      assert.ok(await page.locator('.more').evaluate((details) => details.scrollHeight <= details.clientHeight), 'a part of it has to be scrolled to')
      await page.evaluate(() => scrollTo(0, 0))
      const verdicts = await boxOf('.verdicts')
      const { height } = window.viewport!
      assert.ok(verdicts.bottom <= height && verdicts.height < height * 0.16, `the verdicts take ${verdicts.height} at ${verdicts.top}`)
      assert.equal(await page.evaluate(() => document.elementFromPoint(100, innerHeight * 0.75)?.closest('.column-body') !== null), true, 'something covers the answer')
      await page.getByLabel('Comment').fill('Below both.')
      await verdict(page, 'Tie').click()
      await page.locator('#reveal').waitFor()
      assert.equal((await newestVote()).comment, 'Below both.')
    })
  }

  test('is cast and undone, and the next duel comes, by single keys', async () => {
    for (const [key, said] of [['ArrowLeft', 'left'], ['ArrowRight', 'right'], ['ArrowDown', 'tie'], ['x', 'both-bad']] as const) {
      const { page, mishaps } = await startDuel()
      await isOpen(page)
      await page.keyboard.press(key)
      await page.locator('#reveal').waitFor()
      assert.equal((await newestVote()).verdict, said)
      await page.keyboard.press('n')
      await page.locator('.ballot').waitFor()
      assert.deepEqual(mishaps, [])
    }
  })

  test('is not cast by a key that scrolls an answer, fills a field, or was turned off', async () => {
    const { page } = await startDuel()
    const before = await votes()
    await page.locator('.column-body').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.getByText('Say more').click()
    await page.getByLabel('Comment').fill('')
    await page.keyboard.type('x s n')
    await page.locator('h1').click()
    await page.keyboard.press('?')
    await page.getByLabel('Single keys vote').uncheck()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.keyboard.press('ArrowLeft')
    await page.waitForTimeout(300)
    assert.equal(await votes(), before)
    assert.equal(await page.getByLabel('Comment').inputValue(), 'x s n')
  })

  test('waits on a phone until a real share of the second answer has been on the screen, not its first line', async () => {
    const { page } = await startDuel(phone)
    await page.locator('.verdicts button[aria-disabled=true]', { hasText: 'Right is better' }).waitFor()
    const before = await votes()
    await verdict(page, 'Right is better').click({ force: true })
    assert.match(await page.getByRole('status').innerText(), /read both answers first/)
    /** Scrolls until so many pixels of the answer stand above the ballot. */
    const showOf = (side: string, pixels: number) => page.evaluate(([id, shown]) => {
      const answer = document.querySelector(`#${id} .column-body`)!.getBoundingClientRect()
      scrollBy({ top: answer.top + shown - document.querySelector('.ballot')!.getBoundingClientRect().top, behavior: 'instant' })
    }, [side, pixels] as const)
    await showOf('left', 400)
    await showOf('right', 60)
    await page.waitForTimeout(200)
    assert.equal(await verdict(page, 'Right is better').getAttribute('aria-disabled'), 'true')
    await showOf('right', 300)
    await isOpen(page)
    assert.equal(await votes(), before)
    await verdict(page, 'Right is better').click()
    await page.locator('#reveal').waitFor()
    const { provenance } = await newestVote()
    assert.equal(provenance?.bothSeen, true)
    assert.ok(Number(provenance?.dwellMs) > 0)
  })

  test('asks of a short answer no more than its end', async () => {
    const { page } = await startDuel(phone)
    await page.locator('.verdicts button[aria-disabled=true]').first().waitFor()
    await page.evaluate(() => { for (const body of document.querySelectorAll('.column-body')) body.innerHTML = '<p>42</p>' })
    await page.evaluate(() => document.querySelector('.ballot')!.scrollIntoView({ block: 'end', behavior: 'instant' }))
    await isOpen(page)
  })

  test('says while a web page has the focus that keys go to it, and takes them back', async () => {
    const { page, mishaps } = await startDuel({}, 'three-pot-kitchen-timer')
    await isOpen(page)
    const hint = page.locator('.frame-hint')
    const before = await votes()
    for (const side of ['left', 'right']) {
      await page.locator(`#${side} iframe`).click({ position: { x: 60, y: 60 } })
      await page.locator(`#${side} .frame-hint`).waitFor()
      assert.equal(await hint.count(), 1)
    }
    assert.match(await hint.innerText(), /^Keys go to the page in the frame/)
    const [{ bottom }, { top }] = await Promise.all([hint, page.locator('.ballot')].map((part) => part.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect))) as [DOMRect, DOMRect]
    assert.ok(bottom <= top, `the hint ends at ${bottom}, behind the ballot at ${top}`)
    assert.deepEqual(await barriers(page), [])
    await page.keyboard.press('ArrowRight')
    await page.waitForTimeout(200)
    assert.equal(await votes(), before)
    await page.getByRole('button', { name: 'Use keys here again' }).click()
    await page.keyboard.press('ArrowRight')
    await page.locator('#reveal').waitFor()
    assert.equal(await hint.count(), 0)
    assert.deepEqual(mishaps.filter((mishap) => mishap.startsWith('error')), [])
  })

  test('keeps what was written when the server refuses it', async () => {
    const { page } = await startDuel()
    await page.getByText('Say more').click()
    await page.getByLabel('Comment').fill('Both are about bridges.')
    await page.route('**/votes*', (route) => route.abort())
    await verdict(page, 'Tie').click()
    assert.match(await page.getByRole('alert').innerText(), /did not reach the server/)
    assert.equal(await page.getByLabel('Comment').inputValue(), 'Both are about bridges.')
    await page.unroute('**/votes*')
    await verdict(page, 'Tie').click()
    await page.locator('#reveal').waitFor()
    assert.equal((await newestVote()).comment, 'Both are about bridges.')
  })

  test('leads to a next duel that was drawn while the names were read', async () => {
    const { page } = await startDuel()
    await verdict(page, 'Tie').click()
    const drawn = page.waitForResponse((reply) => reply.request().method() === 'POST' && new URL(reply.url()).pathname === '/arena')
    await page.locator('#reveal').waitFor()
    await drawn.catch(() => {})
    await page.waitForLoadState('networkidle')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.getByRole('button', { name: 'Next duel' }).click()
    await page.locator('.ballot').waitFor()
    assert.deepEqual(asked.filter((url) => new URL(url).pathname.startsWith('/arena')), [])
  })

  test('can be taken back on its reveal, also after coming back to it, and no longer once the next duel is on the screen', async () => {
    const { page } = await startDuel()
    await verdict(page, 'Tie').click()
    await page.locator('#reveal').waitFor()
    await page.waitForLoadState('networkidle')
    const other = await page.context().newPage()
    await other.goto(page.url())
    const undo = other.getByRole('button', { name: 'Undo my vote' })
    await undo.waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Undo my vote' }).waitFor()
    await page.waitForLoadState('networkidle')
    const started = page.waitForResponse(/\/api\/v1\/duels\/[\w-]+\/start$/)
    await page.keyboard.press('n')
    await page.locator('.ballot').waitFor()
    assert.equal((await started).status(), 200)
    await undo.click()
    assert.match(await other.getByRole('alert').innerText(), /^Another duel was started after this vote, so it stays as it is/)
    await other.reload()
    assert.equal(await undo.count(), 0)
    assert.equal((await site.app.services.store.read.selectFrom('vote_withdrawals').select('vote_id').where('vote_id', '=', (await newestVote()).id).execute()).length, 0)
  })

  test('of a model is told as one, on its page and where it is shared', async () => {
    const { page } = await startDuel({ javaScriptEnabled: false })
    const reply = await page.context().request.post(new URL(`/api/v1/duels/${path(page).split('/').at(-1)}/votes`, page.url()).href, { data: { verdict: 'tie', judge: 'model' } })
    assert.equal(reply.status(), 200)
    await page.reload()
    await page.getByText('A model decided this: its vote counts on boards of judging models, not among people’s.').waitFor()
    await page.getByRole('heading', { name: /^A tie, a model said:/ }).waitFor()
    assert.equal(await page.getByText(/No ratings yet/).count(), 0)
    await page.goto(new URL(((await reply.json()) as { vote: { share: string } }).vote.share, page.url()).href)
    await page.getByText('by a model that did not know the names.').waitFor()
  })

  test('votes once: going back and sending the form again shows what the first one said', async () => {
    const { page } = await startDuel({ javaScriptEnabled: false })
    const duel = page.url()
    await verdict(page, 'Tie').click()
    const before = await votes()
    await page.goto(duel)
    assert.equal(await page.locator('.ballot').count(), 0)
    const reply = await page.context().request.post(`${duel.split('?')[0]}/votes`, { form: { verdict: 'left' } })
    assert.equal(reply.status(), 200)
    assert.match(await reply.text(), /A tie, you said/)
    assert.equal(await votes(), before)
  })
})

describe('arena pages', { skip: noBrowser }, () => {
  for (const [name, options] of [
    ['1280 in light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['390 in dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ] as Array<[string, BrowserContextOptions]>) {
    test(`have no barrier, fit the window and stand still at ${name}`, async () => {
      const found: string[] = []
      const look = async (page: Page, where: string) => {
        found.push(...(await barriers(page)).map((line) => `${where} ${line}`))
        for (const width of [320, options.viewport!.width]) {
          await page.setViewportSize({ width, height: options.viewport!.height })
          if (await overflow(page) > 0) found.push(`${where} is too wide at ${width}`)
        }
        const shift = await layoutShift(page)
        if (shift > 0.005) found.push(`${where} moved by ${shift}`)
      }
      for (const challenge of ['letter-from-a-retiring-bridge', 'three-pot-kitchen-timer', 'fox-reading-under-a-lamp', 'museum-sign-into-arabic']) {
        const { page } = await startDuel({ ...options, javaScriptEnabled: true }, challenge)
        await page.reload()
        await look(page, `the duel on ${challenge}`)
        await page.getByText('Say more').click()
        if (await page.evaluate(() => document.querySelector('.ballot')!.getBoundingClientRect().top < document.querySelector('.board')!.getBoundingClientRect().bottom - 1)) found.push('the open ballot covers the answers')
        // Further up it lies, as it should, over whatever the page is scrolled to.
        await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
        found.push(...(await barriers(page)).map((line) => `the open ballot ${line}`))
        await page.evaluate(() => document.querySelector('#right')!.scrollIntoView())
        await isOpen(page)
        await verdict(page, 'Tie').click()
        await page.locator('#reveal').waitFor()
        await page.reload()
        await look(page, `the reveal on ${challenge}`)
        await page.goto('/arena')
        await look(page, 'the way in')
      }
      assert.deepEqual(found, [])
    })
  }
})

describe('names that turn the writing direction or never break', { skip: noBrowser }, () => {
  before(async () => {
    assert.deepEqual(new Set(await importRows(site.app.services.store, ...turningRows)), new Set(['imported']))
    const others = (['left', 'right', 'tie'] as const).map((said, index) => ({ left: 'turned', right: 'mutarjim', verdict: said, challenge: 'turning-names', voter: `reader ${index}` }))
    await castVotes(site.app.services.store, ...others)
  })

  for (const [name, options] of [['1280 in light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }], ['390 in dark', { ...phone, colorScheme: 'dark' }]] as Array<[string, BrowserContextOptions]>) {
    for (const said of ['Left is better', 'Tie']) {
      test(`leave the arena, the reveal after “${said}” and the shared result as they are at ${name}`, async () => {
        const found: string[] = []
        const look = async (page: Page, where: string) => {
          for (const width of [320, options.viewport!.width]) {
            await page.setViewportSize({ width, height: options.viewport!.height })
            if (await overflow(page) > 0) found.push(`${where} is too wide at ${width}`)
            found.push(...(await turnedTexts(page)).map((text) => `${where} turns “${text}”`))
          }
          const open = (await page.title()).replace(/\u2068[^\u2069]*\u2069/g, '')
          if (/[\u202a-\u202e\u2066-\u2069]/.test(open)) found.push(`${where} turns its title`)
        }
        const { page } = await site.visit('/arena?challenge=turning-names', { ...options, javaScriptEnabled: false })
        await look(page, 'the way in')
        await page.getByRole('button', { name: 'Show me two answers' }).click()
        await page.locator('.verdicts').waitFor()
        await look(page, 'the duel')
        assert.equal(await page.locator('.answer p', { hasText: 'مرحباً' }).evaluate((paragraph) => getComputedStyle(paragraph).direction), 'rtl')
        assert.equal(await page.locator('.answer p', { hasText: 'Good day' }).evaluate((paragraph) => getComputedStyle(paragraph).direction), 'ltr')
        await verdict(page, said).click()
        await page.locator('#reveal').waitFor()
        await page.getByText('Receipt, link to share').click()
        await look(page, 'the reveal')
        const shared = await page.getByRole('link', { name: 'The result, for anybody' }).getAttribute('href')
        await page.goto(shared!)
        await look(page, 'the result')
        await page.goto('/arena')
        await look(page, 'the voter’s own board')
        assert.deepEqual(found, [])
      })
    }
  }

  test('end with the element that holds them on other pages, and turn no title of a window', async () => {
    const { page } = await site.visit('/models/turned/responses/turning-names')
    for (const address of ['/models/turned', '/models/turned/responses/turning-names', '/challenges/turning-names', '/compare/turned/mutarjim', '/creators/turner']) {
      await page.goto(address)
      assert.ok(!/[\u202a-\u202e]/.test(await page.title()), address)
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('main a')!).unicodeBidi), 'isolate', address)
    }
  })
})
