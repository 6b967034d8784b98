import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBlobs } from './media/blobs.ts'
import { perform } from './operations/perform.ts'
import { getResponse } from './operations/responses/get.ts'
import { createRun } from './operations/runs/create.ts'
import { noBrowser, overflow, startTestSite, type TestSite } from './testing/browser.ts'
import { drawPicture, filledUp, playSound } from './testing/endpoint/media.ts'
import { startEndpoint, type Endpoint } from './testing/endpoint/server.ts'
import { importRows } from './testing/imported-rows.ts'
import { answersOf, aWorker } from './testing/runs.ts'

const prompts = { picture: 'Paint a lamp.', sound: 'Say good night.' }
// Three each, so that there is a duel after the first.
const painters = ['umber', 'sienna', 'ochre@1mb']
const speakers = ['alto', 'bass', 'tenor@1mb']
let site: TestSite
let endpoint: Endpoint

before(async () => {
  if (noBrowser) return
  endpoint = await startEndpoint()
  site = await startTestSite()
  const { services } = site.app
  await importRows(services.store,
    { kind: 'challenge', slug: 'a-lamp', title: 'A lamp', turns: [prompts.picture], outputType: 'image' },
    { kind: 'challenge', slug: 'good-night', title: 'Good night', turns: [prompts.sound], outputType: 'audio' })
  for (const [challenge, models] of [['a-lamp', painters], ['good-night', speakers]] as const) {
    const { run } = await perform(createRun, { challenges: [challenge], models, baseUrl: endpoint.url }, { kind: 'system', id: 'test' }, services)
    const worker = aWorker(services.store, { run, isOwnWorker: true })
    await worker.work()
    assert.deepEqual(worker.errors, [])
  }
})
after(async () => {
  await site?.close()
  await endpoint?.close()
})

const skip = noBrowser

/** The file that the endpoint sends. */
function fileOf(model: string): Buffer {
  const [make, prompt] = painters.includes(model) ? [drawPicture, prompts.picture] : [playSound, prompts.sound]
  return filledUp(make(`${model}\0${prompt}`), model.includes('@1mb') ? 1_048_576 : 0)
}

async function mediaAnswers() {
  return (await answersOf(site.app.services.store)).filter(({ model }) => [...painters, ...speakers].includes(model))
}

test('pictures and sounds of a run are stored to the byte, with hash, size and a type told by their bytes; large ones as blobs', { skip }, async () => {
  const { store } = site.app.services
  const answers = await mediaAnswers()
  assert.equal(answers.length, 6)
  for (const { model, media_type, output_type, body_id } of answers) {
    const [file, isPicture] = [fileOf(model), painters.includes(model)]
    // The endpoint declares every sound to be MPEG.
    assert.deepEqual([output_type, media_type], isPicture ? ['image', 'image/png'] : ['audio', 'audio/wav'])
    const { sha256, size, bytes } = await store.read.selectFrom('bodies').selectAll().where('id', '=', body_id!).executeTakeFirstOrThrow()
    assert.deepEqual([sha256, size], [createHash('sha256').update(file).digest('hex'), file.length])
    const stored = bytes ?? await openBlobs(store.blobsFolder).get(sha256)
    assert.ok(file.equals(stored!))
    assert.equal(bytes === null, model.includes('@1mb'), 'only large ones lie outside the database')
  }
})

test('the card of a picture has code that asks for a picture, and that of a sound for a sound', { skip }, async () => {
  for (const { public_id, output_type: type } of await mediaAnswers()) {
    const { card } = await perform(getResponse, { id: public_id }, { kind: 'visitor', id: 'test' }, site.app.services)
    assert.match(card.code.sdk!.text, type === 'image' ? /generateImage/ : /generateSpeech/)
  }
})

test('the card of a picture or sound tells what kind of file it is, how large, and its whole hash, on its page and as JSON', { skip }, async () => {
  for (const { public_id, model, media_type: type } of (await mediaAnswers()).filter(({ model }) => ['umber', 'tenor@1mb'].includes(model))) {
    const file = fileOf(model)
    const sha256 = createHash('sha256').update(file).digest('hex')
    const { card, ...answer } = await perform(getResponse, { id: public_id }, { kind: 'visitor', id: 'test' }, site.app.services)
    assert.deepEqual([card.mediaType, card.size, card.sha256], [type, file.length, sha256])
    const { page, mishaps } = await site.visit(`/models/${answer.model.slug}/responses/${answer.challenge.slug}`, { viewport: { width: 390, height: 844 } })
    const facts = new Map(await page.locator('aside .panel').first().locator('dt').evaluateAll((terms) => terms.map((term) => [term.textContent!, term.nextElementSibling!.textContent!])))
    assert.deepEqual(['Media type', 'Size', 'SHA-256'].map((name) => facts.get(name)), model === 'umber' ? ['image/png', `${file.length} bytes`, sha256] : ['audio/wav', '1 MB', sha256])
    await page.getByText('As JSON', { exact: true }).click()
    const json = JSON.parse((await page.locator('.code-fold[open] pre').textContent())!) as Record<string, unknown>
    assert.deepEqual([json.mediaType, json.size, json.sha256], [type, file.length, sha256])
    assert.deepEqual([mishaps, await overflow(page)], [[], 0])
  }
})

/** How wide each picture is that has arrived. */
function pictures(page: Page, within = ''): Promise<number[]> {
  return page.locator(`${within} img`).evaluateAll((images) => Promise.all(images.map(async (image) => {
    const picture = image as HTMLImageElement
    picture.loading = 'eager'
    await picture.decode().catch(() => undefined)
    return picture.naturalWidth
  })))
}

/** How long each sound is that the browser can play. */
function sounds(page: Page, within = ''): Promise<number[]> {
  return page.locator(`${within} audio[controls]`).evaluateAll((players) => Promise.all(players.map((player) => new Promise<number>((resolve) => {
    const audio = player as HTMLAudioElement
    audio.addEventListener('canplaythrough', () => resolve(Math.round(audio.duration * 10) / 10))
    audio.addEventListener('error', () => resolve(-1))
    audio.preload = 'auto'
    audio.load()
  }))))
}

for (const [name, look] of [['a-lamp', pictures], ['good-night', sounds]] as const) {
  const [wanted, models] = name === 'a-lamp' ? [16, painters] : [0.1, speakers]

  test(`${name}: the gallery, the comparison and an answer’s own page show what was made`, { skip }, async () => {
    const { page, mishaps } = await site.visit(`/challenges/${name}`)
    assert.deepEqual(await look(page, 'main'), [wanted, wanted, wanted])
    const slugs = await page.locator('input[name=model]').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value))
    assert.equal(slugs.length, 3)
    await page.goto(`/compare/${slugs.join('/')}?challenge=${name}`)
    assert.deepEqual(await look(page, '.columns'), [wanted, wanted, wanted])
    await page.goto(`/models/${slugs[0]}/responses/${name}`)
    assert.deepEqual(await look(page, 'main'), [wanted])
    assert.deepEqual(mishaps, [])
  })

  test(`${name}: a duel shows both, and until the vote nothing tells whose they are`, { skip }, async () => {
    const { page, mishaps } = await site.visit(`/arena?challenge=${name}`)
    await page.getByRole('button', { name: 'Show me two answers' }).click()
    await page.locator('.ballot').waitFor()
    assert.deepEqual(await look(page, '.columns'), [wanted, wanted])
    const html = await page.content()
    for (const model of models) assert.ok(!html.includes(model.split('@')[0]!), `${model} is named`)
    for (const { public_id } of await mediaAnswers()) assert.ok(!html.includes(public_id))
    await page.waitForFunction(() => document.querySelector('.verdicts button')?.ariaDisabled === null)
    await page.getByRole('group', { name: 'Which answer is better?' }).getByRole('button').first().click()
    await page.locator('.column h2 a').first().waitFor()
    const revealed = await page.content()
    assert.equal(models.filter((model) => revealed.includes(model.split('@')[0]!)).length, 2, 'after it, both are named')
    assert.deepEqual(mishaps, [])
  })
}
