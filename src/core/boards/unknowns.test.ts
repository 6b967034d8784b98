import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unknownsOf, type KnownOfBoard } from './unknowns.ts'

const row = (name: string, tier: number | null = 2, more = {}) => ({ name, part: 1, tier, games: 200, price: 1, ...more })
const settled: KnownOfBoard = { votes: 400, prompts: 90, promptShare: 0.2, parts: 1, rows: [row('Owl', 1), row('Mole')] }

const cases: Array<[name: string, board: Partial<KnownOfBoard>, sentences: string[]]> = [
  ['a settled board leaves nothing open', {}, []],
  ['no votes', { votes: 0, rows: [] }, ['Nobody has voted on this yet, so nothing is known.']],
  ['several in the first tier', { rows: [row('Owl', 1), row('Mole', 1), row('Newt')] }, ['Which of Owl and Mole is best: the votes do not tell them apart.']],
  ['many in the first tier', { rows: ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => row(name, 1)) },
    ['Which of A, B, C, and 3 more is best: the votes do not tell them apart.']],
  ['few duels', { rows: [row('Owl', 1), row('Mole', 2, { games: 49 })] }, ['How good 1 of the 2 models really are: they had fewer than 50 duels.']],
  ['few votes of a category', { shrinkagePoints: 41.6 },
    ['What sets this category apart: its votes are so few that its ratings lean on all categories, between which a model differs by some 42 points.']],
  ['few prompts', { promptShare: 0.67, prompts: 13 },
    ['What other challenges would say: 67% of the uncertainty comes from there being 13 of them, and more votes on the same ones do not change that.']],
  ['the first tier of another part is not in doubt with it', { parts: 2, rows: [row('Owl', 1), row('Mole', 1, { part: 2 })] }, ['How models of the 2 groups compare that have not met, not even over others.']],
  ['a price', { rows: [row('Owl', 1, { price: null }), row('Mole', 2, { price: null })] }, ['What Owl costs.']],
  ['groups that never met', { parts: 2, rows: [row('Owl', null), row('Mole', null)] }, ['How models of the 2 groups compare that have not met, not even over others.']],
]

for (const [name, board, sentences] of cases) {
  test(name, () => assert.deepEqual(unknownsOf({ ...settled, ...board }), sentences))
}
