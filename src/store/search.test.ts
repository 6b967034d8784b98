import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDomainError } from '../core/errors.ts'
import type { ImportedRecord } from '../core/imports/records.ts'
import { anAnswer, importRows } from '../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../testing/store.ts'
import type { TestStore } from '../testing/store.ts'
import { rebuildSearchIndex } from './search-index.ts'
import { search } from './search.ts'
import type { SearchRequest } from './search.ts'

type Options = Partial<SearchRequest>

/** The answers found, by model, in order. */
async function answersTo(store: TestStore, query: string, options: Options = {}): Promise<string[]> {
  const { results } = await search(store.read, { query, limit: 50, kinds: ['response'], ...options })
  return results.map(({ model }) => model!.name)
}

async function found(store: TestStore, query: string, options: Options = {}): Promise<string[]> {
  const { results } = await search(store.read, { query, limit: 50, ...options })
  return results.map(({ kind, id }) => (kind === 'response' ? 'response' : `${kind} ${id}`))
}

function answers(texts: Record<string, string>): ImportedRecord[] {
  return Object.entries(texts).map(([model, text]) => anAnswer(model, text))
}

const world = {
  english: 'The quick brown fox jumps over the lazy dog. Don’t stop: state-of-the-art café, naïve 𝓜ath.',
  chinese: '东京都的天气很好，猫在睡觉。',
  japanese: '東京タワーは高いです。GPT模型',
  korean: '안녕하세요 세계입니다',
  thai: 'ภาษาไทยง่ายนิดเดียว',
  hindi: 'नमस्ते दुनिया',
  arabic: 'كِتَاب جديد',
  russian: 'Ёлка и Йод',
  greek: 'Ο ΔΡΟΜΟΣ είναι μακρύς',
  markup: '<b>bold</b> & "quoted" text % _ \\ \' ; -- drop table',
  code: 'const fooBar = snake_case(3.14)\n\0end',
}

const finds: Array<[query: string, ...models: string[]]> = [
  ['fox', 'english'],
  ['FOX DOG', 'english'],
  ['fox cat'],
  ['jum', ],
  ['jump', 'english'],
  ['jump ', ],
  ['"quick brown"', 'english'],
  ['"brown quick"'],
  ['"brown fo'],
  ['cafe', 'english'],
  ['CAFÉ naive', 'english'],
  ['math', 'english'],
  ["don't ", 'english'],
  ['state-of-the-art', 'english'],
  ['"state art"'],
  ['东京', 'chinese'],
  ['京都', 'chinese'],
  ['天气很好', 'chinese'],
  ['猫', 'chinese'],
  ['觉', 'chinese'],
  ['天猫'],
  ['東京', 'japanese'],
  ['タワー', 'japanese'],
  ['gpt 模型', 'japanese'],
  ['하세', 'korean'],
  ['세계', 'korean'],
  ['ไทย', 'thai'],
  ['नमस्ते', 'hindi'],
  ['كتاب', 'arabic'],
  ['елка', 'russian'],
  ['δρομος', 'greek'],
  ['quoted text', 'markup'],
  ["'; drop table", 'markup'],
  ['snake_case', 'code'],
  ['end', 'code'],
  ['3.14', 'code'],
  ['"'],
  ['*'],
  ['!!! ???'],
  ['AND'],
  ['NOT fox'],
  ['fox OR cat'],
  ['body_search:fox'],
  ['fox*', 'english'],
  ['{fox} ^fox', 'english'],
  ['fox\0dog', ],
]

forEachDatabase((kind) => {
  test('answers in any script are found by words, parts of unspaced runs and phrases, and nothing typed is syntax', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...answers(world))
    for (const [query, ...models] of finds) {
      assert.deepEqual((await answersTo(store, query)).sort(), models.sort(), JSON.stringify(query))
    }
    await store.close()
  })

  test('the index made anew finds the same', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...answers(world))
    assert.deepEqual(await answersTo(store, 'fox'), ['english'])
    await rebuildSearchIndex(store.write)
    for (const [query, ...models] of finds) {
      assert.deepEqual((await answersTo(store, query)).sort(), models.sort(), JSON.stringify(query))
    }
    assert.deepEqual(await found(store, 'hello'), ['challenge say-hello'])
    await store.close()
  })

  test('models, creators and challenges are found by all their names, the exact name first', async () => {
    const store = await openTestStore(kind)
    await importRows(store,
      { kind: 'model', name: 'gpt-4-turbo', facts: { name: 'GPT-4 Turbo', aliases: ['chatty'], creator: { slug: 'openai', name: 'OpenAI' } } },
      { kind: 'model', name: 'gpt-4', facts: { name: 'GPT-4', creator: { slug: 'openai', name: 'OpenAI' } } },
      { kind: 'challenge', slug: 'haiku', title: 'A haiku', turns: ['Write a haiku about the sea.'], category: 'poetry', description: 'Seventeen syllables.' })
    assert.deepEqual(await found(store, 'gpt-4'), ['model gpt-4', 'model gpt-4-turbo'])
    assert.deepEqual(await found(store, 'g'), ['model gpt-4-turbo', 'model gpt-4'].toReversed())
    assert.deepEqual(await found(store, 'openai'), ['model gpt-4-turbo', 'model gpt-4', 'creator openai'])
    assert.deepEqual(await found(store, 'chatty'), ['model gpt-4-turbo'])
    for (const query of ['haiku', 'the sea', 'seventeen', 'poetry ']) assert.deepEqual(await found(store, query), ['challenge haiku'], query)
    await store.close()
  })

  test('what is learned later about a model is found, and what it was called before still is', async () => {
    const store = await openTestStore(kind)
    await importRows(store, anAnswer('m-1', 'x'))
    await importRows(store, { kind: 'model', name: 'm-1', facts: { name: 'Marvin', family: 'paranoid', aliases: ['android'] } })
    for (const query of ['m-1', 'paranoid', 'android']) assert.deepEqual(await found(store, query), ['model m-1'], query)
    await store.close()
  })

  test('every filter keeps what it should and nothing else', async () => {
    const store = await openTestStore(kind)
    const challenge = (slug: string, category: string) => ({ kind: 'challenge' as const, slug, category, turns: [`Prompt of ${slug}`] })
    await importRows(store,
      anAnswer('a', 'common one', { challenge: challenge('first', 'prose') }),
      anAnswer('a', 'common two', { challenge: challenge('second', 'code'), outputType: 'code' }),
      anAnswer('b', 'common three', { challenge: challenge('first', 'prose') }))
    const snippets = async (options: Options) => {
      const { results } = await search(store.read, { query: 'common ', limit: 50, ...options })
      return results.map(({ snippet }) => snippet!.text.split(' ')[1]).sort()
    }
    assert.deepEqual(await snippets({}), ['one', 'three', 'two'])
    assert.deepEqual(await snippets({ model: 'a' }), ['one', 'two'])
    assert.deepEqual(await snippets({ challenge: 'first' }), ['one', 'three'])
    assert.deepEqual(await snippets({ model: 'a', challenge: 'first' }), ['one'])
    assert.deepEqual(await snippets({ category: 'code' }), ['two'])
    assert.deepEqual(await snippets({ outputType: 'code' }), ['two'])
    assert.deepEqual(await snippets({ collection: 'tests' }), ['one', 'three', 'two'])
    for (const nowhere of [{ model: 'z' }, { challenge: 'z' }, { category: 'z' }, { collection: 'z' }]) assert.deepEqual(await snippets(nowhere), [])
    assert.deepEqual(await found(store, 'prompt', { category: 'prose' }), ['challenge first'])
    assert.deepEqual(await found(store, 'prompt', { model: 'a' }), [])
    await store.close()
  })

  test('pages follow one another without gap or repetition, in every kind of search', async () => {
    const store = await openTestStore(kind)
    const rows = Array.from({ length: 530 }, (_, index) => anAnswer(`model ${index % 5}`, `word ${'x '.repeat(index % 40)} ${index % 500}`, { sample: index + 1 }))
    await importRows(store, ...rows, { kind: 'challenge', turns: ['A word on words, word by word'] })
    for (const [options, expected] of [[{}, 531], [{ kinds: ['response'] }, 530], [{ model: 'model-1' }, 106], [{ collection: 'tests', kinds: ['response'] }, 530]] as Array<[Options, number]>) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await search(store.read, { query: 'word ', limit: 37, cursor, ...options })
        seen.push(...page.results.map(({ kind, id }) => `${kind} ${id}`))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      assert.equal(seen.length, expected, JSON.stringify(options))
      assert.equal(new Set(seen).size, expected, JSON.stringify(options))
    }
    await store.close()
  })

  test('the last page says that it is the last, also where it is full', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...answers({ a: 'word 1', b: 'word 2', c: 'word 3', d: 'word 4' }))
    const page = await search(store.read, { query: 'word', limit: 2, kinds: ['response'] })
    const last = await search(store.read, { query: 'word', limit: 2, kinds: ['response'], cursor: page.nextCursor! })
    assert.equal(last.results.length, 2)
    assert.equal(last.nextCursor, null)
    await store.close()
  })

  test('an answer that says more of what was asked comes first', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...answers({
      long: `sea ${'other words '.repeat(300)}`, dense: 'sea, sea and sea again', apart: 'blue and by the sea, the sky', phrase: 'a sky blue sea',
    }))
    assert.equal((await answersTo(store, 'sea '))[0], 'dense')
    assert.equal((await answersTo(store, 'sky blue '))[0], 'phrase')
    assert.equal((await answersTo(store, 'sea ')).at(-1), 'long')
    await store.close()
  })

  test('a result links to its answer, model and challenge, and shows plain text with what was found', async () => {
    const store = await openTestStore(kind)
    await importRows(store, anAnswer('m', '<script>alert("the sea")</script>', { outputType: 'html', challenge: { kind: 'challenge', slug: 'c', title: 'C', turns: ['x'] } }))
    const { results: [result] } = await search(store.read, { query: 'sea', limit: 1, kinds: ['response'] })
    const { public_id } = await store.read.selectFrom('responses').select('public_id').executeTakeFirstOrThrow()
    assert.deepEqual(result, {
      kind: 'response', id: public_id, title: 'C', model: { slug: 'm', name: 'm', house: false }, challenge: { slug: 'c', title: 'C' },
      outputType: 'html', turn: 1, snippet: { text: '<script>alert("the sea")</script>', matches: [[19, 22]] },
    })
    await store.close()
  })

  test('pictures are not searched, and an answer of two models is found for both', async () => {
    const store = await openTestStore(kind)
    await importRows(store, anAnswer('a', 'same text'), anAnswer('b', 'same text'),
      anAnswer('c', Uint8Array.from(Buffer.from('same text!')), { outputType: 'image', mediaType: 'image/png' }))
    assert.deepEqual((await answersTo(store, 'same text')).sort(), ['a', 'b'])
    await store.close()
  })

  test('texts beyond every limit of an index are taken in and found by their beginning', async () => {
    const store = await openTestStore(kind)
    const huge = { words: `needle ${Array.from({ length: 400_000 }, (_, index) => index.toString(36)).join(' ')}`, han: `needle ${Array.from({ length: 300_000 }, (_, index) => String.fromCodePoint(0x4e00 + (index * 7919) % 20_000)).join('')}`, key: `needle ${'x'.repeat(1_000_000)}`, same: `needle ${'ha '.repeat(400_000)}` }
    assert.deepEqual(await importRows(store, ...answers(huge)), ['imported', 'imported', 'imported', 'imported'])
    assert.deepEqual((await answersTo(store, 'needle')).sort(), ['han', 'key', 'same', 'words'])
    assert.deepEqual(await answersTo(store, 'x'.repeat(500)), ['key'])
    await store.close()
  })

  test('a cursor of somebody else is refused with a sentence', async () => {
    const store = await openTestStore(kind)
    for (const cursor of ['', 'x', '1-2', '0-1-1; drop', '9'.repeat(200)]) {
      await assert.rejects(search(store.read, { query: 'x', limit: 1, cursor }), (error) => isDomainError(error) && error.kind === 'invalid')
    }
    await store.close()
  })
})
