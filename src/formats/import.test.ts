import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { CollectionFacts, ImportedRow } from '../core/imports/records.ts'
import type { ImportProgress } from '../core/imports/report.ts'
import type { ImportSink, RowOutcome } from '../core/imports/sink.ts'
import { dataPath, jsonLines, tally, withoutData } from '../testing/source-files.ts'
import { importSources, type ImportOptions } from './import.ts'

const folder = await mkdtemp(join(tmpdir(), 'diptych-import-test-'))
const tmpFolder = join(folder, 'unpacked')
await mkdir(tmpFolder)
after(() => rm(folder, { recursive: true }))

/** Remembers what it was given; the same vote, answer or model a second time is a duplicate. */
class MemorySink implements ImportSink {
  readonly batches: Array<{ collection: CollectionFacts; rows: ImportedRow[] }> = []
  readonly #seen = new Set<string>()
  readonly #refuse: (row: ImportedRow) => string | undefined

  constructor(refuse: (row: ImportedRow) => string | undefined = () => undefined) {
    this.#refuse = refuse
  }

  async writerFor(collection: CollectionFacts) {
    return {
      write: async (rows: ImportedRow[]) => {
        this.batches.push({ collection, rows })
        return rows.map((row) => this.#outcomeOf(row))
      },
    }
  }

  get records() {
    return this.batches.flatMap(({ rows }) => rows.flatMap((row) => ('records' in row ? row.records : [])))
  }

  #outcomeOf(row: ImportedRow): RowOutcome {
    const reason = this.#refuse(row)
    if (reason !== undefined) return { at: row.at, outcome: 'rejected', reason }
    const [record] = 'records' in row ? row.records : []
    const identity = record?.kind === 'vote' ? record.key : JSON.stringify(record)
    const outcome = this.#seen.has(identity) ? 'duplicate' : 'imported'
    this.#seen.add(identity)
    return { at: row.at, outcome }
  }
}

async function fileWith(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'file-')), name)
  await writeFile(path, content)
  return path
}

/** Imports, and looks whether everything unpacked is gone again. */
async function importInto(
  sink: ImportSink, paths: string[], options: ImportOptions = {}, tell?: (progress: ImportProgress) => void,
) {
  try {
    return await importSources(paths, { tmpFolder, ...options }, sink, tell)
  } finally {
    assert.deepEqual(await readdir(tmpFolder), [])
  }
}

function model(name: string, more: object = {}) {
  return { kind: 'model', name, facts: { name }, ...more }
}

function outputs(...answers: string[]) {
  return JSON.stringify(answers.map((output, index) => ({ instruction: `q${index}`, output, generator: 'm' })))
}

const empty = { read: 0, imported: 0, duplicates: 0, rejected: [], rejectedCount: 0, lost: [] }

test('every given path has its report: what was read, imported, a duplicate, rejected and lost', async () => {
  const path = await fileWith('m.jsonl', `${jsonLines(model('a', { mood: 'good' }), model('b'), model('b'))}nope\n`)
  const sink = new MemorySink()
  const [report] = await importInto(sink, [path])
  const { rejected, ...counts } = report!
  assert.deepEqual(counts, {
    file: path, format: 'diptych-jsonl', read: 4, imported: 2, duplicates: 1, rejectedCount: 1, lost: ['mood'],
  })
  assert.equal(rejected[0]!.line, 4)
  assert.match(rejected[0]!.reason, /^not valid JSON/)
  const [again] = await importInto(sink, [path])
  assert.deepEqual([again!.imported, again!.duplicates], [0, 3])
})

test('rows that the sink refuses are rejected with its reason', async () => {
  const path = await fileWith('m.jsonl', jsonLines(model('a'), model('b')))
  const sink = new MemorySink((row) => ('line' in row.at && row.at.line === 2 ? 'too odd' : undefined))
  const [report] = await importInto(sink, [path])
  assert.deepEqual([report!.imported, report!.rejected], [1, [{ line: 2, reason: 'too odd' }]])
})

test('a path that cannot be read is an entry with an error, and the others go on', async () => {
  const missing = join(folder, 'nowhere.json')
  const strange = await fileWith('x.bin', Buffer.from([0, 1, 2, 3]))
  const wide = await fileWith('x.csv', Buffer.from('\ufeffa,b\n', 'utf16le'))
  const good = await fileWith('m.jsonl', jsonLines(model('a')))
  const reports = await importInto(new MemorySink(), [missing, strange, wide, await fileWith('void', ''), good])
  assert.deepEqual(reports.slice(0, 4).map(({ error }) => error), [
    `There is no file or folder ${missing}.`, 'no format knows this file',
    'not UTF-8, perhaps UTF-16: save it as UTF-8', 'an empty file',
  ])
  for (const { file, error, ...rest } of reports.slice(0, 4)) {
    assert.deepEqual(rest, { format: null, ...empty }, `${file}: ${error}`)
  }
  assert.equal(reports[4]!.imported, 1)
})

const forRate = /: nothing to store, `diptych rate` reads them$/

test('totals of pairs and bare votes are not imported, and the reason names the command that reads them', async () => {
  const sink = new MemorySink()
  const totals = await fileWith('pairs.csv', 'model_a,model_b,a_wins,b_wins,draws,count\nx,y,3,1,2,6\n')
  const bare = await fileWith('votes.csv', 'left,right,winner\nx,y,left\n')
  const reports = await importInto(sink, [totals, bare])
  assert.deepEqual(reports.map(({ error }) => error!.replace(forRate, '')), ['totals of pairs, not single votes', 'votes without answers or ids'])
  for (const { file, error, ...rest } of reports) assert.deepEqual(rest, { format: null, ...empty }, `${file}: ${error}`)
})

test('compar:IA’s published totals are told to be for `diptych rate`', { skip: withoutData('votes/comparia') }, async () => {
  const [report] = await importInto(new MemorySink(), [dataPath('votes/comparia')])
  const named = report!.entries!.filter(({ error }) => forRate.test(error ?? '')).map(({ file }) => file)
  for (const file of ['pairs-2025-08-25.csv', 'vega-2025-08-25/elo_random_count_heatmap.json']) assert.ok(named.includes(file), `${file} is not among ${named.join()}`)
})

test('a file that breaks off keeps what came before and says so', async () => {
  const long = Array.from({ length: 3000 }, (_, index) => model(`m-${index * 7919 % 3001}`))
  const path = await fileWith('m.jsonl.gz', gzipSync(jsonLines(...long)).subarray(0, 8000))
  const [report] = await importInto(new MemorySink(), [path])
  assert.equal(report!.error, 'unexpected end of file')
  assert.ok(report!.imported > 100)
  assert.equal(report!.read, report!.imported + report!.rejectedCount)
})

test('a folder has an entry for every file inside and their sums', async () => {
  const tree = await mkdtemp(join(folder, 'tree-'))
  await mkdir(join(tree, 'results/m'), { recursive: true })
  await writeFile(join(tree, 'results/m/model_outputs.json'), outputs('a', 'b'))
  await writeFile(join(tree, 'results/m/configs.yaml'), 'm:\n  pretty_name: "M"\n')
  await writeFile(join(tree, 'notes.txt'), 'x')
  await writeFile(join(tree, 'own.jsonl'), `${jsonLines(model('a'))}{}\n`)
  const [report] = await importInto(new MemorySink(), [tree])
  const { entries, ...sums } = report!
  assert.deepEqual(sums, {
    file: tree, format: 'diptych-jsonl, alpaca-eval', read: 4, imported: 3, duplicates: 0, rejectedCount: 1, lost: [],
    rejected: [{ file: 'own.jsonl', line: 2, reason: 'kind is none of model, challenge, response, vote' }],
  })
  assert.deepEqual(entries!.map(({ file, format, read, error, auxiliary }) => ({ file, format, read, error, auxiliary })), [
    { file: 'notes.txt', format: null, read: 0, error: 'no format knows this file', auxiliary: undefined },
    { file: 'own.jsonl', format: 'diptych-jsonl', read: 2, error: undefined, auxiliary: undefined },
    { file: 'results/m/configs.yaml', format: 'alpaca-eval', read: 0, error: undefined, auxiliary: true },
    { file: 'results/m/model_outputs.json', format: 'alpaca-eval', read: 2, error: undefined, auxiliary: undefined },
  ])
})

test('answers are read before the votes on them, whatever the order of the paths', async () => {
  const vote = { instruction: 'q0', output_1: 'b', generator_1: 'base', output_2: 'a', generator_2: 'm', preference: 2 }
  const votes = await fileWith('annotations.json', JSON.stringify([vote]))
  const answers = await fileWith('model_outputs.json', outputs('a'))
  const sink = new MemorySink()
  const reports = await importInto(sink, [votes, answers])
  assert.deepEqual(sink.records.map(({ kind }) => kind), ['response', 'vote'])
  assert.deepEqual(reports.map(({ file }) => file), [votes, answers])
})

test('strict stops at the first rejected row and leaves the rest unread', async () => {
  const first = await fileWith('a.jsonl', `${jsonLines(model('a'))}nope\n${jsonLines(model('b'))}`)
  const second = await fileWith('b.jsonl', jsonLines(model('c')))
  const sink = new MemorySink()
  const reports = await importInto(sink, [first, second], { strict: true })
  assert.deepEqual(reports.map(({ imported, rejectedCount }) => [imported, rejectedCount]), [[1, 1], [0, 0]])
  assert.match(reports[1]!.error!, /stopped at a rejected row/)
  assert.equal(sink.records.length, 1)
})

test('rows go to the collection of their row, else of their file, unless the person names one', async () => {
  const rows = [model('a'), { kind: 'collection', slug: 's', name: 'S' }, model('b'), model('c')]
  const path = await fileWith('x.jsonl', jsonLines(...rows))
  const collectionsOf = async (options: ImportOptions) => {
    const sink = new MemorySink()
    await importInto(sink, [path], options)
    return sink.batches.map(({ collection, rows }) => [collection.slug, rows.length])
  }
  assert.deepEqual(await collectionsOf({}), [['diptych-rows', 1], ['s', 2]])
  assert.deepEqual(await collectionsOf({ collection: { slug: 'mine', name: 'Mine' } }), [['mine', 3]])
})

test('batches end at a number of rows or at a size', async () => {
  const path = await fileWith('model_outputs.json', outputs(...Array.from({ length: 5 }, () => 'x'.repeat(1000))))
  const sizesOf = async (batch: { rows: number; bytes: number }) => {
    const sink = new MemorySink()
    await importInto(sink, [path], { batch })
    return sink.batches.map(({ rows }) => rows.length)
  }
  assert.deepEqual(await sizesOf({ rows: 2, bytes: 1e6 }), [2, 2, 1])
  assert.deepEqual(await sizesOf({ rows: 100, bytes: 2000 }), [2, 2, 1])
})

test('only the first thousand rejected rows are kept, and all are counted', async () => {
  const path = await fileWith('x.jsonl', `${jsonLines(model('a'))}${'nope\n'.repeat(1200)}`)
  const [report] = await importInto(new MemorySink(), [path])
  assert.deepEqual([report!.rejected.length, report!.rejectedCount, report!.read], [1000, 1200, 1201])
})

test('a named format reads a lone file whatever it looks like, and an unknown name is refused', async () => {
  const path = await fileWith('x', `nope\n${jsonLines(model('a'))}`)
  const [report] = await importInto(new MemorySink(), [path], { format: 'diptych-jsonl' })
  assert.deepEqual([report!.format, report!.imported, report!.rejectedCount], ['diptych-jsonl', 1, 1])
  const unknown = importInto(new MemorySink(), [path], { format: 'excel' })
  await assert.rejects(unknown, { kind: 'invalid', message: /There are: diptych-jsonl/ })
})

test('standard input is imported like a file', async () => {
  const [report] = await importInto(new MemorySink(), ['-'], { stdin: Readable.from([jsonLines(model('a'))]) })
  assert.deepEqual(report, { ...empty, file: '-', format: 'diptych-jsonl', read: 1, imported: 1 })
})

test('a sink that cannot write ends the import with its error', async () => {
  const sink: ImportSink = { writerFor: async () => ({ write: () => Promise.reject(new Error('the disk is full')) }) }
  await assert.rejects(importInto(sink, [await fileWith('x.jsonl', jsonLines(model('a')))]), /the disk is full/)
})

test('an aborted import stops and cleans up', async () => {
  const path = await fileWith('x.jsonl.gz', gzipSync(jsonLines(model('a'))))
  await assert.rejects(importInto(new MemorySink(), [path], { signal: AbortSignal.abort() }), { name: 'AbortError' })
})

test('progress ends with every byte and row', async () => {
  const content = jsonLines(model('a'), model('b'))
  const path = await fileWith('x.jsonl', content)
  const events: ImportProgress[] = []
  await importInto(new MemorySink(), [path], {}, (event) => events.push(event))
  const { rowsPerSecond, ...last } = events.at(-1)!
  assert.deepEqual(last, { file: path, bytesRead: content.length, bytesTotal: content.length, rows: 2 })
  assert.ok(rowsPerSecond > 0)
})

test('progress is of all files together, and of a compressed one too', async () => {
  const plain = jsonLines(model('a'), model('b'))
  const packed = gzipSync(jsonLines(...Array.from({ length: 3_000 }, (_, index) => model(`m${index}`))))
  const paths = [await fileWith('p.jsonl', plain), await fileWith('q.jsonl.gz', packed)]
  const events: ImportProgress[] = []
  await importInto(new MemorySink(), paths, {}, (event) => events.push(event))
  assert.deepEqual([...new Set(events.map(({ bytesTotal }) => bytesTotal))], [plain.length + packed.length])
  const read = events.map(({ bytesRead }) => bytesRead)
  assert.deepEqual(read, read.toSorted((a, b) => a - b))
  assert.equal(read.at(-1), plain.length + packed.length)
})

for (const [packer, start] of [['bzip2', 'BZh91AY'], ['xz', '\xfd7zXZ\0'], ['RAR', 'Rar!\x1a\x07']] as const) {
  test(`a file packed with ${packer} is told to be, not called unknown`, async () => {
    const [report] = await importInto(new MemorySink(), [await fileWith(`x.${packer}`, Buffer.from(`${start}\0\0\0\x01`, 'latin1'))])
    assert.match(report!.error!, new RegExp(`packed with ${packer}, .*unpack it first`))
  })
}

const medium = 'medium/alpaca_eval-medium.tar.zst'

test('of AlpacaEval\'s 5,998 medium rows 200 stand twice and 100 are self-play', { skip: withoutData(medium) }, async () => {
  const sink = new MemorySink()
  const [report] = await importInto(sink, [dataPath(medium)])
  const { read, imported, duplicates, rejectedCount, lost, entries, format, error } = report!
  assert.deepEqual({ read, imported, duplicates, rejectedCount, format, error }, {
    read: 5998, imported: 5698, duplicates: 200, rejectedCount: 100, format: 'alpaca-eval', error: undefined,
  })
  assert.deepEqual(lost, ['raw_completion', 'glm_preference'])
  assert.deepEqual(tally(entries!.map(({ auxiliary }) => (auxiliary ? 'helper' : 'rows'))), { helper: 44, rows: 60 })
})
