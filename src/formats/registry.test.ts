import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Chance } from '../testing/chance.ts'
import { memoryTree, readFileRows } from '../testing/source-files.ts'
import type { Format } from './format.ts'
import { formatNames } from './names.ts'
import { detectFormat, formatNamed, formats } from './registry.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const answerModule = 'export const a: ModelResponse = { modelId: "m", prompt: "p", type: "text", content: `c`, more: [-1, null] };'
const samples = [
  ...globSync('**/*.*', { cwd: fixtures }).map((path) => ({ path, bytes: readFileSync(join(fixtures, path)) })),
  { path: 'src/lib/model-responses/m/a.ts', bytes: Buffer.from(answerModule) },
  { path: 'challenge-responses/m/a.png', bytes: Buffer.from('\x89PNG', 'latin1') },
]

/** Words, brackets and numbers where a file least expects them. */
const damages = ['{', '}', '[', ']', '"', '\\', ',', ':', 'null', 'NaN', '-1', '1e999', '\u0000', '\ufffd', '\n', '__proto__', '']

function damaged(bytes: Buffer, chance: Chance): Buffer {
  let text = bytes.toString('latin1')
  for (let times = chance.below(4); times >= 0; times--) {
    const from = chance.below(text.length)
    text = text.slice(0, from) + chance.pick(damages) + text.slice(from + chance.below(chance.pick([3, 40])))
  }
  if (chance.next() < 0.2) text = text.slice(0, chance.below(text.length))
  return Buffer.from(text, 'latin1')
}

/** Reads a file as a format would, and answers what went wrong, if something did. */
async function problemOf(format: Format, path: string, bytes: Buffer): Promise<unknown> {
  const tree = memoryTree({ [path]: bytes })
  try {
    format.detect(tree.files[0]!, tree)
    await readFileRows(format, tree.files[0]!, tree)
  } catch (error) {
    return error
  }
}

for (const format of formats) {
  test(`${format.name}: damaged and foreign files are rows, rejected rows or a plain refusal, never a crash`, async () => {
    const chance = new Chance(format.name.length)
    for (const { path, bytes } of samples) {
      const tree = memoryTree({ [path]: bytes })
      const isOwn = format.detect(tree.files[0]!, tree) === 'rows'
      for (let round = 0; round < (isOwn ? 60 : 3); round++) {
        const content = round === 0 ? bytes : damaged(bytes, chance)
        const problem = await problemOf(format, path, content) as Error | undefined
        const isPlain = problem === undefined || problem.name === 'DomainError'
        assert.ok(isPlain, `${path}: ${problem?.stack}\n${content.toString('latin1').slice(0, 2000)}`)
      }
    }
  })
}

test('every sample is known by the format it is called after', () => {
  const tree = memoryTree(Object.fromEntries(samples.map(({ path, bytes }) => [path, bytes])))
  const known = tree.files.filter(({ path }) => path.startsWith('samples/'))
    .map((file) => [file.path.replace('samples/', ''), detectFormat(file, tree)?.format.name])
  assert.deepEqual(Object.fromEntries(known), {
    'chainforge.cforge': 'chainforge', 'llm-comparator.json': 'llm-comparator', 'open-webui.json': 'open-webui',
    'openai-evals.jsonl': 'openai-evals', 'own.csv': 'diptych-csv', 'own.jsonl': 'diptych-jsonl',
    'promptfoo.json': 'promptfoo', 'vibecheck.csv': 'vibecheck',
  })
})

test('random bytes belong to nobody', () => {
  const chance = new Chance(9)
  for (let round = 0; round < 200; round++) {
    const tree = memoryTree({ 'x.json': Buffer.from(chance.list(200, () => chance.below(256))) })
    assert.equal(detectFormat(tree.files[0]!, tree), undefined)
  }
})

test('a format is found by its name', () => {
  for (const format of formats) assert.equal(formatNamed(format.name), format)
  assert.equal(formatNamed('toString'), undefined)
})

test('the list of names has every format', () => assert.deepEqual([...formatNames], formats.map(({ name }) => name)))
