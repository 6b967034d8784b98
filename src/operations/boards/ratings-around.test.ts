import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MainBoard } from '../../store/boards/keeper.ts'
import { whyNoRatings } from './ratings-around.ts'

const cases: Array<[name: string, lastVoteId: number | undefined, sentence: RegExp]> = [
  ['no board yet', undefined, /^No ratings yet: the votes are being counted for the first time/],
  ['a board that does not have the vote', 6, /^No ratings yet: the newest board does not have these two on one scale\. One with this vote is computed/],
  ['a board that has the vote, and no ratings of the two', 7, /^No ratings yet: more votes on these two models are needed/],
]

for (const [name, lastVoteId, sentence] of cases) {
  test(`why there are no ratings to tell: ${name}`, async () => {
    const board = lastVoteId === undefined ? undefined : { lastVoteId } as MainBoard
    assert.match(await whyNoRatings({ id: 7 }, { store: { boards: { mainBoard: async () => board } } }), sentence)
  })
}
