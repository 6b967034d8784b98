import assert from 'node:assert/strict'
import { test } from 'node:test'
import { widestTier } from '../../core/boards/first-tier.ts'
import { cheapestOf, firstTier } from './first-tier.ts'

type Row = Parameters<typeof firstTier>[0][number]

const row = (slug: string, tier: number | null, pBest: number | null, more: { provisional?: boolean; part?: number; price?: number } = {}) => {
  const { provisional = false, part = 1, price = null } = more
  return { model: { slug, outputPrice: price }, part, tier, pBest, provisional } as Row
}
const names = (rows: Row[]) => rows.map(({ model }) => model.slug)

test('the first tier has the order of the board, whatever else is known of its models', () => {
  const few = { provisional: true }
  const rows = [row('lucky', 1, 0.23, few), row('firm', 1, 0.3), row('new', 1, 0.01, few), row('steady', 1, 0.01), row('worse', 2, 0), row('unrated', null, null, few), row('apart', 1, 0.9, { part: 2 })]
  assert.deepEqual(names(firstTier(rows)), ['lucky', 'firm', 'new', 'steady'])
})

test('the cheapest is told of a tier that says something, and not of one that holds nearly everybody', () => {
  const tier = Array.from({ length: widestTier }, (_, index) => row(`m${index}`, 1, 0.1, { price: 10 - index }))
  assert.equal(cheapestOf(tier)!.model.slug, `m${widestTier - 1}`)
  assert.equal(cheapestOf([...tier, row('one more', 1, 0.1)]), null)
  assert.equal(cheapestOf([row('unpriced', 1, 1)]), null)
})
