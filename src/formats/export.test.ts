import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pools } from '../core/duels/duel.ts'
import type { ImportedRecord, ImportedResponse } from '../core/imports/records.ts'
import { strengths, verdicts } from '../core/votes/vote.ts'
import { Chance } from '../testing/chance.ts'
import { readLone, readTree, reasonsOf, withData, withoutData } from '../testing/source-files.ts'
import { diptychCsv } from './diptych/csv.ts'
import { diptychJsonl } from './diptych/jsonl.ts'
import type { RowKind } from './diptych/schema.ts'
import { exportRows, type ExportOptions, type ExportRow } from './export.ts'
import { alpacaEval } from './alpaca-eval/alpaca-eval.ts'
import { rival } from './rival/rival.ts'

const forms = { jsonl: diptychJsonl, csv: diptychCsv }

async function textOf(rows: ExportRow[], options: ExportOptions): Promise<string> {
  return (await Array.fromAsync(exportRows(rows, options))).join('')
}

/** What an import reads from an export: records with the collection that the file names for them. */
async function roundTrip(rows: ExportRow[], format: 'jsonl' | 'csv', kind: RowKind): Promise<ExportRow[]> {
  const read = await readLone(forms[format], `x.${format}`, await textOf(rows, { format, kind }))
  assert.deepEqual(reasonsOf(read), [])
  return read.flatMap((row) => ('records' in row
    ? row.records.map((record) => (row.collection ? { record, collection: row.collection } : { record }))
    : []))
}

const texts = [
  'plain', 'a,b', '"quoted"', 'line\nend', 'line\r\nend\r', ' space ', '=SUM(A1)', '漢字 🙂', '\u2028', '[1]', '{"a":1}', "'", '0',
  'true',
]

/** A record of this kind with every field that chance gives it. */
function anyRecord(kind: RowKind, chance: Chance): ImportedRecord {
  const text = () => chance.pick(texts)
  const perhaps = <T>(fields: T): Partial<T> => (chance.next() < 0.6 ? fields : {})
  const count = () => chance.below(1000)
  const facts = () => ({ note: text(), list: [1, null, text()], deep: { a: text() } })
  const challenge = () => ({
    kind: 'challenge' as const, turns: [text(), ...chance.list(2, text)],
    ...perhaps({ key: text(), title: text(), system: text() }),
    ...perhaps({
      description: text(), category: text(), difficulty: 'hard' as const, outputType: 'svg' as const, tags: chance.list(2, text),
      audiences: [{ slug: 's', name: text(), keywords: [text()] }], criteria: chance.list(2, text), language: 'en', version: 2, reference: [text()], slug: 'slug',
    }),
  })
  const reference = () => (chance.next() < 0.5 ? { key: text() } : challenge())
  const body = () => chance.pick<ImportedResponse['body']>(['', ...texts, { missing: text() }, Buffer.from([0xff, 0, 0x0a])])
  const response = (): ImportedResponse => ({
    kind: 'response', model: text(), challenge: reference(), body: body(), outputType: 'text',
    ...perhaps({ mediaType: 'image/png', turn: 2, sample: 3, askedPrompt: text() }),
    ...perhaps({ sourceId: text(), title: text(), answeredAt: '2025-07' }),
    ...perhaps({ settings: facts(), inputTokens: count(), outputTokens: count(), reasoningTokens: 0, timeToFirstTokenMs: 0.5 }),
    ...perhaps({ durationMs: count(), costUsd: 1e-7, finishReason: text(), transformed: chance.next() < 0.5, provenance: facts() }),
  })
  const side = () => ({ model: text(), ...perhaps({ response: response() }) })
  switch (kind) {
    case 'challenge': return challenge()
    case 'response': return response()
    case 'vote': return {
      kind, key: text(), left: side(), right: side(), verdict: chance.pick(verdicts),
      ...perhaps({ strength: chance.pick(strengths), pool: chance.pick(pools) }),
      blind: chance.pick([true, false, null]), sidesKnown: chance.next() < 0.5, judgeKind: 'human',
      ...perhaps({ challenge: reference(), probabilityRight: chance.next(), judge: text(), turn: 1, language: 'fr' }),
      ...perhaps({ category: text(), votedAt: '2025-07-11T10:00:00Z', reasons: [text()], comment: text(), criteria: facts() }),
      ...perhaps({ provenance: facts() }),
    }
    case 'model': return {
      kind, name: text(), facts: {
        name: text(),
        ...perhaps({ slug: 's', creator: { slug: 'c', name: text(), kind: 'lab' as const }, family: text() }),
        ...perhaps({ base: 'b', variant: text(), released: '2025', retired: '2025-07', knowledge: '2024' }),
        ...perhaps({ input: ['text' as const], output: ['image' as const] }),
        ...perhaps({ capabilities: ['reasoning' as const], categories: [text()], contextTokens: count(), outputTokens: count() }),
        ...perhaps({ sizeClass: 'small' as const, openWeights: false, licence: text(), url: text(), aliases: [text()] }),
        ...perhaps({ prices: [{ input: 0, output: 0.1, provider: 'p', source: text() }], source: text(), sourceDate: '2026' }),
      },
    }
  }
}

const collections = [
  undefined, { slug: 'one', name: 'One' }, { slug: 'two', name: 'Two, "2"', url: 'https://two.example', licence: 'CC0-1.0' },
]

for (const format of ['jsonl', 'csv'] as const) {
  for (const kind of ['model', 'challenge', 'response', 'vote'] as const) {
    test(`${kind}s exported as ${format} come back as the same records of the same collections`, async () => {
      const chance = new Chance(kind.length)
      for (let round = 0; round < 30; round++) {
        const rows = chance.list(8, () => {
          const collection = chance.pick(collections)
          return { record: anyRecord(kind, chance), ...(collection && { collection }) }
        })
        assert.deepEqual(await roundTrip(rows, format, kind), rows)
      }
    })
  }
}

test('bytes of an answer that are UTF-8 come back as the same bytes', async () => {
  const body = Buffer.from('\ufeffa\r\n')
  const record: ImportedRecord = { kind: 'response', model: 'm', challenge: { key: 'k' }, body, outputType: 'text' }
  for (const format of ['jsonl', 'csv'] as const) {
    const [row] = await roundTrip([{ record }], format, 'response')
    assert.deepEqual(Buffer.from((row!.record as ImportedResponse).body as string), body)
  }
})

test('text that a spreadsheet would run is guarded only when that is asked for', async () => {
  const rows: ExportRow[] = ['=1+1', '+1', '-1', '@x', 'plain', '1'].map((body) => (
    { record: { kind: 'response', model: 'm', challenge: { key: 'k' }, body, outputType: 'text', costUsd: 0.5 } }))
  const bodiesOf = async (guardFormulas: boolean) => {
    const read = await readLone(diptychCsv, 'x.csv', await textOf(rows, { format: 'csv', kind: 'response', guardFormulas }))
    return read.flatMap((row) => ('records' in row ? row.records.map((record) => (record as ImportedResponse).body) : []))
  }
  assert.deepEqual(await bodiesOf(false), ['=1+1', '+1', '-1', '@x', 'plain', '1'])
  assert.deepEqual(await bodiesOf(true), ["'=1+1", "'+1", "'-1", "'@x", 'plain', '1'])
})

test('a CSV holds records of one kind', async () => {
  const rows: ExportRow[] = [{ record: { kind: 'model', name: 'm', facts: { name: 'm' } } }]
  await assert.rejects(textOf(rows, { format: 'csv', kind: 'vote' }), { kind: 'invalid' })
})

const archives = [['rival/rival-2025-04.json.gz', rival], ['medium/alpaca_eval-medium.tar.zst', alpacaEval]] as const

for (const [archive, format] of archives) {
  test(`what ${archive} holds comes back from an export`, { skip: withoutData(archive) }, async () => {
    const read = await withData(archive, (tree) => readTree(format, tree))
    const records = read.flatMap((row) => ('records' in row ? row.records : []))
    for (const [kind, ofKind] of Map.groupBy(records, (record) => record.kind)) {
      const rows = ofKind.filter((_, index) => index % 10 === 0).map((record) => ({ record }))
      assert.deepEqual(await roundTrip(rows, 'csv', kind), rows)
      assert.deepEqual(await roundTrip(rows, 'jsonl', kind), rows)
    }
  })
}
