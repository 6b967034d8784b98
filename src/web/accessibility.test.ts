import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import { barriers } from '../testing/barriers.ts'
import { layoutShift, noBrowser, overflow, startTestSite, type TestSite } from '../testing/browser.ts'
import { errorAddress, personalPages, siteAddresses } from '../testing/site-addresses.ts'
import { pages } from './pages.ts'

let site: TestSite

before(async () => {
  if (!noBrowser) site = await startTestSite()
})
after(() => site?.close())

const firsts = [...Object.values(siteAddresses).map(([first]) => first), errorAddress]
const everything = [...Object.values(siteAddresses).flat(), errorAddress]
const others = everything.filter((address) => !firsts.includes(address))

const desktop = { width: 1280, height: 900 }
const phone = { width: 390, height: 844 }

/** Every page in all four looks; what is hard on them at its widest in light and at its narrowest in dark. */
const looks: Array<[name: string, addresses: string[], options: BrowserContextOptions]> = [
  ['every page at 1280 in light', firsts, { viewport: desktop, colorScheme: 'light' }],
  ['every page at 1280 in dark', firsts, { viewport: desktop, colorScheme: 'dark' }],
  ['every page at 390 in light', firsts, { viewport: phone, colorScheme: 'light' }],
  ['every page at 390 in dark', firsts, { viewport: phone, colorScheme: 'dark' }],
  ['hard answers at 1280 in light', others, { viewport: desktop, colorScheme: 'light' }],
  ['hard answers at 390 in dark', others, { viewport: phone, colorScheme: 'dark' }],
]

describe('accessibility', { skip: noBrowser }, () => {
  test('every page of the site map has an address that is tested', () => {
    assert.deepEqual([...Object.keys(siteAddresses), ...personalPages].sort(), pages.map(({ path }) => path).sort())
  })

  test('axe sees a barrier where there is one', async () => {
    const { page } = await site.visit('/datasets')
    await page.evaluate(() => {
      document.querySelector('h1')!.outerHTML = '<h4>Jump</h4><img src="/favicon.svg"><p style="color:#bbb;background:#fff">pale</p>'
      ;(document.querySelector('p[style]') as HTMLElement).style.color = '#bbb'
      ;(document.querySelector('p[style]') as HTMLElement).style.background = '#fff'
    })
    const found = await barriers(page)
    for (const id of ['image-alt', 'color-contrast', 'page-has-heading-one']) assert.ok(found.some((line) => line.startsWith(id)), `${id} is not among ${found}`)
  })

  for (const [name, addresses, options] of looks) {
    test(`axe finds nothing on ${name}`, async () => {
      const found: string[] = []
      const { page } = await site.visit('/', options)
      for (const address of addresses) {
        await page.goto(address)
        found.push(...(await barriers(page)).map((line) => `${address} ${line}`))
      }
      assert.deepEqual(found, [])
    })
  }

  test('width is measured where a page is too wide', async () => {
    const { page } = await site.visit('/datasets', { viewport: phone })
    await page.evaluate(() => { document.querySelector('h1')!.style.width = '500px' })
    assert.ok(await overflow(page) > 50)
  })

  test('no page is wider than a window of 320, 390, 1280 or 2000', async () => {
    const wide: string[] = []
    const { page } = await site.visit('/')
    for (const address of everything) {
      await page.goto(address)
      for (const width of [320, 390, 1280, 2000]) {
        await page.setViewportSize({ width, height: 800 })
        const pixels = await overflow(page)
        if (pixels > 0) wide.push(`${address} at ${width} by ${pixels}`)
      }
    }
    assert.deepEqual(wide, [])
  })

  test('a shift is measured where something moves', async () => {
    const { page } = await site.visit('/datasets')
    await page.evaluate(() => new Promise((resolve) => {
      document.querySelector('main')!.prepend(Object.assign(document.createElement('div'), { textContent: 'late', className: 'prompt' }))
      requestAnimationFrame(() => requestAnimationFrame(resolve))
    }))
    assert.ok(await layoutShift(page) > 0.01)
  })

  for (const [name, viewport] of [['a wide window', desktop], ['a phone', phone]] as const) {
    test(`nothing moves by itself on ${name}`, async () => {
      const moving: string[] = []
      const { page } = await site.visit('/', { viewport })
      for (const address of everything) {
        await page.goto(address)
        await page.mouse.wheel(0, 1_500)
        const shift = await layoutShift(page)
        if (shift > 0.005) moving.push(`${address} ${shift.toFixed(4)}`)
      }
      assert.deepEqual(moving, [])
    })
  }
})
