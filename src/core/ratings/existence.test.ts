import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { pairOf, votesOf, type VoteRow } from '../../testing/vote-tables.ts'
import { cellsOf, type Cells } from './cells.ts'
import { fitDavidson } from './davidson.ts'
import { existenceOf, tieObstacle } from './existence.ts'
import { fitRaoKupper } from './rao-kupper.ts'

const cases: Array<{ name: string; rows: VoteRow[]; prior: number; obstacle: ReturnType<typeof tieObstacle> }> = [
  { name: 'no tie has no tie parameter to tell', rows: pairOf('a', 'b', 2, 1), prior: 0, obstacle: undefined },
  { name: 'only ties tell nothing of their parameter, with a prior neither', rows: pairOf('a', 'b', 0, 0, 5), prior: 0.5, obstacle: 'only-ties' },
  { name: 'a win and a tie of one pair can be told ever better', rows: pairOf('a', 'b', 1, 0, 1), prior: 0, obstacle: 'separated' },
  { name: 'a prior ends that', rows: pairOf('a', 'b', 1, 0, 1), prior: 0.5, obstacle: undefined },
  { name: 'wins both ways end that too', rows: pairOf('a', 'b', 1, 1, 1), prior: 0, obstacle: undefined },
  { name: 'a tie over a chain of wins ends it', rows: [...pairOf('a', 'b', 1, 0), ...pairOf('b', 'c', 1, 0), ...pairOf('a', 'c', 0, 0, 1)], prior: 0, obstacle: undefined },
]

for (const { name, rows, prior, obstacle } of cases) {
  test(`${name}`, () => assert.equal(tieObstacle(cellsOf(votesOf(rows)), prior), obstacle))
}

/** Whether strengths run away when almost nothing holds them, further than numbers go perhaps. */
function runsAway(cells: Cells, method: typeof fitDavidson): boolean {
  const fit = method(cells, 1e-8)
  return fit === null || Math.max(...fit.theta) - Math.min(...fit.theta) > 8
}

test('on 200 small tables of chance there is an obstacle exactly when the strengths run away', () => {
  const chance = new Chance(11)
  let [away, tables] = [0, 0]
  while (tables < 200) {
    const models = ['a', 'b', 'c', 'd'].slice(0, 2 + chance.below(3))
    const rows = chance.list(9, () => pairOf(chance.pick(models), chance.pick(models), chance.below(2), chance.below(2), chance.below(2))).flat()
    const cells = cellsOf(votesOf(rows.filter(({ left, right }) => left !== right)))
    const { parts, exists } = existenceOf(cells)
    const obstacle = tieObstacle(cells, 0)
    if (parts.length !== 1 || obstacle === 'only-ties' || !cells.halves.some((ties) => ties > 0)) continue
    tables++
    away += Number(!exists || obstacle === 'separated')
    for (const method of [fitDavidson, fitRaoKupper]) assert.equal(runsAway(cells, method), !exists || obstacle === 'separated')
  }
  assert.ok(away > 40 && away < 160, `${away} of 200 run away`)
})
