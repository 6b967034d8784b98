import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { refusesTopLevel } from '../../media/sandbox.ts'
import { startAttacker, type Attacker } from './attacker.ts'

/** What our own pages allow themselves. */
const pagePolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "frame-src 'self'",
  "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ')

const stylesheet = `
  html, body { margin: 0 }
  header, footer { height: 40px; background: white }
  main { height: 500px; overflow: auto; contain: paint }
  iframe, img { width: 100%; height: 400px; border: 0 }`

/** Makes the addresses of a hostile answer lead to the attacker of the scene. */
export type Arm = (answer: string) => string

/** Something served beside the page: the document of a frame, or a picture. */
export interface Prop {
  headers: Record<string, string>
  body: string
  /** Served into frames only, as previews are. */
  framed?: boolean
}

export interface Scene {
  /** What stands in the page. */
  markup: (arm: Arm) => string
  /** By their path. */
  props?: (arm: Arm) => Record<string, Prop>
  /** Leaves our policy out, to see what is caught without it. */
  unprotected?: boolean
  /** Opens the prop of this path itself instead of the page. */
  direct?: string
  /** What must be seen: a busy machine is given time for it. */
  awaits?: string[]
}

/** Plays a scene in a browser and says everything that happened which should not; empty is good. */
export async function mishaps(browser: Browser, scene: Scene): Promise<string[]> {
  await using attacker = await startAttacker()
  await using stage = await startStage(scene, attacker)
  const context = await browser.newContext({ viewport: { width: 800, height: 600 }, acceptDownloads: false })
  try {
    const page = await context.newPage()
    const seen = watch(context, page)
    await page.goto(stage.address, { waitUntil: 'load', timeout: 60_000 })
    const lastLook = Date.now() + patienceMs
    for (;;) {
      await wait(settlingMs)
      await lookAtPage(page, stage.address, scene, seen)
      const all = [...seen, ...stage.unexpected, ...attacker.contacts]
      if (Date.now() > lastLook || (scene.awaits ?? []).every((mishap) => all.includes(mishap))) return all
    }
  } finally {
    await context.close()
  }
}

/** What an answer tries comes at once or after a refresh of zero seconds. */
const settlingMs = 400

/** The longest wait for what a scene awaits. */
const patienceMs = 20_000

function watch(context: BrowserContext, page: Page): Set<string> {
  const seen = new Set<string>()
  context.on('request', (request) => {
    if (/^(?:https?|wss?):\/\/(?!127\.0\.0\.1:)/.test(request.url())) seen.add(`outside ${request.url()}`)
  })
  context.on('page', () => seen.add('window opened'))
  page.on('download', () => seen.add('download'))
  page.on('dialog', (dialog) => {
    seen.add('dialog')
    dialog.dismiss().catch(() => {})
  })
  return seen
}

async function lookAtPage(page: Page, address: string, scene: Scene, seen: Set<string>): Promise<void> {
  if (page.url().replace(/#.*/, '') !== address) {
    seen.add('navigation')
    return
  }
  const state = await stateOf(page)
  if (state === undefined) seen.add('navigation')
  if (state?.ran && scene.direct === undefined) seen.add('script')
  if (state?.covered) seen.add('cover')
}

/** Whether a script ran in the page and whether something covers its edges; undefined where the page is gone. */
async function stateOf(page: Page): Promise<{ ran: boolean; covered: boolean } | undefined> {
  return page.evaluate(() => {
    const isOnTop = (selector: string) => {
      const element = document.querySelector(selector)!
      const { left, top, width, height } = element.getBoundingClientRect()
      const corners = [[left + 5, top + 5], [left + width / 2, top + height / 2], [left + width - 5, top + height - 5]]
      return corners.every(([x, y]) => document.elementFromPoint(x!, y!) === element)
    }
    const hasFrame = document.querySelector('header') !== null
    const covered = hasFrame && !['header', 'footer'].every(isOnTop)
    return { ran: 'ran' in window || document.title !== 'stage', covered }
  }).catch((error: Error) => {
    if (/context was destroyed/.test(error.message)) return undefined
    throw error
  })
}

interface Stage {
  address: string
  /** Requests to our own site that the page did not make itself. */
  unexpected: string[]
  [Symbol.asyncDispose]: () => Promise<void>
}

async function startStage(scene: Scene, { arm }: Attacker): Promise<Stage> {
  const unexpected: string[] = []
  const props = scene.props?.(arm) ?? {}
  const server = createServer((request, response) => {
    const prop = props[request.url!]
    if (request.url === '/page') response.writeHead(200, pageHeaders(scene)).end(pageMarkup(scene.markup(arm)))
    else if (request.url === '/stage.css') response.writeHead(200, { 'Content-Type': 'text/css' }).end(stylesheet)
    else if (prop !== undefined) {
      const isRefused = prop.framed === true && refusesTopLevel(request.headers['sec-fetch-dest']?.toString())
      response.writeHead(isRefused ? 403 : 200, prop.headers).end(isRefused ? 'refused' : prop.body)
    } else {
      if (request.url !== '/favicon.ico') unexpected.push(`own ${request.method} ${request.url}`)
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    address: `${origin}${scene.direct ?? '/page'}`,
    unexpected,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function pageHeaders({ unprotected }: Scene): Record<string, string> {
  const type = { 'Content-Type': 'text/html; charset=utf-8' }
  return unprotected ? type : { ...type, 'Content-Security-Policy': pagePolicy }
}

function pageMarkup(markup: string): string {
  return '<!doctype html><html lang="en"><head><title>stage</title><link rel="stylesheet" href="/stage.css"></head>'
    + `<body><header>header</header><main>${markup}</main><footer>footer</footer></body></html>`
}
