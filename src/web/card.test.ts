import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { barriers } from '../testing/barriers.ts'
import { noBrowser, overflow, startTestSite, type TestSite } from '../testing/browser.ts'
import { anAnswer, importRows } from '../testing/imported-rows.ts'

const address = '/models/card-model/responses/how-to-oil-a-hinge'
const challenge = { kind: 'challenge' as const, key: 'hinge', slug: 'how-to-oil-a-hinge', title: 'How to oil a hinge', turns: ['How?'] }

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

  test('on a phone says how a text is copied there', async () => {
    const { page } = await site.visit(address, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, javaScriptEnabled: false })
    await page.getByText('As JSON', { exact: true }).click()
    const said = await page.locator('.code-fold[open]').innerText()
    assert.ok(said.includes('To copy it, hold the text: all of it is selected.') && !said.includes('Ctrl'), said)
    assert.equal(await overflow(page), 0)
  })
})
