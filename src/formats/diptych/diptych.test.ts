import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonLines, memoryTree, readLone, reasonsOf, recordsOf } from '../../testing/source-files.ts'
import { detectFormat } from '../registry.ts'
import { diptychCsv } from './csv.ts'
import { diptychJsonl } from './jsonl.ts'

test('our own files are known by their first row', () => {
  const tree = memoryTree({
    'header.txt': '{"diptych":1,"kind":"header","rows":"vote"}\n',
    'bare.jsonl': '{"kind":"model","name":"m","facts":{"name":"m"}}\n',
    'named.jsonl': '{"kind":"collection","slug":"s","name":"S"}\n{"kind":"model","name":"m","facts":{"name":"m"}}\n',
    'array.json': '[{"kind":"model","name":"m"}]',
    'other.jsonl': '{"kind":"dataset"}\n',
    'own.csv': 'diptych,model\nmodel,m\n',
    'late.csv': 'model,diptych\nm,model\n',
    'other.csv': 'model,kind\nm,model\n',
  })
  const detected = tree.files.map((file) => [file.path, detectFormat(file, tree)?.format.name])
  assert.deepEqual(Object.fromEntries(detected), {
    'header.txt': 'diptych-jsonl', 'bare.jsonl': 'diptych-jsonl', 'named.jsonl': 'diptych-jsonl', 'array.json': undefined, 'other.jsonl': undefined,
    'own.csv': 'diptych-csv', 'late.csv': 'diptych-csv', 'other.csv': undefined,
  })
})

test('rows belong to the collection named before them', async () => {
  const model = (name: string) => ({ kind: 'model', name, facts: { name } })
  const rows = await readLone(diptychJsonl, 'x.jsonl', jsonLines(
    model('a'), { kind: 'collection', slug: 's', name: 'S' }, model('b'), { kind: 'collection' }, model('c'),
    { kind: 'collection', slug: 's' }, model('d'),
  ))
  assert.deepEqual(rows.map((row) => ('records' in row ? row.collection?.slug : row.rejected)), [
    undefined, 's', undefined, 'a collection needs a slug and a name; the following rows are without one', undefined,
  ])
})

test('a row that does not fit its kind is rejected with the field\'s name', async () => {
  const vote = {
    kind: 'vote', key: 'v', left: { model: 'a' }, right: { model: 'b' }, verdict: 'left', blind: null, sidesKnown: true,
    judgeKind: 'human',
  }
  const response = { kind: 'response', model: 'm', challenge: { key: 'k' }, body: 'x', outputType: 'text' }
  const table: Array<[unknown, RegExp]> = [
    [{ ...vote, verdict: 'model_a' }, /^verdict: /], [{ ...vote, blind: undefined }, /^blind is missing/],
    [{ ...vote, probabilityRight: 1.2 }, /^probabilityRight: /], [{ ...vote, left: {} }, /^left\.model is missing/],
    [{ ...response, body: { base64: '***' } }, /^body: /], [{ ...response, challenge: { turns: [] } }, /^challenge/],
    [{ ...response, turn: 0 }, /^turn: /], [{ kind: 'model', name: 'm' }, /^facts is missing/],
    [{ kind: 'toString' }, /^kind is none of/], ['text', /^kind is none of/], [null, /^kind is none of/],
  ]
  for (const [row, reason] of table) {
    const [read] = await readLone(diptychJsonl, 'x.jsonl', jsonLines(row))
    assert.ok(read && 'rejected' in read, JSON.stringify(row))
    assert.match(read.rejected, reason)
  }
})

test('fields and columns of others are named as lost', async () => {
  const records = [{ kind: 'model', name: 'm', facts: { name: 'M' } }]
  const [row] = await readLone(diptychJsonl, 'x.jsonl', jsonLines({ ...records[0], mood: 'good', none: null }))
  assert.deepEqual(row, { at: { line: 1 }, records, lost: ['mood'] })
  const [cells] = await readLone(diptychCsv, 'x.csv', 'diptych,model,name,mood,none\nmodel,m,M,good,\n')
  assert.deepEqual(cells, { at: { line: 2 }, records, lost: ['mood'] })
})

test('a CSV written by hand needs only what a row cannot do without', async () => {
  const rows = await readLone(diptychCsv, 'x.csv', [
    'diptych,collection,model,challenge_prompt,body,output_type',
    'response,mine,m-1,Say hi,,text',
    'response,mine,m-1,"[""a"",""b""]",hi,text',
    'response,mine,m-1,,hi,text',
    'poem,mine,m-1,Say hi,hi,text',
  ].join('\n'))
  assert.deepEqual(recordsOf(rows, 'response').map(({ challenge, body }) => [challenge, body]), [
    [{ kind: 'challenge', turns: ['Say hi'] }, ''], [{ kind: 'challenge', turns: ['a', 'b'] }, 'hi'],
  ])
  assert.deepEqual(reasonsOf(rows), ['challenge is missing', 'kind is none of model, challenge, response, vote'])
  assert.deepEqual('records' in rows[0]! && rows[0].collection, { slug: 'mine', name: 'mine' })
})
