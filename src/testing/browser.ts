import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { listen } from '../http/serve.ts'
import { startTestApp, type TestApp } from './app.ts'
import { hardRows } from './hard-rows.ts'
import { importRows } from './imported-rows.ts'

const executablePath = process.env.DIPTYCH_CHROMIUM ?? '/usr/bin/chromium'

/** The reason to skip tests that need a browser, or false. */
export const noBrowser = existsSync(executablePath) ? false : `no Chromium at ${executablePath}`

const browserArguments = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage']

/** A page in a browser, and what went wrong on it: errors in the console or the page, and requests to other hosts. */
export interface Visit {
  page: Page
  mishaps: string[]
}

export interface TestSite {
  url: string
  app: TestApp
  browser: Browser
  /** Opens an address in a context of its own, which the next visit or `close` ends. */
  visit(address: string, options?: BrowserContextOptions): Promise<Visit>
  close(): Promise<void>
}

/** The whole application with its demo and some hard answers on a port, and a browser to look at it. */
export async function startTestSite(): Promise<TestSite> {
  const app = await startTestApp({ demo: true })
  const outcomes = await importRows(app.services.store, ...hardRows)
  if (outcomes.some((outcome) => outcome.startsWith('rejected'))) throw new Error(`The hard rows cannot be stored: ${outcomes.join(', ')}`)
  const server = await listen(app.app, '127.0.0.1', 0, app.shortcut)
  const browser = await chromium.launch({ executablePath, args: browserArguments })
  return {
    url: server.url, app, browser,
    async visit(address, options = {}) {
      await Promise.all(browser.contexts().map((context) => context.close()))
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: server.url, ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      const mishaps = watch(page, server.url)
      await page.goto(address, { waitUntil: 'load' })
      return { page, mishaps }
    },
    async close() {
      await browser.close()
      await server.close()
      await app.close()
    },
  }
}

/** Notes what a good page never does, as long as the page is open. */
export function watch(page: Page, origin: string): string[] {
  const mishaps: string[] = []
  page.on('pageerror', (error) => mishaps.push(`error ${error.message}`))
  page.on('request', (request) => {
    if (!new RegExp(`^(${origin}/|data:|blob:|about:)`).test(request.url())) mishaps.push(`request ${request.url()}`)
  })
  page.on('console', (message) => {
    // The browser says that a still view runs no script: that is what a still view is for.
    const isStillView = message.text().includes('/frames/') || message.location().url.includes('/frames/')
    if (message.type() === 'error' && !isStillView) mishaps.push(`console ${message.text()}`)
  })
  return mishaps
}

/** How much of the page moved by itself since it was opened, as browsers measure it: 0 is still. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(() => new Promise<number>((resolve) => {
    let sum = 0
    const add = (entries: PerformanceEntryList) => {
      for (const entry of entries as Array<PerformanceEntry & { value: number; hadRecentInput: boolean }>) if (!entry.hadRecentInput) sum += entry.value
    }
    const observer = new PerformanceObserver((list) => add(list.getEntries()))
    observer.observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => {
      add(observer.takeRecords())
      resolve(sum)
    }, 250)
  }))
}

/** By how many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Our own words on the page whose letters run from right to left: what stands in a name, a prompt or an answer may do so. */
export function turnedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const leftOf = (node: Node, at: number) => {
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + 1)
      return range.getBoundingClientRect()
    }
    const isTurned = (node: Node, at: number) => {
      const [one, next] = [leftOf(node, at), leftOf(node, at + 1)]
      return one.width > 0 && one.top === next.top && next.left < one.left
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement!.closest('bdi, .answer, .prompt, option, script, style')) continue
      const own = node.textContent!.replace(/\u2068[^\u2069]*\u2069/g, (name) => ' '.repeat(name.length))
      if ([...own.matchAll(/[a-z](?=[a-z])/gi)].some(({ index }) => isTurned(node, index))) found.push(own.trim())
    }
    return found
  })
}
