import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namedLanguages } from './code-language.ts'

test('languages are named by tags, then by fences of the prompts', () => {
  const cases: Array<[tags: string[], turns: string[], expected: string[]]> = [
    [[], ['Write a function.'], []],
    [['typescript', 'algorithms'], ['Write one.'], ['typescript', 'algorithms']],
    [['edge-cases'], ['Export\n\n```ts\nlet a\n```\nand\n~~~ c++\nint a;\n~~~'], ['edge-cases', 'ts', 'c++']],
    [[], ['no fence: ```js', '```\nplain\n```', '```py'], ['py']],
  ]
  for (const [tags, turns, expected] of cases) assert.deepEqual(namedLanguages({ tags, turns }), expected)
})
