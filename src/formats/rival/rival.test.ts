import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { memoryTree, readLone, readTree, reasonsOf, recordsOf, tally, withData, withoutData } from '../../testing/source-files.ts'
import { detectFormat } from '../registry.ts'
import { audiencesOf } from './audiences.ts'
import { rivalImages } from './images.ts'
import { readModel } from './records.ts'
import { rival } from './rival.ts'

const document = readFileSync(join(import.meta.dirname, '../fixtures/rival/rival.json'), 'utf8')

test('facts of a model are mapped, and what has no place or is no fact is named', async () => {
  const rows = await readLone(rival, 'r.json', document)
  const [brick, easel] = recordsOf(rows, 'model')
  assert.deepEqual(brick, {
    kind: 'model', name: 'brick-2', facts: {
      slug: 'brick-2', name: 'Brick 2', creator: { slug: 'xai', name: 'xAI' }, released: '2025-02-18',
      categories: ['text', 'conversation', 'analysis'], contextTokens: 128_000, sizeClass: 'large',
      url: 'https://brick.example', source: 'RIVAL',
    },
  })
  assert.deepEqual(easel!.facts, {
    slug: 'easel', name: 'Easel', creator: { slug: 'paint-works', name: 'Paint Works' }, output: ['image'],
    categories: ['image-generation'], source: 'RIVAL',
  })
  const lost = rows.slice(0, 2).map((row) => ('lost' in row ? row.lost : []))
  assert.deepEqual(lost, [['parametersCount', 'color'], ['releaseDate']])
})

test('a slug is one challenge, and another wording is what this answer was asked', async () => {
  const rows = await readLone(rival, 'r.json', document)
  assert.deepEqual(recordsOf(rows, 'challenge').map(({ key, outputType, difficulty }) => [key, outputType, difficulty]), [
    ['rival:tea', 'text', 'easy'], ['rival:shop', 'html', undefined],
  ])
  const asked = recordsOf(rows, 'response').map(({ sourceId, challenge, askedPrompt }) => (
    [sourceId, 'turns' in challenge ? challenge.turns : challenge.key, askedPrompt]))
  assert.deepEqual(asked, [
    ['brick-2-tea', 'rival:tea', undefined],
    ['brick-2-shop', 'rival:shop', 'Build a shop. One file.'],
    ['easel-sea', ['Paint the sea.'], undefined],
    ['brick-2-sea', 'rival:sea', 'Draw the sea.'],
  ])
})

test('a picture is named by its path until its bytes come, and then is the same answer', async () => {
  const picture = recordsOf(await readLone(rival, 'r.json', document), 'response')[2]!
  assert.deepEqual(picture.body, { missing: '/images/challenge-responses/easel/sea.png' })
  assert.deepEqual([picture.mediaType, picture.settings], ['image/png', { params: '1:1' }])
  const bytes = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const tree = memoryTree({
    'public/images/challenge-responses/easel/sea.png': bytes, 'public/images/challenge-responses/easel/void.png': '',
  })
  const rows = await readTree(rivalImages, tree)
  assert.deepEqual(recordsOf(rows, 'response'), [{
    kind: 'response', model: 'easel', challenge: { key: 'rival:sea' }, body: bytes, outputType: 'image',
    mediaType: 'image/png', sourceId: 'easel-sea',
  }])
  assert.deepEqual(reasonsOf(rows), ['an empty file'])
  assert.equal(rivalImages.collection(tree.files[0]!, tree).slug, rival.collection(tree.files[0]!, tree).slug)
})

test('unknown output types and rows without an answer are rejected by name', async () => {
  const reasons = reasonsOf(await readLone(rival, 'r.json', document))
  assert.deepEqual(reasons, ['responses: type: unknown output type', 'responses: content is missing'])
})

test('readers whom a prompt counts up are audiences, with every ending of their name', () => {
  assert.deepEqual(audiencesOf('Explain it to these audiences: 1. **An old sailor** who … 2. **The tax inspector**, who …'), [
    { slug: 'old-sailor', name: 'Old sailor', keywords: ['old sailor', 'sailor'] },
    { slug: 'tax-inspector', name: 'Tax inspector', keywords: ['tax inspector', 'inspector'] },
  ])
  assert.equal(audiencesOf('Two options: 1. **Tea** 2. **Coffee**'), undefined)
  assert.equal(audiencesOf('Know your audience: 1. **Sailors**'), undefined)
})

const json = 'rival/rival-2025-04.json.gz'
const images = 'rival/rival-images.tar.zst'
const seed = 'seed/kimi-k2.json'

test('RIVAL of April 2025 holds 39 models, 27 challenges and 383 answers by 29 models', { skip: withoutData(json) }, async () => {
  const rows = await withData(json, async (tree) => {
    assert.equal(detectFormat(tree.files[0]!, tree)!.format, rival)
    return readTree(rival, tree)
  })
  assert.deepEqual(reasonsOf(rows), [])
  const responses = recordsOf(rows, 'response')
  assert.deepEqual([recordsOf(rows, 'model').length, recordsOf(rows, 'challenge').length, responses.length], [39, 27, 383])
  assert.deepEqual(tally(responses.map(({ outputType }) => outputType)), { text: 182, html: 96, svg: 78, image: 27 })
  assert.equal(new Set(responses.map(({ model }) => model)).size, 29)
  const undated = recordsOf(rows, 'model').filter(({ facts }) => facts.released === undefined)
  assert.deepEqual(undated.map(({ name }) => name), ['llama-4-behemoth'])
})

test('7 of RIVAL\'s 29 challenges were asked in several wordings', { skip: withoutData(json) }, async () => {
  const responses = recordsOf(await withData(json, (tree) => readTree(rival, tree)), 'response')
  const challenges = Map.groupBy(responses, ({ challenge }) => challenge.key)
  assert.equal(challenges.size, 29)
  const wordings = [...challenges.values()].map((answers) => new Set(answers.map(({ askedPrompt }) => askedPrompt)).size)
  assert.equal(wordings.filter((count) => count > 1).length, 7)
})

test('the pictures fill all 27 answers that are named by path', { skip: withoutData(images) || withoutData(json) }, async () => {
  const namesIn = async (format: typeof rival, name: string) => {
    const responses = recordsOf(await withData(name, (tree) => readTree(format, tree)), 'response')
    return responses.filter(({ outputType }) => outputType === 'image')
      .map(({ model, challenge, mediaType }) => `${model} ${challenge.key} ${mediaType}`)
  }
  const pictures = await namesIn(rivalImages, images)
  const named = await namesIn(rival, json)
  assert.deepEqual([pictures.length, named.length], [28, 27])
  assert.deepEqual(named.filter((name) => !pictures.includes(name)), [])
})

test('the seed page is one model, one challenge with three audiences, and one answer', { skip: withoutData(seed) }, async () => {
  const rows = await withData(seed, async (tree) => {
    assert.equal(detectFormat(tree.files[0]!, tree)!.format, rival)
    return readTree(rival, tree)
  })
  assert.deepEqual([rows.length, reasonsOf(rows)], [3, []])
  const [model] = recordsOf(rows, 'model')
  assert.deepEqual([model!.facts.creator!.slug, model!.facts.released], ['moonshot-ai', '2025-07-11'])
  const [challenge] = recordsOf(rows, 'challenge')
  const audiences = challenge!.audiences!.map(({ name }) => name)
  assert.deepEqual(audiences, ['Experienced software engineer', 'PhD physicist', 'Venture capitalist'])
  const [response] = recordsOf(rows, 'response')
  assert.deepEqual([response!.challenge, response!.askedPrompt], [{ key: challenge!.key }, undefined])
  assert.match(response!.body as string, /^─+\n\n {2}1\. Software Engineer\n/)
})

test('a service that passes a model on did not make it, and is named as what has no place', () => {
  const reading = readModel({ id: 'quasar-alpha', name: 'Quasar Alpha', provider: 'openrouter' })
  assert.deepEqual(reading, { records: [{ kind: 'model', name: 'quasar-alpha', facts: { slug: 'quasar-alpha', name: 'Quasar Alpha', source: 'RIVAL' } }], lost: ['provider'] })
})
