import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { chromium, type Browser } from 'playwright-core'
import { renderAnswer } from '../../media/rendering/render.ts'
import { frameSandbox, previewHeaders, svgHeaders } from '../../media/sandbox.ts'
import { generatedMarkdown } from './generated.ts'
import { hostileHtml, hostileMarkdown, hostileSvg, type HostileFile } from './manifest.ts'
import { mishaps, type Prop, type Scene } from './stage.ts'

const executablePath = process.env.DIPTYCH_CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : `no Chromium at ${executablePath}`
const args = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage',
]

let browser: Browser

before(async () => {
  if (!skip) browser = await chromium.launch({ executablePath, args })
})

after(() => browser?.close())

function contents({ file }: HostileFile): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
}

const selfNavigation = hostileHtml.find(({ file }) => file === 'html/self-navigation.html')!

type SceneOf = (files: HostileFile[]) => Scene

/** What happens with all of them in one page; where something does, also each by itself, to name who did it. */
async function mishapsOf(files: HostileFile[], sceneOf: SceneOf): Promise<string[]> {
  const together = await mishaps(browser, sceneOf(files))
  if (together.length === 0) return []
  const alone = []
  for (const file of files) alone.push(`${file.file}: ${await mishaps(browser, sceneOf([file]))}`)
  return [`together: ${together}`, ...alone.filter((line) => !line.endsWith(': '))]
}

const inPage = (unprotected: boolean): SceneOf => (files) => ({
  unprotected,
  markup: (arm) => files.map((file) =>
    `<section>${renderAnswer({ text: arm(contents(file)), outputType: 'text' }).html}</section>`).join(''),
})

const inFrames = (scripts: boolean): SceneOf => (files) => ({
  markup: () => files.map(({ file }) =>
    `<iframe title="answer" sandbox="${frameSandbox({ scripts })}" src="/${file}"></iframe>`).join(''),
  props: (arm) => propsOf(files, (file) => ({
    headers: previewHeaders({ scripts }), body: arm(contents(file)), framed: true,
  })),
})

const asPictures: SceneOf = (files) => ({
  markup: () => files.map(({ file }) => `<img alt="answer" src="/${file}">`).join(''),
  props: (arm) => propsOf(files, (file) => ({ headers: svgHeaders(), body: arm(contents(file)) })),
})

function propsOf(files: HostileFile[], make: (file: HostileFile) => Prop): Record<string, Prop> {
  return Object.fromEntries(files.map((file) => [`/${file.file}`, make(file)]))
}

/** A few at a time: every frame is a document of its own. */
function inGroups(files: HostileFile[]): HostileFile[][] {
  const count = Math.ceil(files.length / 6)
  return Array.from({ length: count }, (_, index) => files.slice(6 * index, 6 * index + 6))
}

function raw(markup: string): Scene {
  return { markup: (arm) => arm(markup), unprotected: true }
}

const outsidePicture = '<img src="http://outside.invalid/x">'
const rawContacts = (path: string) => [`GET ${path}`, 'connection']

/** Unprotected pages: whatever the tests below look for must be seen here. */
const controls: Array<[string, string, string[]]> = [
  ['a script', '<script>ran = 1</script>', ['script']],
  ['a request', '<img src="http://attacker.example/x">', rawContacts('/x')],
  ['a request beyond this machine', outsidePicture, ['outside http://outside.invalid/x']],
  ['a datagram', contents({ file: 'html/web-rtc.html', tries: '' }), ['datagram']],
  ['a navigation', '<meta http-equiv=refresh content="0;url=http://attacker.example/x">', ['navigation']],
  ['a window', '<script>open("http://attacker.example/x")</script>', ['window opened']],
  ['a dialog', '<script>setTimeout(() => alert(1))</script>', ['dialog']],
  ['a download', '<a id=a download href="data:,x">x</a><script>a.click()</script>', ['download']],
  ['a request to our own site', '<img src="/own">', ['own GET /own']],
  ['a cover', '</main><div style="position:fixed;inset:0"></div>', ['cover']],
]

/** Small for us and heavy for a browser. */
const heavyToLayOut = [
  'bracket lines', 'completed cells', 'small deep formulas', 'combining marks', 'direction marks', 'list ladder',
  'emphasis in emphasis', 'one long word',
]

describe('the stage notices', { skip, concurrency: 2 }, () => {
  for (const [what, markup, expected] of controls) {
    test(what, async () => {
      const seen = await mishaps(browser, { ...raw(markup), awaits: expected })
      for (const mishap of expected) assert.ok(seen.includes(mishap), `${mishap} is not among ${JSON.stringify(seen)}`)
    })
  }

  test('an unprotected frame that sends itself elsewhere', async () => {
    const last = 'GET /replace'
    const seen = await mishaps(browser, {
      unprotected: true,
      markup: () => '<iframe sandbox="allow-scripts" src="/frame"></iframe>',
      props: (arm) => ({
        '/frame': { headers: { 'Content-Type': 'text/html' }, body: arm(contents(selfNavigation)) },
      }),
      awaits: [last],
    })
    assert.ok(seen.includes(last), `${last} is not among ${JSON.stringify(seen)}`)
  })

  test('who of several did it', async () => {
    const [harmless, harmful] = hostileMarkdown as [HostileFile, HostileFile]
    const sceneOf: SceneOf = (files) => raw(files.includes(harmful) ? '<script>ran = 1</script>' : '')
    assert.deepEqual(await mishapsOf([harmless, harmful], sceneOf), ['together: script', `${harmful.file}: script`])
  })
})

describe('in our own page', { skip, concurrency: 2 }, () => {
  for (const unprotected of [false, true]) {
    test(`hostile markdown does nothing, ${unprotected ? 'even without' : 'with'} our policy`, async () => {
      assert.deepEqual(await mishapsOf(hostileMarkdown, inPage(unprotected)), [])
    })
  }

  for (const name of heavyToLayOut) {
    test(`a bomb of ${name} is laid out in its place`, async () => {
      const { make } = generatedMarkdown.find((bomb) => bomb.name === name)!
      const { html } = renderAnswer({ text: make(20_000), outputType: 'text' })
      assert.deepEqual(await mishaps(browser, { markup: () => html }), [])
    })
  }
})

describe('in a frame', { skip, concurrency: 2 }, () => {
  const scripted = hostileHtml.filter(({ stillOnly }) => !stillOnly)
  for (const [index, files] of inGroups(scripted).entries()) {
    test(`hostile pages reach nothing with scripts, group ${index + 1}`, async () => {
      assert.deepEqual(await mishapsOf(files, inFrames(true)), [])
    })
  }

  for (const [index, files] of inGroups(hostileHtml).entries()) {
    test(`hostile pages reach nothing without scripts, group ${index + 1}`, async () => {
      assert.deepEqual(await mishapsOf(files, inFrames(false)), [])
    })
  }

  test('scripts of an answer run only where they may', async () => {
    const asksUs = '<!doctype html><script>parent.postMessage("ran", "*")</script>'
    const listens = '<script>addEventListener("message", ({ data }) => { if (data === "ran") ran = 1 })</script>'
    const scene = (scripts: boolean): Scene => ({
      unprotected: true,
      markup: () => `${listens}<iframe sandbox="${frameSandbox({ scripts })}" src="/frame"></iframe>`,
      props: () => ({ '/frame': { headers: previewHeaders({ scripts }), body: asksUs, framed: true } }),
    })
    assert.deepEqual(await mishaps(browser, scene(true)), ['script'])
    assert.deepEqual(await mishaps(browser, scene(false)), [])
  })

  test('a preview opened by itself is refused', async () => {
    const scene = { ...inFrames(true)([selfNavigation]), direct: `/${selfNavigation.file}` }
    assert.deepEqual(await mishaps(browser, scene), [])
  })
})

describe('as a picture', { skip, concurrency: 2 }, () => {
  test('hostile drawings do nothing', async () => {
    assert.deepEqual(await mishapsOf(hostileSvg, asPictures), [])
  })

  for (const file of hostileSvg) {
    test(`${file.file} does nothing when it is opened by itself`, async () => {
      assert.deepEqual(await mishaps(browser, { ...asPictures([file]), direct: `/${file.file}` }), [])
    })
  }
})
