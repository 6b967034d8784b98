import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { barriers } from '../testing/barriers.ts'
import { noBrowser, overflow, startTestSite, type TestSite } from '../testing/browser.ts'
import { castVotes, chooseRules } from '../testing/cast-votes.ts'
import { aVote, importRows } from '../testing/imported-rows.ts'
import type { leaderboardPage } from './board-pages.ts'
import type { DataOf } from './page.ts'

let site: TestSite

const authors = ['brevis', 'fabula', 'ordo', 'notarius']
const challenges = ['letter-from-a-retiring-bridge', 'chords-of-a-sphere', 'grandfathers-voice', 'museum-sign-into-arabic']

/** Brevis wins most, Notarius loses most, by 40 voters on four challenges. */
async function fillBallots(): Promise<void> {
  const votes = Array.from({ length: 160 }, (_, index) => {
    const [left, right] = [authors[index % 4]!, authors[(index + 1 + Math.floor(index / 4) % 3) % 4]!]
    const isUpset = index % 7 === 0
    const verdict = index % 11 === 0 ? 'tie' as const : (authors.indexOf(left) < authors.indexOf(right)) !== isUpset ? 'left' as const : 'right' as const
    return { left, right, verdict, challenge: challenges[index % 3 === 0 ? 0 : index % 4]!, voter: `reader ${index % 40}` }
  })
  await castVotes(site.app.services.store, ...votes)
}

/** Birds only met birds, and fish only fish: the better a bird the dearer it is, and the best fish is the cheapest. */
async function fillTwoParts(): Promise<void> {
  const [birds, fish] = [['lark', 'rook', 'heron', 'eagle'], ['carp', 'perch', 'pike']]
  const prices = { lark: 1, rook: 2, heron: 4, eagle: 8, carp: 5, perch: 3, pike: 2 }
  const models = Object.entries(prices).map(([name, output]) => ({ kind: 'model' as const, name, facts: { name, prices: [{ provider: 'shop', source: 'test', input: 1, output }] } }))
  const votes = [birds, fish].flatMap((part) => part.flatMap((better, place) => part.slice(0, place).flatMap((worse) => Array.from({ length: 8 }, (_, round) =>
    aVote(`${better} ${worse} ${round}`, { left: { model: better }, right: { model: worse }, verdict: round < 6 ? 'left' : 'right', judgeKind: 'model', judge: 'owl' })))))
  await importRows(site.app.services.store, ...models, ...votes)
}

before(async () => {
  if (noBrowser) return
  site = await startTestSite()
  await fillBallots()
  // Whoever asks first sets the computation off; this waits for it.
  const reply = await fetch(`${site.url}/api/v1/leaderboard?wait=20`)
  assert.equal(((await reply.json()) as { state: string }).state, 'current')
})
after(() => site?.close())

async function boardHash(): Promise<string> {
  const reply = await fetch(`${site.url}/leaderboard.json`)
  return ((await reply.json()) as { board: { hash: string } }).board.hash
}

describe('boards', { skip: noBrowser }, () => {
  test('a telephone shows every figure of a row that a wide window has in columns, and each choice is read whole', async () => {
    const { page } = await site.visit('/leaderboard?judges=human', { viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    const row = page.locator('.board-table tbody tr').first()
    const brief = row.locator('.brief')
    assert.match(await brief.innerText(), /^\d+ duels$/)
    await brief.locator('summary').click()
    assert.match(await brief.innerText(), /^\d+ duels\s+\d+% ties · \d+% both bad · best with/)
    await page.setViewportSize({ width: 1280, height: 900 })
    assert.ok(!(await brief.isVisible()))
    await page.locator('.switch-fold summary').click()
    const cut = await page.locator('.switches select').evaluateAll((selects) => selects.filter((select) => select.scrollWidth > select.clientWidth).map((select) => (select as HTMLSelectElement).name))
    assert.deepEqual(cut, [])
  })

  test('a chosen category or criterion leaves the others to choose from, with all of them', async () => {
    const { page } = await site.visit('/leaderboard', { javaScriptEnabled: false })
    const offered = (name: string) => page.locator(`.switches select[name="${name}"] option`).evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))
    const before = { category: await offered('category'), criterion: await offered('criterion'), creator: await offered('creator') }
    assert.ok(before.category.length > 2 && before.creator.length > 1 && before.category[0] === '' && before.creator[0] === '')
    for (const [name, value] of [['category', before.category[2]!], ['criterion', 'clear'], ['creator', before.creator[1]!]] as const) {
      await page.goto(`/leaderboard?${name}=${value}`)
      assert.equal(await page.locator(`.switches select[name="${name}"]`).inputValue(), value)
      assert.deepEqual(await offered(name), before[name])
    }
    await page.goto(`/leaderboard?creators=${before.creator[1]!},${before.creator[1]!}&collection=arena`)
    assert.deepEqual([await page.locator('.switches select[name="creator"]').inputValue(), await offered('collection')], [`${before.creator[1]!},${before.creator[1]!}`, ['', 'arena']])
    await page.close()
  })

  test('the leaderboard names each model with its rating, its interval and its rank interval, best first', async () => {
    const { page, mishaps } = await site.visit('/leaderboard', { javaScriptEnabled: false })
    const names = await page.locator('.board-table tbody th > a').allInnerTexts()
    assert.equal(names.length, 4)
    assert.equal(names[0], 'Brevis')
    assert.equal(names.at(-1), 'Notarius')
    const cells = await page.locator('.board-table tbody tr').first().locator('td').allInnerTexts()
    assert.match(cells[0]!, /^\d(–\d)?$/)
    assert.match(cells[1]!, /^[\d,]+\s+[\d,]+ to [\d,]+$/)
    assert.equal(await page.locator('.board-table .whisker').count(), 4)
    assert.deepEqual(mishaps, [])
  })

  test('a switch is in the address and makes another board', async () => {
    const { page } = await site.visit('/leaderboard', { javaScriptEnabled: false })
    assert.equal(await page.getByLabel('A tie').isVisible(), false)
    await page.locator('.switch-fold summary').click()
    await page.getByLabel('A tie').selectOption('drop')
    await page.getByRole('button', { name: 'Show' }).click()
    assert.match(page.url(), /ties=drop/)
    assert.equal(await page.locator('.switches select[name="ties"]').inputValue(), 'drop')
  })

  test('each switch that is set stands beside the folded ones, and is taken back by itself', async () => {
    const { choices } = (await (await fetch(`${site.url}/leaderboard.json`)).json()) as DataOf<typeof leaderboardPage>
    const { slug, name } = choices.creators[0]!
    const { page } = await site.visit(`/leaderboard?view=pairs&ties=drop&creators=${slug},${slug}&until=2025-12-31`, { javaScriptEnabled: false })
    const set = page.getByRole('list', { name: 'Switches that are set' }).getByRole('link')
    assert.deepEqual((await set.allInnerTexts()).map((text) => text.replace(/ ×.*/s, '')), ['A tie: is left out', `Only models by: ${name}, ${name}`, 'As of: 31 December 2025', 'Reset all'])
    await set.nth(1).click()
    assert.equal(new URL(page.url()).search, '?ties=drop&until=2025-12-31&view=pairs')
    await set.nth(2).click()
    assert.equal(new URL(page.url()).search, '?view=pairs')
    assert.equal(await set.count(), 0)
  })

  for (const [name, viewport, rows, highest] of [['a wide window', { width: 1280, height: 800 }, 4, 64], ['a telephone', { width: 390, height: 844 }, 3, 100]] as const) {
    test(`the ranking is what one sees first on ${name}, in compact rows, below what the board counts and sets aside`, async () => {
      const { page } = await site.visit('/leaderboard', { viewport, javaScriptEnabled: false })
      const boxes = await page.locator('.board-table tbody tr').evaluateAll((all) => all.map((row) => row.getBoundingClientRect().toJSON() as DOMRect))
      assert.ok(boxes[rows - 1]!.bottom < viewport.height, `row ${rows} ends at ${boxes[rows - 1]!.bottom}`)
      assert.ok(boxes.every(({ height }) => height <= highest), boxes.map(({ height }) => height).join(' '))
      const tally = page.locator('.board-tally .byline')
      assert.match(await tally.innerText(), /^[\d,]+ of [\d,]+ votes count.*none set aside/s)
      assert.ok((await tally.boundingBox())!.y < boxes[0]!.top)
    })
  }

  test('in a narrow window the table of pairs keeps names and numbers in sight as it scrolls, and fades where more follows', async () => {
    const { page } = await site.visit('/leaderboard?view=pairs', { viewport: { width: 320, height: 700 }, javaScriptEnabled: false })
    const region = page.getByRole('group', { name: /^Pair by pair, \d+ columns/ })
    const lookAt = () => region.evaluate((scroller) => ({
      fade: Number(getComputedStyle(scroller.parentElement!, '::after').opacity), hidden: scroller.scrollWidth - scroller.clientWidth,
      name: scroller.querySelector('tbody th')!.getBoundingClientRect().left - scroller.getBoundingClientRect().left,
    }))
    await region.evaluate((scroller) => { scroller.querySelector('table')!.style.width = '40rem' })
    await page.waitForTimeout(100)
    const before = await lookAt()
    assert.ok(before.hidden > 100 && before.fade === 1, JSON.stringify(before))
    await region.evaluate((scroller) => scroller.scrollTo(scroller.scrollWidth, 0))
    await page.waitForTimeout(100)
    const after = await lookAt()
    assert.ok(after.fade < 0.1 && Math.abs(after.name - before.name) < 4, JSON.stringify(after))
    assert.ok(await page.locator('.sideways-told').isVisible())
  })

  test('influence says how few votes decide who is first, what rules set aside, and who moves the board; so does its JSON', async () => {
    for (const path of ['votes/influence', 'votes/summary']) await fetch(`${site.url}/api/v1/${path}?wait=20`)
    const { page, mishaps } = await site.visit('/leaderboard', { javaScriptEnabled: false })
    await page.getByRole('link', { name: 'Influence', exact: true }).click()
    const { board, influence } = (await (await fetch(`${site.url}/leaderboard.json?view=influence`)).json()) as DataOf<typeof leaderboardPage>
    const { report } = influence!
    const said = await page.getByRole('region', { name: 'What decides who is first' }).innerText()
    assert.ok(said.includes(`${report!.decisive!.votes} of ${report!.votes} votes`) && said.includes(`would be before ${report!.first!.name}`), said)
    assert.equal(report!.votes, board!.votes.used)
    assert.equal(await page.getByRole('region', { name: 'Who moves the board most' }).locator('tbody tr').count(), report!.voters.length)
    assert.equal(report!.voters.length, 10)
    assert.match(await page.getByRole('region', { name: 'Set aside on this board' }).innerText(), /No rule sets a vote aside/)
    assert.equal(influence!.summary!.votes, board!.votes.read)
    assert.deepEqual(mishaps, [])
  })

  test('the methodology tells what each choice of rules changed', async () => {
    await chooseRules(site.app.services.store, { dwell: false }, 'Our readers are fast.')
    const { page } = await site.visit('/methodology', { javaScriptEnabled: false })
    assert.match(await page.getByRole('region', { name: 'Which votes count' }).innerText(), /Our readers are fast\.\s+dwell is no longer in force/)
  })

  describe('in two parts', () => {
    before(async () => {
      await fillTwoParts()
      await fetch(`${site.url}/api/v1/leaderboard?judges=model&wait=20`)
    })

    test('a past day that no vote is known to be of says so, and how many votes carry no date', async () => {
      await fetch(`${site.url}/api/v1/leaderboard?judges=model&until=2025-12-31&wait=20`)
      const { page, mishaps } = await site.visit('/leaderboard?judges=model&until=2025-12-31', { javaScriptEnabled: false })
      const text = await page.locator('main').innerText()
      assert.ok(text.includes('72 votes carry no date, so a board of a past day cannot count them.'), text)
      assert.ok(text.includes('No vote is known to have been cast by then.') && !text.includes('No votes yet'), text)
      assert.equal(((await (await fetch(`${site.url}/leaderboard.json?judges=model&until=2025-12-31`)).json()) as DataOf<typeof leaderboardPage>).board!.votes.undated, 72)
      assert.deepEqual(mishaps, [])
    })

    test('where no line can be drawn over time, the page says why', async () => {
      const { page, mishaps } = await site.visit('/leaderboard?judges=model&view=time', { javaScriptEnabled: false })
      assert.match(await page.locator('.empty').innerText(), /^No line to draw\.\s+There are only 72 votes: a line takes 200, as with fewer a rating moves with each of them\.$/)
      assert.deepEqual(mishaps, [])
    })

    test('each part has a chart, a front and a table of pairs of its own, and the largest is open', async () => {
      const { page, mishaps } = await site.visit('/leaderboard?judges=model&view=prices', { javaScriptEnabled: false })
      const parts = page.locator('.board-part')
      assert.deepEqual(await parts.locator('summary').allInnerTexts(), ['Part 1: 4 models with a known price', 'Part 2: 3 models with a known price'])
      assert.deepEqual([await parts.nth(0).locator('.chart').isVisible(), await parts.nth(1).locator('.chart').isVisible()], [true, false])
      await parts.nth(1).locator('summary').click()
      const titlesOf = async (part: number) => (await parts.nth(part).locator('.spot title').allTextContents()).map((title) => title.split(':')[0])
      const frontOf = (part: number) => parts.nth(part).locator('tbody th').allInnerTexts()
      assert.deepEqual([await titlesOf(0), await titlesOf(1)], [['lark', 'rook', 'heron', 'eagle'], ['pike', 'perch', 'carp']])
      assert.deepEqual([await frontOf(0), await frontOf(1)], [['lark', 'rook', 'heron', 'eagle'], ['pike']])

      await page.goto('/leaderboard?judges=model&view=pairs')
      for (const part of [0, 1]) await parts.nth(part).evaluate((details) => details.setAttribute('open', ''))
      assert.deepEqual(await parts.nth(1).locator('tbody th a').allInnerTexts(), ['pike', 'perch', 'carp'])
      assert.deepEqual([await parts.nth(0).locator('tbody td').count(), await parts.nth(1).locator('tbody td').count(), await page.locator('.unmet').count()], [16, 9, 0])
      assert.deepEqual(mishaps, [])
    })

    test('in a narrow window numbers stand in the chart of prices, of letters as large as elsewhere, and the table says whose they are', async () => {
      const { page } = await site.visit('/leaderboard?judges=model&view=prices', { viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
      const part = page.locator('.board-part').first()
      const labels = part.locator('.chart .in-narrow text')
      assert.deepEqual(await labels.allTextContents(), ['1', '2', '3', '4'])
      assert.deepEqual(await part.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.querySelector('td')!.textContent)), ['1', '2', '3', '4'])
      const heights = await part.locator('.chart text:visible').evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect().height))
      assert.ok(heights.length > 8 && heights.every((height) => height >= 11), heights.join(' '))
      await page.setViewportSize({ width: 1280, height: 900 })
      assert.deepEqual(await part.locator('.chart .in-wide text').allTextContents(), ['lark', 'rook', 'heron', 'eagle'])
      assert.equal(await labels.first().isVisible(), false)
    })
  })

  test('the methodology tells what the bound on wrongly flagged voters assumes, what was found here, and where its effect is shown', async () => {
    const { page } = await site.visit('/methodology', { javaScriptEnabled: false })
    const { evidence } = (await (await fetch(`${site.url}/api/v1/votes/influence?wait=20`)).json()) as { evidence: { judged: number; excluded: number } }
    await page.reload()
    const said = (await page.getByRole('region', { name: 'Which votes count' }).innerText()).replaceAll('\n', ' ')
    assert.match(said, /one careful reader in 100 at most, if all readers of a collection chose by the same chances .* and if these chances were known/)
    assert.match(said, /a careful reader whose taste or field is not the others’.* may be flagged too/)
    assert.ok(said.includes(`votes of ${evidence.judged} people can be judged so: those of ${evidence.excluded} fail`), said)
    await page.getByRole('link', { name: 'choice whose effect each board shows' }).click()
    assert.match(page.url(), /\/leaderboard\?view=influence#flagged$/)
  })

  test('a stored board stays at its hash', async () => {
    const hash = await boardHash()
    const { page } = await site.visit(`/leaderboard/${hash}`, { javaScriptEnabled: false })
    assert.equal(await page.locator('.board-table tbody tr').count(), 4)
    assert.ok((await page.locator('main').innerText()).includes(`diptych rate --board ${hash}`))
    const command = page.locator('.command')
    assert.ok(await command.evaluate((box) => box.scrollWidth <= box.clientWidth), 'the command is cut')
    await command.click()
    assert.equal(await page.evaluate(() => getSelection()!.toString().trim()), `diptych rate --board ${hash}`)
  })

  test('a comparison and a model say what the votes let us say', async () => {
    const { page } = await site.visit('/compare/brevis/notarius?challenge=letter-from-a-retiring-bridge', { javaScriptEnabled: false })
    assert.match(await page.locator('.verdict-line').innerText(), /^(Brevis is better than Notarius|There are not enough votes to say whether Brevis)/)
    await page.goto('/models/brevis')
    assert.match(await page.getByRole('region', { name: 'By people’s votes' }).innerText(), /Rating[\s\S]*\d+–\d+[\s\S]*of 4/)
  })

  test('a reveal tells both ratings before and after the vote, with their intervals', async () => {
    // On this challenge all four have votes; elsewhere a model may be drawn that nobody has voted on, and has no rating.
    const { page } = await site.visit('/arena?challenge=letter-from-a-retiring-bridge', { javaScriptEnabled: false })
    await page.getByRole('button', { name: 'Show me two answers' }).click()
    await page.getByRole('button', { name: 'Left is better' }).click()
    const [left, right] = await page.locator('.change').allInnerTexts()
    const shape = /^Rating ([\d,]+) \([\d,]+–[\d,]+\) → ([\d,]+) \([\d,]+–[\d,]+\)$/
    const change = (text: string) => Number(shape.exec(text)![2]!.replace(',', '')) - Number(shape.exec(text)![1]!.replace(',', ''))
    assert.ok(change(left!) > 0, left!)
    assert.ok(change(right!) < 0, right!)
  })

  for (const [name, options] of [
    ['1280 in light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['390 in dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ] as Array<[string, BrowserContextOptions]>) {
    test(`have no barrier and fit the window at ${name}`, async () => {
      const found: string[] = []
      const look = async (page: Page, where: string) => {
        found.push(...(await barriers(page)).map((line) => `${where} ${line}`))
        for (const width of [320, options.viewport!.width]) {
          await page.setViewportSize({ width, height: options.viewport!.height })
          if (await overflow(page) > 0) found.push(`${where} is too wide at ${width}`)
        }
      }
      const { page } = await site.visit('/leaderboard', options)
      for (const address of [
        '/leaderboard', '/leaderboard?view=pairs', '/leaderboard?view=prices', '/leaderboard?judges=model&view=prices', '/leaderboard?judges=model&view=pairs', '/leaderboard?view=time', '/leaderboard?view=influence', `/leaderboard/${await boardHash()}`,
        '/best-for', '/best-for/writing', '/judges', '/methodology', '/models/brevis', '/compare/brevis/notarius?challenge=letter-from-a-retiring-bridge',
      ]) {
        await page.goto(address)
        await look(page, address)
      }
      assert.deepEqual(found, [])
    })
  }

  test('a comparison of models that no votes connect says so, and what is known of their prices', async () => {
    const { page } = await site.visit('/compare/heron/eagle', { javaScriptEnabled: false })
    const said = async () => (await page.locator('.verdict-line > p:not(.small)').allInnerTexts())
    assert.deepEqual(await said(), ['heron and eagle cannot be compared by votes yet: nobody has voted on heron or eagle. eagle costs 2.0 times as much per output token as heron.'])
    const pairs = Array.from({ length: 8 }, () => [{ left: 'restless', right: 'restless-too', verdict: 'left' as const }, { left: 'lark', right: 'rook', verdict: 'left' as const }, { left: 'carp', right: 'perch', verdict: 'left' as const }]).flat()
    await castVotes(site.app.services.store, ...pairs)
    await fetch(`${site.url}/api/v1/leaderboard?wait=20`)
    await page.goto('/compare/lark/carp/brevis')
    assert.deepEqual(await said(), [
      'lark and carp cannot be compared by votes yet: the votes do not connect them, not even over other models. carp costs 5.0 times as much per output token as lark.',
      'lark and Brevis cannot be compared by votes yet: the votes do not connect them, not even over other models.',
    ])
  })

  test('what to know about a board names models as people read them on the page, and by their slugs in its JSON', async () => {
    const { page } = await site.visit('/leaderboard', { javaScriptEnabled: false })
    const { board } = (await (await fetch(`${site.url}/leaderboard.json`)).json()) as DataOf<typeof leaderboardPage>
    assert.match(board!.reason!, /Of part \d \("restless", "restless-too"\): No ratings: the answer shown on one and the same side won every vote/)
    const told = async () => {
      const fold = page.locator('.board-notes')
      await fold.locator('summary').click()
      assert.match(await fold.locator('summary').innerText(), /^\d+ notes? on this board$/)
      return (await fold.locator('.note').allInnerTexts()).join('\n')
    }
    assert.match(await told(), /Of part \d \(“Restless”, “Restless too”\): No ratings/)
    await page.goto(`/leaderboard/${board!.hash}`)
    assert.match(await told(), /Of part \d \(“Restless”, “Restless too”\): No ratings/)
  })
})
