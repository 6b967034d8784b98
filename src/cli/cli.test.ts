import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { operations } from '../operations/all.ts'
import type { Operation } from '../operations/operation.ts'
import { formatNames } from '../formats/names.ts'
import { projectFolder } from '../testing/app.ts'
import { commandOf } from './arguments.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-cli-'))
})
after(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

function diptych(words: string[], { input = '', environment = {} }: { input?: string; environment?: Record<string, string> } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(projectFolder, 'src', 'main.ts'), ...words], { env: { ...process.env, DIPTYCH_DATA: join(folder, 'data'), ...environment } })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.stdin.end(input)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

const rows = [
  { kind: 'response', model: 'model-a', challenge: { turns: ['Name a colour.'] }, body: 'Teal, quietly.' },
  { kind: 'response', model: 'model-b', challenge: { turns: ['Name a colour.'] }, body: 'Vermilion!' },
].map((row) => JSON.stringify(row)).join('\n')

test('import reads a file and says what became of it; again, everything is a duplicate', async () => {
  const file = join(folder, 'rows.jsonl')
  await writeFile(file, rows)
  const first = await diptych(['import', file, '--json'])
  assert.equal(first.code, 0, first.stderr)
  const [report] = JSON.parse(first.stdout)
  assert.deepEqual({ ...report, file: undefined }, { file: undefined, format: 'diptych-jsonl', read: 2, imported: 2, duplicates: 0, rejected: [], rejectedCount: 0, lost: [] })
  assert.equal(report.file, file)
  const [again] = JSON.parse((await diptych(['import', file, '--json'])).stdout)
  assert.deepEqual([again.imported, again.duplicates], [0, 2])
})

test('an import removes what a killed one has left unpacked', async () => {
  const unpacked = join(folder, 'data', 'unpacked')
  // No process has so high a number.
  await mkdir(join(unpacked, '99999999', 'diptych-import-x'), { recursive: true })
  await diptych(['import', '-'], { input: rows })
  assert.deepEqual(existsSync(join(unpacked, '99999999')), false)
})

test('import reads standard input', async () => {
  const { code, stdout } = await diptych(['import', '-', '--json'], { input: rows })
  assert.equal(code, 0)
  assert.equal(JSON.parse(stdout)[0].duplicates, 2)
})

test('every operation is a command that answers one JSON document', async () => {
  const { code, stdout } = await diptych(['models', 'list', '--has-answers', '--json'])
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout).models.map(({ slug }: { slug: string }) => slug).sort(), ['model-a', 'model-b'])
})

test('raw answers come out byte for byte, and export comes back as it went', async () => {
  const { stdout: list } = await diptych(['responses', 'list', '--model', 'model-a', '--json'])
  const { responses: [{ id }] } = JSON.parse(list)
  assert.equal((await diptych(['responses', 'raw', id])).stdout, 'Teal, quietly.')
  const out = join(folder, 'out.jsonl')
  assert.equal((await diptych(['export', 'responses', '--out', out])).code, 0)
  assert.match(await readFile(out, 'utf8'), /Vermilion!/)
  const elsewhere = { DIPTYCH_DATA: join(folder, 'elsewhere') }
  const { stdout } = await diptych(['import', out, '--json'], { environment: elsewhere })
  assert.equal(JSON.parse(stdout)[0].imported, 2)
  assert.equal((await diptych(['export', 'responses'], { environment: elsewhere })).stdout, await readFile(out, 'utf8'))
})

test('import --sealed keeps answers from every list; export --sealed has them, and brings them back sealed', async () => {
  const own = { DIPTYCH_DATA: join(folder, 'sealed') }
  const lists = async (environment: Record<string, string>) => JSON.parse((await diptych(['responses', 'list', '--json'], { environment })).stdout).responses.length
  assert.equal((await diptych(['import', '-', '--sealed'], { input: rows, environment: own })).code, 0)
  assert.equal(await lists(own), 0)
  assert.doesNotMatch((await diptych(['export', 'responses'], { environment: own })).stdout, /Vermilion/)
  const out = join(folder, 'sealed.jsonl')
  assert.equal((await diptych(['export', 'responses', '--sealed', '--out', out], { environment: own })).code, 0)
  assert.match(await readFile(out, 'utf8'), /Vermilion/)
  const elsewhere = { DIPTYCH_DATA: join(folder, 'sealed-elsewhere') }
  await diptych(['import', out], { environment: elsewhere })
  assert.equal(await lists(elsewhere), 0)
})

test('backup, restore into another folder, and doctor', async () => {
  await diptych(['import', '-'], { input: rows })
  const copy = join(folder, 'copy.tar')
  assert.equal((await diptych(['backup', copy])).code, 0)
  assert.equal((await diptych(['backup', copy])).code, 1)
  const elsewhere = { DIPTYCH_DATA: join(folder, 'restored') }
  assert.equal((await diptych(['restore', copy], { environment: elsewhere })).code, 0)
  const refused = await diptych(['restore', copy], { environment: elsewhere })
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /--force/)
  assert.equal((await diptych(['export', 'responses'], { environment: elsewhere })).stdout, (await diptych(['export', 'responses'])).stdout)
  assert.equal(JSON.parse((await diptych(['doctor', '--json'], { environment: elsewhere })).stdout).healthy, true)
})

test('doctor fails where a stored answer is not what its hash says', async () => {
  const damaged = { DIPTYCH_DATA: join(folder, 'damaged') }
  await diptych(['import', '-'], { input: rows, environment: damaged })
  const database = new DatabaseSync(join(folder, 'damaged', 'diptych.sqlite'))
  database.exec("update bodies set bytes = x'00' where id = 1")
  database.close()
  const { code, stdout } = await diptych(['doctor', '--json'], { environment: damaged })
  assert.equal(code, 1)
  assert.deepEqual(JSON.parse(stdout).checks.filter(({ state }: { state: string }) => state === 'fail').map(({ check }: { check: string }) => check), ['answers and their hashes'])
})

const wrong: Array<[words: string[], code: number, says: RegExp]> = [
  [['no-such-command'], 2, /There is no command/],
  [['models'], 2, /needs one of: models list/],
  [['models', 'get'], 2, /Missing <model>/],
  [['models', 'list', '--colour', 'red'], 2, /colour/],
  [['models', 'list', '--limit', 'many'], 2, /limit/],
  [['models', 'get', 'no-such-model'], 1, /There is no model "no-such-model"/],
  [['import', '/no/such/file'], 1, /./],
  [['export', 'everything'], 2, /Say what to export/],
  [['import', '-', '--format', 'no-such-format'], 2, /format should be one of .*rival/],
  [['serve', 'extra'], 2, /Unexpected "extra"/],
  [['mcp', 'extra'], 2, /Unexpected "extra"/],
  [['export', 'models', '--format', 'xml'], 2, /--format is jsonl or csv/],
  [['export', 'models', '--out', '/no/such/folder/models.jsonl'], 1, /cannot be written \(ENOENT\)/],
]
for (const [words, code, says] of wrong) {
  test(`"${words.join(' ')}" ends with ${code} and says why`, async () => {
    const ended = await diptych(words)
    assert.equal(ended.code, code, ended.stderr)
    assert.match(ended.stderr + ended.stdout, says)
  })
}

test('with --json an error is one JSON document too', async () => {
  const { code, stdout } = await diptych(['models', 'get', 'no-such-model', '--json'])
  assert.equal(code, 1)
  assert.equal(JSON.parse(stdout).error.kind, 'not-found')
})

test('--help lists every command, and explains each', async () => {
  const { code, stdout } = await diptych(['--help'])
  assert.equal(code, 0)
  for (const operation of operations as readonly Operation[]) assert.ok(stdout.includes(commandOf(operation)), commandOf(operation))
  for (const words of [['serve'], ['import'], ['export'], ['mcp'], ['backup'], ['doctor'], ['models', 'list']]) {
    const help = await diptych([...words, '--help'])
    assert.equal(help.code, 0)
    assert.match(help.stdout, /Usage: diptych/)
    assert.match(help.stdout, /--json/)
  }
})

test('help says every option in a sentence, with the values it takes and its default', async () => {
  for (const operation of operations as readonly Operation[]) {
    for (const [name, schema] of Object.entries(operation.input.shape)) assert.ok((schema as { description?: string }).description, `${operation.name} ${name}`)
  }
  const { stdout } = await diptych(['models', 'list', '--help'])
  assert.match(stdout, /--sort <value> .*One of released, name, context, price, answers\.\s+Default released\./s)
  assert.match(stdout, /--limit <number>/)
  assert.match(stdout, /--\[no-\]house/)
  const ofImport = (await diptych(['import', '--help'])).stdout.replaceAll(/\s+/g, ' ')
  for (const format of formatNames) assert.ok(ofImport.includes(`${format},`) || ofImport.includes(`${format}.`), format)
})

test('a write that is asked again with its key prints the first reply and acts once', async () => {
  const draw = (...more: string[]) => diptych(['duels', 'create', '--idempotency-key', 'draw-once', '--json', ...more])
  const [first, again] = [await draw(), await draw()]
  assert.equal(first.code, 0)
  assert.ok(JSON.parse(first.stdout).id)
  assert.equal(again.stdout, first.stdout)
  const other = await draw('--variants')
  assert.equal(other.code, 1)
  assert.match(JSON.parse(other.stdout).error.message, /used with another input/)
  assert.deepEqual([(await draw('--idempotency-key', 'two')).code, (await diptych(['duels', 'create', '--idempotency-key='])).code, (await diptych(['models', 'list', '--idempotency-key', 'k'])).code], [2, 2, 2])
  assert.match((await diptych(['duels', 'create', '--help'])).stdout, /--idempotency-key <key>/)
})

test('a noun alone explains its commands when it is asked to', async () => {
  for (const words of [['models', '--help'], ['help', 'models']]) {
    const { code, stdout } = await diptych(words)
    assert.equal(code, 0)
    assert.match(stdout, /models list .*\n +models get <model>/)
  }
})

test('what was rejected and what was known otherwise is told to a person in full, and without control characters', async () => {
  const told = await diptych(['import', '-'], { input: [
    '{"kind":"response","model":"model-c","challenge":{"turns":["Hi"]},"body":"x"}',
    '{"kind":"response","model":"model-c"',
    JSON.stringify({ kind: 'model', name: 'model-c', facts: { name: 'C', released: '2025-01-02' } }),
    JSON.stringify({ kind: 'model', name: 'model-c', facts: { name: 'C', released: '2025-03-04' } }),
    JSON.stringify({ kind: 'model', name: 'model-c', facts: { name: 'C', released: '\u001B[31msoon' } }),
  ].join('\n') })
  assert.match(told.stdout, /5 rows read: 2 imported, 1 there already, 2 rejected/)
  assert.match(told.stdout, /line 5: Released is “\[31msoon”/)
  assert.match(told.stdout, /line 2: not valid JSON: Expected/)
  assert.match(told.stdout, /model-c released: 2025-01-02, not 2025-03-04/)
  assert.ok(!told.stdout.includes('\u001B'))
})

test('export with --json is one JSON list', async () => {
  const { code, stdout } = await diptych(['export', 'responses', '--json'])
  assert.equal(code, 0)
  assert.ok(JSON.parse(stdout).some(({ body }: { body?: string }) => body === 'Vermilion!'))
})

test('wrong settings stop the start with a list', async () => {
  const { code, stderr } = await diptych(['stats', 'get'], { environment: { PORT: 'eighty', DIPTYCH_LOG: 'loud' } })
  assert.equal(code, 2)
  assert.match(stderr, /PORT[\s\S]*DIPTYCH_LOG/)
})
