import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstTier } from './first-tier.ts'

type Row = Parameters<typeof firstTier>[0][number]

const row = (slug: string, tier: number | null, provisional: boolean) => ({ model: { slug }, part: 1, tier, provisional }) as Row

test('a model with few duels is named after those with enough, each group in the order of the board', () => {
  const rows = [row('lucky', 1, true), row('firm', 1, false), row('new', 1, true), row('steady', 1, false), row('worse', 2, false), row('unrated', null, true)]
  assert.deepEqual(firstTier(rows).map(({ model }) => model.slug), ['firm', 'steady', 'lucky', 'new'])
})
