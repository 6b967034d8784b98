import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadDemo } from '../operations/demo/load.ts'
import { anAnswer, importRows } from '../testing/imported-rows.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../testing/store.ts'
import { listAliases, removeAlias, setAlias } from './aliases.ts'
import { challengeFacets, countSharedChallenges, countsByChallenge, findChallenge, listAnsweredChallenges, listChallenges, namesOfSharedChallenges, neighboursOf, sharedChallenges } from './challenges.ts'
import { inTransaction } from './database.ts'
import { findReply, saveReply } from './idempotency.ts'
import { answerCounts, findModel, listCreators, listModels, readModels, relatedModels, type ModelFilter } from './models.ts'
import { bytesOfBodies, countEverything, firstAnswers, listCollections, listResponses, modelsThatAnswered, newestResponses, readResponses, showcasePair, type ResponseFilter, type ResponseRow } from './responses.ts'
import { search } from './search.ts'

const at = new Date('2026-01-02T03:04:05.000Z')

forEachDatabase((kind) => {
  let store: TestStore

  before(async () => {
    store = await openTestStore(kind)
    await loadDemo(store, () => at)
  })
  after(() => store.close())

  test('the demo counts as what the content folder holds', async () => {
    const counts = await countEverything(store.read)
    assert.equal(counts.challenges, 36)
    assert.equal(counts.houseAuthors, 4)
    assert.ok(counts.models >= 250 && counts.creators >= 40)
    assert.equal(counts.collections, 2)
  })

  test('loading the demo again adds nothing', async () => {
    const before = await countEverything(store.read)
    await loadDemo(store, () => at)
    assert.deepEqual(await countEverything(store.read), before)
  })

  const filters: Array<[name: string, filter: ModelFilter, holds: (row: Awaited<ReturnType<typeof listModels>>[number]) => boolean]> = [
    ['creator', { creator: 'anthropic' }, (row) => row.creator_slug === 'anthropic'],
    ['words, whatever their case', { q: 'CLAUDE opus' }, (row) => /claude/i.test(row.name + row.slug + row.family) && /opus/i.test(row.name + row.slug + row.family)],
    ['what it reads', { input: 'image' }, (row) => row.input_modalities!.includes('image')],
    ['capability', { capability: 'reasoning' }, (row) => row.capabilities!.includes('reasoning')],
    ['open weights', { openWeights: true }, (row) => row.open_weights === true],
    ['price band', { priceFrom: 1, priceBelow: 5 }, (row) => row.output_price! >= 1 && row.output_price! < 5],
    ['context', { contextFrom: 1_000_000 }, (row) => row.context_tokens! >= 1_000_000],
    ['release', { releasedFrom: '2025', releasedBefore: '2026' }, (row) => row.released!.startsWith('2025')],
    ['stored answers', { hasAnswers: true }, (row) => row.house],
    ['house authors', { house: true }, (row) => row.creator_slug === 'house'],
    ['retirement', { retired: true }, (row) => row.retired !== null],
  ]
  for (const [name, filter, holds] of filters) {
    test(`models are filtered by ${name}: all that fit and no others`, async () => {
      const [found, all] = [await listModels(store.read, filter), await listModels(store.read, {})]
      assert.ok(found.length > 0)
      assert.deepEqual(found.map(({ slug }) => slug).sort(), all.filter((row) => {
        try {
          return holds(row)
        } catch {
          return false
        }
      }).map(({ slug }) => slug).sort())
    })
  }

  test('a percent sign in a search is a percent sign', async () => {
    assert.deepEqual(await listModels(store.read, { q: '%' }), [])
    assert.deepEqual(await listModels(store.read, { q: '_' }), (await listModels(store.read, {})).filter(({ name, slug, creator_name, family }) => [name, slug, creator_name, family].some((text) => text?.includes('_'))))
  })

  test('a model is found by slug and by any of its spellings, whatever their case', async () => {
    assert.equal((await findModel(store.read, 'kimi-k2'))?.name, 'Kimi K2')
    assert.equal((await findModel(store.read, 'MoonshotAI/Kimi-K2'))?.slug, 'kimi-k2')
    assert.equal(await findModel(store.read, 'kimi'), undefined)
  })

  test('a family is listed oldest first, without the model itself', async () => {
    const model = (await readModels(store.read, {})).find(({ family, slug }) => family === 'kimi-k2' && slug === 'kimi-k2')!
    const family = await relatedModels(store.read, model, 50)
    assert.ok(family.every(({ id, family: name }) => id !== model.id && name === model.family))
    const dates = family.flatMap(({ released }) => released ?? [])
    assert.deepEqual(dates, dates.toSorted())
  })

  test('creators are listed by name with how many models they have', async () => {
    const creators = await listCreators(store.read)
    const house = creators.find(({ slug }) => slug === 'house')!
    assert.equal(house.models, 4)
    assert.deepEqual(creators.map(({ name }) => name), creators.map(({ name }) => name).toSorted())
  })

  test('paging through challenges meets each once, in order', async () => {
    const seen: string[] = []
    for (let cursor: number | undefined; ;) {
      const page = await listChallenges(store.read, {}, { after: cursor, limit: 7 })
      seen.push(...page.map(({ slug }) => slug))
      if (page.length < 7) break
      cursor = page.at(-1)!.id
    }
    assert.equal(seen.length, 36)
    assert.equal(new Set(seen).size, 36)
  })

  test('facets count what the filters find', async () => {
    const facets = await challengeFacets(store.read)
    for (const { value, count } of facets.category) assert.equal((await listChallenges(store.read, { category: String(value) }, { limit: 100 })).length, count)
    for (const { value, count } of facets.outputType) assert.equal((await listChallenges(store.read, { outputType: String(value) }, { limit: 100 })).length, count)
  })

  test('shared challenges are those that every model answered', async () => {
    const ids = (await Promise.all(['brevis', 'fabula', 'ordo'].map((slug) => findModel(store.read, slug)))).map((model) => model!.id)
    const sets = await Promise.all(ids.map(async (id) => new Set((await listAnsweredChallenges(store.read, id, { limit: 100 })).map(({ slug }) => slug))))
    const expected = [...sets[0]!].filter((slug) => sets.every((set) => set.has(slug))).sort()
    assert.equal(await countSharedChallenges(store.read, ids), expected.length)
    const shared = await sharedChallenges(store.read, ids, { limit: 100 })
    assert.deepEqual(shared.map(({ slug }) => slug).sort(), expected)
    assert.deepEqual(await namesOfSharedChallenges(store.read, ids, 5), shared.slice(0, 5).map(({ slug, title }) => ({ slug, title })))
  })

  test('counts of answers agree with the answers', async () => {
    const challenge = (await findChallenge(store.read, 'three-experts-one-model'))!
    const responses = await listResponses(store.read, { challengeId: challenge.id }, { limit: 100 })
    const models = new Set(responses.map(({ model_id }) => model_id))
    assert.deepEqual((await countsByChallenge(store.read, [challenge.id])).get(challenge.id), { answers: responses.length, models: models.size })
    assert.deepEqual((await modelsThatAnswered(store.read, challenge.id, 100)).map(({ id }) => id).sort(), [...models].sort())
    const [first] = responses
    const own = await listResponses(store.read, { modelId: first!.model_id }, { limit: 1_000 })
    assert.equal((await answerCounts(store.read, [first!.model_id])).get(first!.model_id)!.answers, own.length)
  })

  test('the neighbours of a challenge are the ones the model answered just before and after', async () => {
    const model = (await findModel(store.read, 'brevis'))!
    const answered = await listAnsweredChallenges(store.read, model.id, { limit: 100 })
    const { previous, next } = await neighboursOf(store.read, model.id, answered[3]!.id)
    assert.deepEqual([previous!.slug, next!.slug], [answered[2]!.slug, answered[4]!.slug])
    assert.equal((await neighboursOf(store.read, model.id, answered[0]!.id)).previous, null)
  })

  test('the newest answers are those given last; those of unknown date come after all dated ones, and no page has one twice', async () => {
    const other = await openTestStore(kind)
    const dates = ['2025-03', undefined, '2024-11-02', '2025-03-31T10:00:00.000Z', undefined, '2025-03-31T10:00:00.000Z', '2026']
    await importRows(other, ...dates.map((answeredAt, index) => anAnswer(`model ${index}`, `text ${index}`, { answeredAt })))
    const expected = [6, 5, 3, 0, 2, 4, 1].map((index) => `model ${index}`)
    for (const limit of [1, 2, 3, 7, 9]) {
      const seen: string[] = []
      let page = await newestResponses(other.read, {}, { limit })
      for (; page.length > 0; page = await newestResponses(other.read, {}, { limit, beyond: { id: page.at(-1)!.id, answeredAt: page.at(-1)!.answered_at } })) seen.push(...page.map(({ model_name }) => model_name))
      assert.deepEqual(seen, expected, `by ${limit}`)
    }
    assert.deepEqual(await newestResponses(other.read, { modelIds: [] }, { limit: 5 }), [])
    await other.close()
  })

  test('filters, order and range of a list agree with a list of everything', async () => {
    const all = await listResponses(store.read, {}, { limit: 1_000 })
    const { model_id, challenge_slug, output_type, collection_slug } = all[7]!
    const challenge = (await findChallenge(store.read, challenge_slug))!
    const expected = (passes: (row: ResponseRow) => boolean) => all.filter(passes).map(({ id }) => id)
    const cases: Array<[ResponseFilter, (row: ResponseRow) => boolean]> = [
      [{ modelId: model_id }, (row) => row.model_id === model_id],
      [{ challengeId: challenge.id, modelIds: [model_id, model_id + 1] }, (row) => row.challenge_slug === challenge_slug && [model_id, model_id + 1].includes(row.model_id)],
      [{ outputType: output_type, collection: collection_slug }, (row) => row.output_type === output_type && row.collection_slug === collection_slug],
      [{ publicIds: [all[3]!.public_id] }, (row) => row.id === all[3]!.id],
      [{ challengeId: challenge.id, expects: challenge.output_type }, (row) => row.challenge_slug === challenge_slug],
      [{ challengeId: challenge.id, expects: 'audio' }, () => false],
      [{ modelIds: [] }, () => false],
      [{ collection: 'no-such-collection' }, () => false],
    ]
    for (const [filter, passes] of cases) {
      assert.deepEqual((await listResponses(store.read, filter, { limit: 1_000 })).map(({ id }) => id), expected(passes))
      assert.deepEqual((await readResponses(store.read, filter, { limit: 1_000 })).map(({ id }) => id), expected(passes))
    }
    const [, second, third] = all
    assert.deepEqual((await listResponses(store.read, {}, { beyond: second!.id, limit: 1 })).map(({ id }) => id), [third!.id])
  })

  test('the first answer of each model to each challenge is the oldest one', async () => {
    const all = await listResponses(store.read, {}, { limit: 1_000 })
    const slugs = [...new Set(all.map(({ challenge_slug }) => challenge_slug))].slice(0, 5)
    const ids = await Promise.all(slugs.map(async (slug) => (await findChallenge(store.read, slug))!.id))
    const models = [...new Set(all.map(({ model_id }) => model_id))].slice(0, 3)
    const pairs = new Map<string, number>()
    for (const { id, challenge_slug, model_id } of all) {
      const pair = `${challenge_slug} ${model_id}`
      if (slugs.includes(challenge_slug) && models.includes(model_id) && !pairs.has(pair)) pairs.set(pair, id)
    }
    assert.deepEqual((await firstAnswers(store.read, ids, models)).map(({ id }) => id), [...pairs.values()])
    assert.deepEqual(await firstAnswers(store.read, [], models), [])
  })

  test('bytes of bodies are those that answers are read with', async () => {
    const answers = await readResponses(store.read, {}, { limit: 20 })
    const bytes = await bytesOfBodies(store.read, answers.flatMap(({ body_id }) => body_id ?? []))
    for (const answer of answers) assert.deepEqual(bytes.get(answer.body_id!), answer.bytes)
  })

  test('the pair for the front page is two readable answers to one challenge', async () => {
    const pair = (await showcasePair(store.read))!
    const challenge = (await findChallenge(store.read, pair.challenge))!
    const found = await listResponses(store.read, { challengeId: challenge.id }, { limit: 100 })
    assert.notEqual(pair.models[0], pair.models[1])
    for (const slug of pair.models) assert.ok(found.some(({ model_slug, words }) => model_slug === slug && words! >= 90))
  })

  test('collections are listed with their answers', async () => {
    const [catalogue, house] = await listCollections(store.read)
    assert.equal(catalogue!.responses, 0)
    assert.equal(house!.responses, (await countEverything(store.read)).responses)
  })

  test('an alias is set, changed and forgotten', async () => {
    const [brevis, ordo] = [(await findModel(store.read, 'brevis'))!, (await findModel(store.read, 'ordo'))!]
    await setAlias(store.write, 'The Terse One', brevis.id)
    assert.equal((await findModel(store.read, 'the terse-one'))?.slug, 'brevis')
    await setAlias(store.write, 'the terse one', ordo.id)
    assert.deepEqual((await listAliases(store.read, { q: 'terse' }, { limit: 10 })).map(({ model, origin }) => [model, origin]), [['ordo', 'person']])
    const found = async (query: string) => (await search(store.read, { query, kinds: ['model'], limit: 5 })).results.map(({ id }) => id)
    assert.deepEqual(await found('terse one'), ['ordo'])
    assert.equal(await removeAlias(store.write, 'THE TERSE ONE'), true)
    assert.deepEqual(await found('terse one'), [])
    assert.equal(await removeAlias(store.write, 'THE TERSE ONE'), false)
  })

  test('a reply is kept with its transaction, and not without it', async () => {
    const place = { caller: 'admin:token', operation: 'aliases.set', key: 'k' }
    await assert.rejects(inTransaction(store.write, async (tx) => {
      await saveReply(tx, { ...place, inputHash: 'h', output: { a: 1 }, at })
      throw new Error('the write failed')
    }))
    assert.equal(await findReply(store.read, place), undefined)
    await saveReply(store.write, { ...place, inputHash: 'h', output: { a: [1, null, 'x'] }, at })
    assert.deepEqual(await findReply(store.read, place), { inputHash: 'h', output: { a: [1, null, 'x'] } })
  })

  test('a read handle cannot write', async () => {
    await assert.rejects(setAlias(store.read, 'x', 1))
  })
})
