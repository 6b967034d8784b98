import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { startRunWorker } from '../jobs/runs/start.ts'
import { shareLab } from '../operations/lab/go-on.ts'
import { getLab } from '../operations/lab/read.ts'
import { startLab } from '../operations/lab/start.ts'
import { admin } from '../testing/app.ts'
import { barriers } from '../testing/barriers.ts'
import { noBrowser, overflow, startTestSite, type TestSite } from '../testing/browser.ts'
import { anAnswer, importRows } from '../testing/imported-rows.ts'

const address = '/models/card-model/responses/how-to-oil-a-hinge'
const challenge = { kind: 'challenge' as const, key: 'hinge', slug: 'how-to-oil-a-hinge', title: 'How to oil a hinge', turns: ['How?'] }
const talk = { kind: 'challenge' as const, key: 'talk', slug: 'when-to-oil', title: 'When to oil', system: 'You are a locksmith.', turns: ['When?', 'And then?'] }
const talkAddress = '/models/talker/responses/when-to-oil'
const strict = { kind: 'challenge' as const, key: 'strict', slug: 'with-many-rules', title: 'With many rules', system: 'Keep this rule. '.repeat(80), turns: ['Will you?'] }

describe('the card of an answer', { skip: noBrowser }, () => {
  let site: TestSite

  before(async () => {
    site = await startTestSite()
    const sent = { to: 'https://models.office.example/api/v1/chat/completions', body: { model: 'card-model', temperature: 0.5, messages: [{ role: 'user', content: 'How?' }] } }
    const facts = { judge: null, tags: [], counts: { input: 10, output: 2 }, reviewed: true, provider: 'office', route: 'https://models.office.example/api/v1', requestedModel: 'card-model', software: '@ai-sdk/openai-compatible 3.0.92', sent }
    const outcomes = await importRows(site.app.services.store,
      ...['office', 'office', 'elsewhere', 'a', 'b'].map((provider, index) => anAnswer('card-model', 'With oil.', {
        challenge, sample: index + 1, answeredAt: '2026-01-02T03:04:05.000Z', settings: { temperature: 0.5, stop: [] }, provenance: { ...facts, provider },
      })),
      ...['Talker', 'Listener'].flatMap((model) => ['By day.', 'By night.'].map((body, index) => anAnswer(model, body, {
        challenge: talk, turn: index + 1, settings: {}, costUsd: 0.02, provenance: {
          ...facts, sent: { to: sent.to, body: { model, max_tokens: 64_000, messages: [] } },
          price: { provider: 'office', source: 'diptych.config.yaml', date: '2026-01-02', input: 3, cacheRead: 0.3, output: 15 },
        },
      }))),
      anAnswer('card-model', 'Gladly.', { challenge: strict }),
      anAnswer('card-model', 'With less oil.', { challenge, sample: 6, answeredAt: '2026-01-02', settings: { temperature: 0.5, stop: [] } }),
    )
    assert.deepEqual(outcomes.filter((outcome) => outcome.startsWith('rejected')), [])
  })
  after(() => site.close())

  /** Terms and what is said of them, with a line for where text may break. */
  async function factsOn(page: Awaited<ReturnType<TestSite['visit']>>['page']): Promise<Map<string, string>> {
    return new Map(await page.locator('aside .panel').first().locator('dt').evaluateAll((terms) => terms.map((term): [string, string] => {
      const told = term.nextElementSibling!
      for (const place of told.querySelectorAll('wbr')) place.replaceWith('|')
      return [term.textContent!, told.textContent!]
    })))
  }

  test('tells the time, breaks its route between parts, and says what its source says in words', async () => {
    const { page } = await site.visit(address)
    const facts = await factsOn(page)
    assert.deepEqual(['Answered', 'Route', 'Temperature', 'Counts', 'Reviewed'].map((name) => facts.get(name)),
      ['2 Jan 2026, 03:04 UTC', 'https://|models.office.example/|api/|v1', '0.5', 'input 10, output 2', 'yes'])
    for (const name of ['Stop', 'Judge', 'Tags']) assert.equal(facts.has(name), false, name)
  })

  test('samples name whom they were asked of, and one without a time or provider claims none', async () => {
    const { page } = await site.visit(address)
    assert.deepEqual(await page.locator('.samples .tag').allTextContents(), ['1 and 4 like it · Tests at office, elsewhere and 2 more', '6 · Tests'])
    await page.locator('.samples .tag', { hasText: '6 ·' }).click()
    assert.equal((await factsOn(page)).get('Answered'), '2 Jan 2026')
  })

  test('brings no script, and shows how the same is asked for without one', async () => {
    const { page, mishaps } = await site.visit(address)
    assert.equal(await page.evaluate(() => document.scripts.length), 0)
    await page.getByText('As JSON', { exact: true }).click()
    const text = await page.locator('.code-fold[open] pre').textContent()
    assert.equal(JSON.parse(text!).route, 'https://models.office.example/api/v1')
    assert.equal(await page.getByRole('button', { name: 'Copy' }).count(), 0)
    assert.match(await page.locator('.code-fold[open]').innerText(), /To copy it, click the text, which selects all of it, and press\s+Ctrl\s+C/)
    await page.locator('.code-fold[open] pre').click()
    assert.equal(await page.evaluate(() => String(getSelection()).trimEnd()), text!.trimEnd())
    assert.deepEqual([mishaps, await barriers(page), await overflow(page)], [[], [], 0])
  })

  test('marks what was sent unasked, tells all prices, and repeats the same as data', async () => {
    const { page } = await site.visit(talkAddress)
    const facts = await factsOn(page)
    assert.deepEqual(['Max Output Tokens', 'Other settings', 'Price then'].map((name) => facts.get(name)), [
      '64000, sent unasked by the package', 'left to the provider',
      '$3 in, $0.30 from the cache, $15 out per million tokens (diptych.config.yaml, 2 January 2026)',
    ])
    const data = JSON.parse(await page.getByRole('region', { name: 'As JSON, turn 1', includeHidden: true }).textContent() ?? '') as { settings: unknown }
    assert.deepEqual(data.settings, [{ name: 'maxOutputTokens', value: 64_000, asked: false, notHonoured: null }])
  })

  test('each turn of a conversation is asked for again by itself, and the switch of the view says that it is of all', async () => {
    const { page, mishaps } = await site.visit(talkAddress)
    assert.deepEqual(await page.locator('.again-turn').allTextContents(), ['Turn 1', 'Turn 2'])
    const asked = await Promise.all([1, 2].map(async (turn) => {
      const text = await page.getByRole('region', { name: `As JSON, turn ${turn}`, includeHidden: true }).textContent()
      return (JSON.parse(text!) as { messages: Array<{ text: { text: string } }> }).messages.map((message) => message.text.text)
    }))
    assert.deepEqual(asked, [['When?'], ['When?', 'By day.', 'And then?']])
    const view = page.getByRole('group', { name: 'View of all turns' })
    assert.match(await page.locator('.answer-head').first().innerText(), /All turns/)
    await view.getByText('Raw').click()
    assert.deepEqual(await page.locator('article pre.raw:not(.whole)').allTextContents(), ['By day.', 'By night.'])
    assert.deepEqual([mishaps, await barriers(page), await overflow(page)], [[], [], 0])
  })

  test('the system prompt stands beside the prompt, on an answer’s page and where answers are compared; a long one is folded', async () => {
    const { page } = await site.visit(talkAddress)
    const told = page.getByRole('group', { name: 'System prompt' })
    assert.equal(await told.innerText(), 'You are a locksmith.')
    await page.goto(new URL('/models/card-model/responses/with-many-rules', page.url()).href)
    assert.equal(await told.isVisible(), false)
    await page.getByText('System prompt', { exact: true }).click()
    assert.match(await told.innerText(), /^Keep this rule\. /)
    await page.goto(new URL('/compare/talker/listener?challenge=when-to-oil', page.url()).href)
    await page.getByText('The prompts, and the system prompt').click()
    assert.equal(await told.innerText(), 'You are a locksmith.')
    assert.equal(await overflow(page), 0)
    await page.goto(new URL('/compare/talker/listener?challenge=how-to-oil-a-hinge', page.url()).href)
    assert.equal(await page.getByText('system prompt').count(), 0)
  })

  test('in the Lab names every file that it was asked with, in its own line', async () => {
    const { app } = site
    const worker = startRunWorker(app.services, { most: 2, onError: (error) => app.log.push(String(error)) })
    try {
      const attachments = ['rivers.csv', 'lakes.csv'].map((name) => ({ name, base64: Buffer.from(`${name}\n1`).toString('base64') }))
      const models = ['house/brevis-writer', 'house/fabula-writer'].map((model) => ({ model }))
      const { session } = await app.ask(startLab, { prompt: 'Count them.', models, attachments }, admin)
      while ((await app.ask(getLab, { session }, admin)).state !== 'done') await setTimeout(25)
      await app.ask(shareLab, { session }, admin)
      const { page } = await site.visit(`/lab/${session}/answers/0/1`)
      assert.deepEqual(await page.locator('dt:text-is("Asked with") + dd li').allInnerTexts(), ['rivers.csv, text/plain, 12 bytes', 'lakes.csv, text/plain, 11 bytes'])
      assert.deepEqual([await barriers(page), await overflow(page)], [[], 0])
    } finally {
      await worker.stop()
    }
  })

  test('on a phone says how a text is copied there', async () => {
    const { page } = await site.visit(address, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, javaScriptEnabled: false })
    await page.getByText('As JSON', { exact: true }).click()
    const said = await page.locator('.code-fold[open]').innerText()
    assert.ok(said.includes('To copy it, hold the text: all of it is selected.') && !said.includes('Ctrl'), said)
    assert.equal(await overflow(page), 0)
  })
})
