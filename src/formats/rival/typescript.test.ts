import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree, readTree, reasonsOf, recordsOf, withData, withoutData } from '../../testing/source-files.ts'
import { rival } from './rival.ts'
import { rivalTypescript } from './typescript.ts'

const answers = 'src/lib/model-responses/brick-2'

const modules = {
  'src/lib/data/models.ts': `import { AIModel } from "@/types/models";
export const models: AIModel[] = [{
  id: "brick-2", name: "Brick 2", provider: "xai", releaseDate: "May 2024",
  contextWindow: -1, logoUrl: logo("x"), color: "#fff",
}];`,
  'src/lib/prompt-challenges.ts': `export const promptChallenges: PromptChallenge[] = [
  {
    id: "tea", title: "Tea", description: "", prompt: "Praise tea.", category: "prose", difficulty: "easy",
    expectedOutputType: "text" as const,
  },
];`,
  [`${answers}/tea.ts`]: `import { ModelResponse } from "@/types/models";
export const tea: ModelResponse = {
  id: "brick-2-tea", modelId: "brick-2", prompt: "Praise \\"tea\\".", responseDate: "2025-02-20", type: "text",
  content: \`Tea is \\\`good\\\` \\\${always}.\\n\`,
};`,
  [`${answers}/shop.ts`]: `export const shop: ModelResponse = {
  modelId: "brick-2", prompt: "p", type: "website", content: sanitizeModelResponseContent(\`<p>\`),
};`,
  [`${answers}/trap.ts`]: `export const a: ModelResponse = {
  modelId: "m", prompt: "p", type: "text", content: \`x\${process.exit(1)}\` };
export const b = { modelId: "m", prompt: "p", type: "text", content: load("x") };`,
  [`${answers}/broken.ts`]: '\nexport const c: ModelResponse = { modelId: ',
  [`${answers}/index.ts`]: 'export const all = [tea, shop]',
  'src/lib/utils.ts': 'export const models = 1',
}

test('TypeScript modules give their literals, executed by nobody', async () => {
  const rows = await readTree(rivalTypescript, memoryTree(modules))
  const responses = recordsOf(rows, 'response').map(({ body, outputType, askedPrompt, transformed }) => (
    { body, outputType, askedPrompt, transformed }))
  assert.deepEqual(responses, [
    { body: '<p>', outputType: 'html', askedPrompt: undefined, transformed: true },
    { body: 'Tea is `good` ${always}.\n', outputType: 'text', askedPrompt: 'Praise "tea".', transformed: true },
  ])
  assert.deepEqual(recordsOf(rows, 'challenge').map(({ key, outputType }) => [key, outputType]), [['rival:tea', 'text']])
  assert.deepEqual(recordsOf(rows, 'model').map(({ facts }) => facts.released), ['2024-05'])
})

test('what is no literal is lost, or rejects the row that needs it; broken modules are named', async () => {
  const rows = await readTree(rivalTypescript, memoryTree(modules))
  assert.deepEqual(rows.flatMap((row) => ('lost' in row ? row.lost : [])), ['color', 'contextWindow', 'logoUrl'])
  const [broken, ...others] = reasonsOf(rows)
  assert.match(broken!, /^not TypeScript: /)
  assert.deepEqual(others, Array(2).fill('content is missing (no literals: content)'))
})

test('modules of the site without rows are helpers; other TypeScript is not RIVAL\'s', () => {
  const tree = memoryTree({ ...modules, 'app/other.ts': 'export const models = []' })
  const detected = tree.files.map((file) => [file.path.split('/').at(-1), rivalTypescript.detect(file, tree)])
  assert.deepEqual(Object.fromEntries(detected), {
    'models.ts': 'rows', 'prompt-challenges.ts': 'rows', 'tea.ts': 'rows', 'shop.ts': 'rows', 'trap.ts': 'rows',
    'broken.ts': 'rows', 'index.ts': 'auxiliary', 'utils.ts': 'auxiliary', 'other.ts': 'no',
  })
})

const original = 'rival/rival-2025-04-original.tar.zst'
const json = 'rival/rival-2025-04.json.gz'

test('RIVAL\'s modules and its JSON document hold the same 383 answers', { skip: withoutData(original) || withoutData(json) }, async () => {
  const answersIn = async (format: typeof rival, name: string) => {
    const rows = await withData(name, (tree) => readTree(format, tree))
    assert.deepEqual(reasonsOf(rows), [])
    return new Map(recordsOf(rows, 'response').map(({ sourceId, model, body, outputType, askedPrompt, answeredAt, title }) => (
      [sourceId, { model, body, outputType, askedPrompt, answeredAt, title }])))
  }
  const fromModules = await answersIn(rivalTypescript, original)
  assert.equal(fromModules.size, 383)
  assert.deepEqual(fromModules, await answersIn(rival, json))
})
