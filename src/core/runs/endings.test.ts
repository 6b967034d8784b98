import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endingsOf } from './endings.ts'

const endings: Array<[finishReason: string | null, text: string | null, said: RegExp[]]> = [
  ['stop', 'A river.', []], [null, 'A river.', []], ['stop', null, []],
  ['length', 'A riv', [/limit of output tokens/]], ['content-filter', 'A riv', [/content filter/]],
  ['stop', '', [/empty/]], ['content-filter', '', [/content filter/, /empty/]],
]
for (const [finishReason, text, said] of endings) {
  test(`an answer that ended by ${finishReason} with ${JSON.stringify(text)} is told of ${said.length} things`, () => {
    const found = endingsOf({ finishReason, text })
    assert.equal(found.length, said.length)
    for (const [index, words] of said.entries()) assert.match(found[index]!, words)
  })
}
