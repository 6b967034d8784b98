import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { ImportedRecord, ImportedResponse } from '../core/imports/records.ts'
import { openBlobs } from '../media/blobs.ts'
import { aVote, anAnswer, importRows, manyRows, rowsOf, tellOutcome, testWriter } from '../testing/imported-rows.ts'
import { forEachDatabase, makeTestPlace, openTestStore } from '../testing/store.ts'

import { findChallenge } from './challenges.ts'
import { openStore } from './database.ts'
import type { Store } from './database.ts'

async function countAll(store: Store): Promise<Record<string, number>> {
  const tables = ['models', 'model_aliases', 'creators', 'challenges', 'challenge_keys', 'bodies', 'responses', 'votes', 'collections'] as const
  const counts: Record<string, number> = {}
  for (const table of tables) counts[table] = (await store.read.selectFrom(table).select((eb) => eb.lit(1).as('one')).execute()).length
  return counts
}

async function storedBytes(store: Store, model: string): Promise<Uint8Array> {
  const { bytes } = await store.read.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'responses.body_id')
    .innerJoin('models', 'models.id', 'responses.model_id').select('bodies.bytes').where('models.name', '=', model).executeTakeFirstOrThrow()
  return new Uint8Array(bytes!)
}

forEachDatabase((kind) => {
  test('importing everything twice adds nothing the second time', async () => {
    const store = await openTestStore(kind)
    const writer = await testWriter(store)
    const rows = manyRows(1_000)
    assert.deepEqual(new Set((await writer.write(rows)).map(tellOutcome)), new Set(['imported']))
    const counts = await countAll(store)
    assert.deepEqual(counts, {
      models: 8, model_aliases: 8, creators: 0, challenges: 50, challenge_keys: 50, bodies: 900, responses: 1000, votes: 1000, collections: 1,
    })
    assert.deepEqual(new Set((await writer.write(rows)).map(tellOutcome)), new Set(['duplicate']))
    const afterRestart = await testWriter(store)
    assert.deepEqual(new Set((await afterRestart.write(rows)).map(tellOutcome)), new Set(['duplicate']))
    assert.deepEqual(await countAll(store), counts)
    await store.close()
  })

  test('an import that is killed in the middle is completed by running it again', async () => {
    const place = await makeTestPlace(kind)
    const script = `
      import { openStore } from ${JSON.stringify(join(import.meta.dirname, 'database.ts'))}
      import { manyRows, testWriter } from ${JSON.stringify(join(import.meta.dirname, '../testing/imported-rows.ts'))}
      const store = await openStore(${JSON.stringify({ folder: place.folder, postgresUrl: place.postgresUrl })})
      const writer = await testWriter(store)
      const rows = manyRows(2_000)
      for (let at = 0; at < rows.length; at += 50) {
        await writer.write(rows.slice(at, at + 50))
        console.log(at)
      }`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 120_000 })
    const lines = await (async () => {
      let text = ''
      for await (const chunk of child.stdout) {
        text += chunk
        if (text.split('\n').length > 5) return text
      }
      return text
    })()
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    assert.ok(lines.includes('150'))
    const store = await openStore(place)
    const { responses, votes } = await countAll(store)
    assert.ok(responses! >= 200 && responses! < 2_000 && responses! % 50 === 0, `${responses} responses`)
    assert.equal(votes, responses)
    const writer = await testWriter(store)
    const outcomes = await writer.write(manyRows(2_000))
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'imported').length, 2_000 - responses!)
    assert.equal((await countAll(store)).responses, 2_000)
    assert.equal((await countAll(store)).bodies, 900)
    await store.close()
    await place.remove()
  })

  const exact: Array<[what: string, body: string | Uint8Array]> = [
    ['nothing', ''],
    ['line ends of every kind', 'a\r\nb\rc\n\u2028d'],
    ['NUL and control characters', 'a\0b\u0007\u001b'],
    ['a byte order mark and white space', '\ufeff \t x \n\n'],
    ['characters beyond the basic plane, and unnormalised ones', '👩‍🚀 e\u0301 é ﬁ'],
    ['bytes that are no UTF-8', Uint8Array.of(0xff, 0xfe, 0x00, 0xc3, 0x28)],
  ]
  for (const [what, body] of exact) {
    test(`an answer is kept to the byte: ${what}`, async () => {
      const store = await openTestStore(kind)
      assert.deepEqual(await importRows(store, anAnswer('m', body)), ['imported'])
      const expected = new Uint8Array(typeof body === 'string' ? Buffer.from(body) : body)
      assert.deepEqual(await storedBytes(store, 'm'), expected)
      const { sha256, size } = await store.read.selectFrom('bodies').selectAll().executeTakeFirstOrThrow()
      assert.deepEqual([sha256, size], [hash('sha256', expected), expected.length])
      await store.close()
    })
  }

  const challenge = { kind: 'challenge' as const, turns: ['x'] }
  const refused: Array<[what: string, record: ImportedRecord, reason: RegExp]> = [
    ['an answer with half a character', anAnswer('m', 'a\ud800b'), /lone surrogate/],
    ['a model without a name', anAnswer('', 'x'), /no name/],
    ['a model named by nothing visible', anAnswer(' \u200b', 'x'), /no name/],
    ['a model named with NUL', anAnswer('a\0', 'x'), /NUL/],
    ['a vote with a NUL in its comment', aVote('v', { comment: 'a\0' }), /Comment of the vote holds a NUL/],
    ['a title with half a character', anAnswer('m', 'x', { title: '\udc00' }), /Title of the answer holds half/],
    ['an id that is none of ours', anAnswer('m', 'x', { id: '../x' }), /id of the answer/],
    ['tokens that are no count', anAnswer('m', 'x', { inputTokens: 1.5 }), /InputTokens is 1.5/],
    ['a cost that is no amount', anAnswer('m', 'x', { costUsd: Number.NaN }), /CostUsd is NaN/],
    ['a negative duration', anAnswer('m', 'x', { durationMs: -1 }), /DurationMs is -1/],
    ['an answer of no day', anAnswer('m', 'x', { answeredAt: '2025-02-30' }), /AnsweredAt is “2025-02-30”/],
    ['a vote of no day', aVote('v', { votedAt: 'last week' }), /VotedAt is “last week”/],
    ['a release that is no date', { kind: 'model', name: 'm', facts: { name: 'M', released: 'soon' } }, /Released is “soon”/],
    ['an address that runs something', { kind: 'model', name: 'm', facts: { name: 'M', url: 'javascript:alert(1)' } }, /javascript/],
    ['a challenge without a prompt', { ...challenge, turns: [] }, /no prompt/],
    ['a challenge with a criterion that is no name', { ...challenge, criteria: ['a=b'] }, /“a=b” is no short name/],
    ['a probability above one', aVote('v', { probabilityRight: 1.2 }), /1.2/],
    ['a challenge nobody has described', anAnswer('m', 'x', { challenge: { key: 'nobody' } }), /“nobody”/],
    ['a vote on a challenge nobody has described', aVote('v', { challenge: { key: 'nobody' } }), /“nobody”/],
    ['settings too deep to be written', anAnswer('m', 'x', { settings: { deep: nested(200_000) } }), /deep/],
  ]
  for (const [what, record, reason] of refused) {
    test(`a row is rejected, and changes nothing, for ${what}`, async () => {
      const store = await openTestStore(kind)
      const before = await countAll(store)
      const [outcome, beside] = await importRows(store, record, anAnswer('fine', 'x'))
      assert.match(outcome!, reason)
      assert.equal(beside, 'imported')
      assert.deepEqual(await countAll(store), { ...before, models: 1, model_aliases: 1, challenges: 1, bodies: 1, responses: 1, collections: 1 })
      await store.close()
    })
  }

  test('a row that its format rejected stays rejected with its reason', async () => {
    const store = await openTestStore(kind)
    const writer = await testWriter(store)
    assert.deepEqual(await writer.write([{ at: { index: 7 }, rejected: 'Label 9 is unknown.' }]),
      [{ at: { index: 7 }, outcome: 'rejected', reason: 'Label 9 is unknown.' }])
    await store.close()
  })

  test('names of JavaScript’s own objects are names like any other', async () => {
    const store = await openTestStore(kind)
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const challenge = { kind: 'challenge' as const, key: '__proto__', turns: ['constructor'] }
    assert.deepEqual(await importRows(store, ...names.map((name) => anAnswer(name, name, { challenge }))), names.map(() => 'imported'))
    const models = await store.read.selectFrom('models').select('name').orderBy('id').execute()
    assert.deepEqual(models.map(({ name }) => name), names)
    await store.close()
  })

  test('a spelling that differs in case and dashes is the same model; any other is a model of its own', async () => {
    const store = await openTestStore(kind)
    await importRows(store, ...['gpt-4', 'GPT 4', 'gpt_4', 'gpt-4-turbo', 'claude-2', 'claude-2.1'].map((name, index) => anAnswer(name, `${index}`)))
    const models = await store.read.selectFrom('models').select(['name', 'slug']).orderBy('id').execute()
    assert.deepEqual(models, ['gpt-4', 'gpt-4-turbo', 'claude-2', 'claude-2.1'].map((name) => ({ name, slug: name })))
    await store.close()
  })

  test('facts fill what is unknown of a model and never change what is known', async () => {
    const store = await openTestStore(kind)
    const model = (facts: object) => ({ kind: 'model' as const, name: 'm-1', facts: { name: 'M One', ...facts } })
    const outcomes = await importRows(store,
      model({ released: '2025', aliases: ['m one'], creator: { slug: 'maker', name: 'Maker' } }),
      model({ released: '2026-01-01', contextTokens: 1000, categories: ['chat'], creator: { slug: 'maker', name: 'Maker', url: 'https://maker.example' } }),
      model({ contextTokens: 2000 }),
      anAnswer('M_One', 'x'))
    assert.deepEqual(outcomes, ['imported', 'imported', 'duplicate', 'imported'])
    const models = await store.read.selectFrom('models').leftJoin('creators', 'creators.id', 'models.creator_id')
      .select(['models.name', 'released', 'context_tokens', 'categories', 'creators.url']).execute()
    assert.deepEqual(models, [{ name: 'M One', released: '2025', context_tokens: 1000, categories: ['chat'], url: 'https://maker.example' }])
    await store.close()
  })

  test('what a source says of a model otherwise than it is known is answered, not lost in silence', async () => {
    const store = await openTestStore(kind)
    const writer = await testWriter(store)
    const model = (facts: object) => ({ kind: 'model' as const, name: 'm-1', facts: { name: 'M One', ...facts } })
    const first = model({ released: '2025-07-14', categories: ['text'], creator: { slug: 'a', name: 'A' } })
    const second = model({ released: '2025-07-11', knowledge: '2026', categories: ['reasoning'], creator: { slug: 'b', name: 'B' } })
    const [, outcome, again] = await writer.write(rowsOf(first, second, second))
    const differing = [
      { model: 'm-1', field: 'released', kept: '2025-07-14', offered: '2025-07-11' },
      { model: 'm-1', field: 'knowledge', kept: undefined, offered: '2026' },
      { model: 'm-1', field: 'creator', kept: 'A', offered: 'B' },
    ]
    assert.deepEqual(outcome, { at: { line: 2 }, outcome: 'imported', differing })
    assert.deepEqual(again, { at: { line: 3 }, outcome: 'duplicate', differing })
    const row = await store.read.selectFrom('models').select(['released', 'knowledge', 'categories']).executeTakeFirstOrThrow()
    assert.deepEqual(row, { released: '2025-07-14', knowledge: null, categories: ['text', 'reasoning'] })
    assert.deepEqual(await store.read.selectFrom('creators').select('slug').execute(), [{ slug: 'a' }], 'no maker without a model')
    await store.close()
  })

  test('one maker is one entry, however sources name it, and a name of its own is no contradiction', async () => {
    const store = await openTestStore(kind)
    const writer = await testWriter(store)
    const model = (name: string, creator: string) => ({ kind: 'model' as const, name, facts: { name, creator: { slug: creator.toLowerCase().replaceAll(' ', '-'), name: creator } } })
    const outcomes = await writer.write(rowsOf(model('a', 'Together'), model('b', 'Together AI'), model('c', 'Qwen'), model('d', 'Alibaba (Qwen)'), model('e', 'TII UAE'), model('a', 'togethercomputer')))
    assert.deepEqual(outcomes.map(({ outcome }) => outcome), ['imported', 'imported', 'imported', 'imported', 'imported', 'duplicate'])
    assert.ok(outcomes.every((outcome) => !('differing' in outcome)))
    assert.deepEqual(await store.read.selectFrom('creators').select('name').orderBy('name').execute(), [{ name: 'Alibaba (Qwen)' }, { name: 'TII' }, { name: 'Together AI' }])
    await store.close()
  })

  test('a variant finds its base model, whichever comes first', async () => {
    const store = await openTestStore(kind)
    await importRows(store,
      { kind: 'model', name: 'm-high', facts: { name: 'M (high)', base: 'm', variant: 'high effort' } },
      { kind: 'model', name: 'm', facts: { name: 'M' } })
    const rows = await store.read.selectFrom('models').innerJoin('models as base', 'base.id', 'models.base_id')
      .select(['models.slug', 'base.slug as base']).execute()
    assert.deepEqual(rows, [{ slug: 'm-high', base: 'm' }])
    await store.close()
  })

  test('a challenge is the same by its key, or else by its prompts to the byte', async () => {
    const store = await openTestStore(kind)
    await importRows(store,
      { kind: 'challenge', key: 'k:1', turns: ['One', 'Two'] },
      anAnswer('a', '1', { challenge: { key: 'k:1' } }),
      anAnswer('b', '2', { challenge: { kind: 'challenge', turns: ['One', 'Two'] } }),
      anAnswer('c', '3', { challenge: { kind: 'challenge', key: 'k:1', turns: ['Otherwise worded'] }, askedPrompt: 'Otherwise worded' }),
      anAnswer('d', '4', { challenge: { kind: 'challenge', turns: ['One', 'Two '] } }),
      anAnswer('e', '5', { challenge: { kind: 'challenge', system: 's', turns: ['One', 'Two'] } }))
    const counts = await store.read.selectFrom('responses').innerJoin('challenges', 'challenges.id', 'responses.challenge_id')
      .select(({ fn }) => ['challenges.slug', fn.countAll<number>().as('count')]).groupBy('challenges.slug').orderBy('challenges.slug').execute()
    assert.deepEqual(counts, [{ slug: 'one', count: 3 }, { slug: 'one-2', count: 1 }, { slug: 'one-3', count: 1 }])
    await store.close()
  })

  test('what a later file says of a challenge fills what was unknown', async () => {
    const store = await openTestStore(kind)
    await importRows(store, anAnswer('a', 'x'))
    const outcomes = await importRows(store, { kind: 'challenge', turns: ['Say hello.'], category: 'chat', tags: ['t'] },
      { kind: 'challenge', turns: ['Say hello.'], category: 'other' })
    assert.deepEqual(outcomes, ['imported', 'duplicate'])
    const row = await store.read.selectFrom('challenges').select(['category', 'tags', 'title']).executeTakeFirstOrThrow()
    assert.deepEqual(row, { category: 'chat', tags: ['t'], title: 'Say hello.' })
    await store.close()
  })

  test('a title takes the place of the prompt’s first words, and every source’s slug leads to the challenge', async () => {
    const store = await openTestStore(kind)
    const writer = await testWriter(store)
    const turns = ['Sally has 3 brothers.']
    const rows = rowsOf(
      { kind: 'challenge', key: 'one:2', slug: 'sally', turns, category: 'logic', reference: ['1'] },
      { kind: 'challenge', key: 'two:a', slug: 'logic-puzzle', title: 'Logic puzzle', description: 'A riddle.', category: 'reasoning', turns })
    const [, second] = await writer.write(rows)
    assert.deepEqual(second, { at: { line: 2 }, outcome: 'imported', differing: [{ challenge: 'sally', field: 'category', kept: 'logic', offered: 'reasoning' }] })
    assert.deepEqual((await writer.write(rows)).map(tellOutcome), ['duplicate', 'duplicate'])
    for (const slug of ['sally', 'logic-puzzle']) {
      const found = await findChallenge(store.read, slug)
      assert.deepEqual([found?.slug, found?.title, found?.description, found?.category], ['sally', 'Logic puzzle', 'A riddle.', 'logic'])
    }
    assert.equal(await findChallenge(store.read, 'logic'), undefined)
    await store.close()
  })

  const picture = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251)
  const drawn = { challenge: { kind: 'challenge' as const, key: 'draw', turns: ['Draw.'] }, outputType: 'image' as const, mediaType: 'image/png' }
  const orders: Array<[what: string, ...batches: ImportedResponse[][]]> = [
    ['in a later import', [anAnswer('m', { missing: 'a.png' }, drawn)], [anAnswer('m', picture, drawn)]],
    ['in the same batch', [anAnswer('m', { missing: 'a.png' }, drawn), anAnswer('m', picture, drawn)]],
    ['before it', [anAnswer('m', picture, drawn)], [anAnswer('m', { missing: 'a.png' }, drawn)]],
  ]
  for (const [what, ...batches] of orders) {
    test(`an answer without bytes and the same with bytes are one: ${what}`, async () => {
      const store = await openTestStore(kind)
      for (const batch of [...batches, ...batches]) await importRows(store, ...batch)
      const rows = await store.read.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'responses.body_id')
        .select(['media_type', 'bodies.bytes', 'bodies.sha256', 'bodies.size']).execute()
      assert.deepEqual(rows, [{ media_type: 'image/png', bytes: null, sha256: hash('sha256', picture), size: picture.length }])
      assert.equal((await countAll(store)).responses, 1)
      assert.deepEqual(new Uint8Array((await openBlobs(store.blobsFolder).get(rows[0]!.sha256))!), picture)
      await store.close()
    })
  }

  test('two pictures for one sample stay two, also where a third was missing', async () => {
    const store = await openTestStore(kind)
    const other = picture.slice(1)
    const rows = [anAnswer('m', { missing: 'a.png' }, drawn), anAnswer('m', picture, drawn), anAnswer('m', other, drawn)]
    assert.deepEqual(await importRows(store, ...rows), ['imported', 'imported', 'imported'])
    assert.deepEqual(await importRows(store, ...rows), ['duplicate', 'duplicate', 'duplicate'])
    assert.equal((await countAll(store)).responses, 2)
    await store.close()
  })

  test('a vote keeps its sides, its answers and what is unknown', async () => {
    const store = await openTestStore(kind)
    const challenge = { kind: 'challenge' as const, turns: ['Which?'] }
    const [left, right] = [anAnswer('a', 'left text', { challenge }), anAnswer('b', 'right text', { challenge })]
    const row = aVote('v', { challenge, left: { model: 'a', response: left }, right: { model: 'b', response: right }, blind: null, verdict: 'both-bad', reasons: ['too long'], criteria: { clarity: 2 } })
    assert.deepEqual(await importRows(store, row, row, { ...row, verdict: 'left' }), ['imported', 'duplicate', 'duplicate'])
    const stored = await store.read.selectFrom('votes')
      .innerJoin('models as l', 'l.id', 'left_model_id').innerJoin('models as r', 'r.id', 'right_model_id')
      .innerJoin('responses as lr', 'lr.id', 'left_response_id').innerJoin('responses as rr', 'rr.id', 'right_response_id')
      .select(['l.name as left', 'r.name as right', 'lr.model_id as lm', 'l.id as lid', 'rr.model_id as rm', 'r.id as rid', 'verdict', 'blind', 'sides_known', 'judge', 'probability_right', 'reasons', 'criteria', 'votes.source'])
      .execute()
    assert.equal(stored.length, 1)
    const { lm, lid, rm, rid, ...rest } = stored[0]!
    assert.deepEqual([lm, rm], [lid, rid])
    assert.deepEqual(rest, {
      left: 'a', right: 'b', verdict: 'both-bad', blind: null, sides_known: true, judge: null, probability_right: null,
      reasons: ['too long'], criteria: { clarity: 2 }, source: 'import',
    })
    await store.close()
  })

  test('the same key in another collection is another vote', async () => {
    const store = await openTestStore(kind)
    await importRows(store, aVote('v'))
    const other = await testWriter(store, { collection: { slug: 'other', name: 'Other' } })
    assert.deepEqual((await other.write(rowsOf(aVote('v')))).map(tellOutcome), ['imported'])
    await store.close()
  })

  test('a batch that fails leaves nothing, and can be written again', async () => {
    const store = await openTestStore(kind)
    const good = await testWriter(store)
    const poison = rowsOf(anAnswer('new model', 'x'))
    Object.defineProperty((poison[0] as { records: ImportedRecord[] }).records[0]!, 'transformed', { get() { throw new Error('disk full') } })
    await assert.rejects(good.write(poison), /disk full/)
    assert.equal((await countAll(store)).models, 0)
    assert.deepEqual((await good.write(rowsOf(anAnswer('new model', 'x')))).map(tellOutcome), ['imported'])
    assert.equal((await countAll(store)).models, 1)
    await store.close()
  })

  test('two imports at the same time share models, challenges and texts', async () => {
    const store = await openTestStore(kind)
    const writers = await Promise.all(['one', 'two', 'three'].map((slug) => testWriter(store, { collection: { slug, name: slug } })))
    const rows = manyRows(300)
    const outcomes = await Promise.all(writers.map((writer) => writer.write(rows)))
    assert.deepEqual(new Set(outcomes.flat().map(tellOutcome)), new Set(['imported']))
    const { models, challenges, bodies, responses } = await countAll(store)
    assert.deepEqual({ models, challenges, bodies, responses }, { models: 8, challenges: 50, bodies: 300, responses: 900 })
    await store.close()
  })
})

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

