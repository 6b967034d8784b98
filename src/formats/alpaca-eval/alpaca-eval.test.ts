import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ImportedVote } from '../../core/imports/records.ts'
import {
  dataPath, readLone, readTree, reasonsOf, recordsOf, tally, withData, withoutData,
} from '../../testing/source-files.ts'
import { openSource } from '../sources/open.ts'
import { alpacaEval } from './alpaca-eval.ts'

const fixtures = join(import.meta.dirname, '../fixtures/alpaca-eval')

async function fixtureRows() {
  const source = await openSource(fixtures)
  try {
    return await readTree(alpacaEval, source.tree)
  } finally {
    await source.dispose()
  }
}

test('answers and verdicts are told by their keys, configurations and leaderboards are helpers', async () => {
  const source = await openSource(fixtures)
  const detected = tally(source.tree.files.map((file) => alpacaEval.detect(file, source.tree)))
  await source.dispose()
  assert.deepEqual(detected, { rows: 6, auxiliary: 2 })
})

test('the generator names the model, else the folder does; an empty answer is one, none is rejected', async () => {
  const rows = await fixtureRows()
  assert.deepEqual(recordsOf(rows, 'response').map(({ model, body, provenance }) => ({ model, body, provenance })), [
    { model: 'mole-1', body: 'Rain drums them up.', provenance: undefined },
    { model: 'mole-1-verified', body: '', provenance: { datasplit: 'eval' } },
    { model: 'mole-1', body: '"output_1":', provenance: undefined },
  ])
  const [nothing, broken] = reasonsOf(rows)
  assert.match(nothing!, /^output: /)
  assert.match(broken!, /^not valid JSON/)
  const lone = await readLone(alpacaEval, 'x.json', '[{"instruction":"q","output":"a"}]')
  assert.deepEqual(reasonsOf(lone), ['no generator: neither the row nor the folder names the model'])
})

test('a preference is a verdict, a probability, a tie or no verdict, and anything else is rejected', async () => {
  const rows = await fixtureRows()
  const votes = recordsOf(rows, 'vote').filter(({ right }) => right.model === 'mole-1').slice(0, 9)
  assert.deepEqual(votes.map(({ verdict, probabilityRight }) => [verdict, probabilityRight]), [
    ['right', undefined], ['left', undefined], ['tie', undefined], ['tie', undefined], ['right', 0.75], ['left', 0.25],
    ['abstain', undefined], ['abstain', undefined], ['abstain', undefined],
  ])
  assert.deepEqual(reasonsOf(rows).filter((reason) => /preference/.test(reason)), [
    'unknown preference 3: expected 0, or 1 to 2', 'preference: expected number, found "2"',
  ])
})

test('a vote of a judge knows no sides, names its judge, and carries both answers', async () => {
  const [vote] = recordsOf(await fixtureRows(), 'vote').filter(({ right }) => right.model === 'mole-1')
  const { left, right, key, challenge, ...rest } = vote!
  assert.deepEqual(rest, {
    kind: 'vote', verdict: 'right', blind: null, sidesKnown: false, judgeKind: 'model', judge: 'judge-one',
    provenance: { judgePriceUsd: 0.01 },
  })
  assert.match(key, /^judge-one\|owl-base\|mole-1\|[0-9a-f]{32}$/)
  assert.deepEqual([left.model, left.response!.body], ['owl-base', 'o'])
  assert.deepEqual([right.model, right.response!.body], ['mole-1', 'm'])
  assert.deepEqual([left.response!.challenge, right.response!.challenge], [challenge, challenge])
})

test('a judge that is not named is the one of its folder', async () => {
  const votes = recordsOf(await fixtureRows(), 'vote')
  assert.deepEqual(tally(votes.map(({ judge }) => judge!)), { 'judge-one': 12 })
})

test('a baseline against itself is rejected', async () => {
  const reasons = reasonsOf(await fixtureRows())
  assert.ok(reasons.includes('self-play: owl-base was judged against itself'))
})

test('the same verdict in a doubled folder, or in another model\'s, has the same key', async () => {
  const keys = tally(recordsOf(await fixtureRows(), 'vote').map(({ key }) => key))
  assert.deepEqual(Object.values(keys).toSorted(), [1, 1, 1, 1, 1, 1, 1, 1, 2, 2])
})

test('what has no place is named, unless it says nothing', async () => {
  const rows = await fixtureRows()
  assert.deepEqual([...new Set(rows.flatMap((row) => ('lost' in row ? row.lost : [])))], ['original_output', 'raw_completion'])
})

const medium = 'medium/alpaca_eval-medium.tar.zst'
const expectations = 'medium/expected-medium.json'

interface Expected { rows: number; usable: number; win_rate_vs_baseline: number; wins: number; ties: number; losses: number }

test('the medium archive has 2,599 answers and 2,299 + 1,100 verdicts', { skip: withoutData(medium) }, async () => {
  const rows = await withData(medium, (tree) => readTree(alpacaEval, tree))
  assert.equal(recordsOf(rows, 'response').length, 2599)
  const selfPlay = reasonsOf(rows)
  assert.deepEqual(tally(selfPlay), { 'self-play: gpt4_1106_preview was judged against itself': 100 })
  const judges = tally(recordsOf(rows, 'vote').map(({ judge }) => judge!))
  assert.deepEqual(judges, { weighted_alpaca_eval_gpt4_turbo: 2299 - selfPlay.length, alpaca_eval_gpt4: 1100 })
})

test('every model wins, ties and loses as often as computed from the source', { skip: withoutData(medium) }, async () => {
  const votes = recordsOf(await withData(medium, (tree) => readTree(alpacaEval, tree)), 'vote')
  const once = [...new Map(votes.toReversed().map((vote) => [vote.key, vote])).values()]
  const expected = JSON.parse(readFileSync(dataPath(expectations), 'utf8')) as { models: Record<string, Record<string, Expected>> }
  let compared = 0
  for (const [model, judges] of Object.entries(expected.models)) {
    for (const [judge, { rows, usable, win_rate_vs_baseline: winRate, wins, ties, losses }] of Object.entries(judges)) {
      if (isSelfPlay(model, judge) || isMisnamed(model, judge)) continue
      const own = once.filter((vote) => vote.right.model === model && vote.judge === judge)
      const { right = 0, tie = 0, left = 0, abstain = 0 } = tally(own.map(({ verdict }) => verdict))
      assert.deepEqual([own.length, right, tie, left, abstain], [rows, wins, ties, losses, rows - usable], `${model} ${judge}`)
      const score = own.reduce((sum, vote) => sum + scoreOf(vote), 0) / usable
      assert.ok(Math.abs(score - winRate) < 1e-12, `${model} ${judge}`)
      compared++
    }
  }
  assert.equal(compared, 31)
})

/** The baseline of AlpacaEval 2 was judged against itself: those rows are rejected. */
function isSelfPlay(model: string, judge: string): boolean {
  return model === 'gpt4_1106_preview' && judge === 'weighted_alpaca_eval_gpt4_turbo'
}

/** The source's file of this model holds the verdicts on falcon-40b-instruct, which are counted there. */
function isMisnamed(model: string, judge: string): boolean {
  return model === 'falcon-7b-instruct' && judge === 'alpaca_eval_gpt4'
}

function scoreOf({ verdict, probabilityRight }: ImportedVote): number {
  if (verdict === 'abstain') return 0
  return probabilityRight ?? { left: 0, right: 1, tie: 0.5, 'both-bad': 0.5 }[verdict]
}
