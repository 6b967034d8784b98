import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { z } from 'zod'
import { readSettings } from '../../config/settings.ts'
import { defaultSlice } from '../../core/boards/slice.ts'
import type { ImportedModel, ImportedRecord } from '../../core/imports/records.ts'
import { makeRenderer } from '../../media/rendering/cached.ts'
import { castVotes, withdraw, writeCheck } from '../../testing/cast-votes.ts'
import { anAnswer, aVote, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'
import { getBestFor } from '../best-for/get.ts'
import { listBestFor } from '../best-for/list.ts'
import { compare } from '../compare/get.ts'
import { createDuel } from '../duels/create.ts'
import { getDuel } from '../duels/get.ts'
import { knownRatings } from '../duels/ratings.ts'
import { tellDuel } from '../duels/tell.ts'
import { undoVote } from '../duels/undo.ts'
import { voteOnDuel } from '../duels/vote.ts'
import { getAgreement } from '../judges/agreement.ts'
import { getMethodology } from '../methodology/get.ts'
import { getStanding } from '../models/standing.ts'
import type { Caller, Operation, Services } from '../operation.ts'
import { perform } from '../perform.ts'
import { getVerdict } from '../verdicts/get.ts'
import { getVoterBoard } from '../voters/board.ts'
import { getBoard } from './get.ts'
import { getLeaderboard } from './leaderboard.ts'
import { listBoardsOperation } from './list.ts'
import { getPairs } from './pairs.ts'
import { getPricesOfBoard } from './prices.ts'
import { ratingsAround } from './ratings-around.ts'
import { recomputeBoard } from './recompute.ts'

const visitor: Caller = { kind: 'visitor', id: 'test' }
const reader: Caller = { ...visitor, voter: 'reader' }

const price = (output: number) => [{ provider: 'shop', source: 'test', input: output / 4, output }]
const model = (name: string, facts: Partial<ImportedModel['facts']> = {}): ImportedModel => ({
  kind: 'model', name, facts: { name: name.toUpperCase(), creator: { slug: 'zoo', name: 'Zoo', kind: 'company' }, ...facts },
})
const challenges = Array.from({ length: 12 }, (_, index) => ({
  kind: 'challenge' as const, key: `q${index}`, turns: [`Question ${index}?`], category: index % 3 ? 'writing' : 'maths',
}))
const answerOf = (name: string, index: number, more = {}) => anAnswer(name, `${name} answers ${index}.`, { challenge: challenges[index], durationMs: name === 'owl' ? 2_000 : 1_000, ...more })

/** Owl beats mole nine times of twelve on each of twelve challenges, mole beats newt likewise; newt and owl tie or are both bad. */
function someVotes(): ImportedRecord[] {
  const pair = (left: string, right: string, round: number, index: number, verdict: 'left' | 'right' | 'tie' | 'both-bad') => aVote(`${left} ${right} ${round} ${index}`, {
    left: { model: left, response: answerOf(left, index) }, right: { model: right, response: answerOf(right, index) }, verdict, challenge: challenges[index],
    judge: `voter ${round}`, votedAt: `2025-0${1 + Math.floor(index / 2)}-11T10:00:00.000Z`,
  })
  return challenges.flatMap((_, index) => Array.from({ length: 12 }, (_round, round): ImportedRecord[] => [
    pair('owl', 'mole', round, index, round < 9 ? 'left' : 'right'),
    // The sides change, and every fourth goes the other way.
    round % 2 ? pair('mole', 'newt', round, index, round % 4 === 3 ? 'right' : 'left') : pair('newt', 'mole', round, index, 'right'),
    pair('newt', 'owl', round, index, round < 2 ? 'left' : round < 9 ? 'right' : round < 11 ? 'tie' : 'both-bad'),
  ]).flat())
}

forEachDatabase((kind) => {
  let store: TestStore
  let services: Services
  const ask = <I extends z.ZodObject, O extends z.ZodType>(operation: Operation<string, I, O>, input: z.input<I>, caller = visitor): Promise<z.output<O>> =>
    perform(operation, input, caller, services)

  before(async () => {
    store = await openTestStore(kind)
    services = { store, settings: readSettings({}), renderer: makeRenderer(1024 * 1024), now: () => new Date('2026-01-03T03:04:05.000Z') }
    await importRows(store, model('owl', { prices: price(10), openWeights: false }), model('mole', { prices: price(2), openWeights: true }), model('newt', { prices: price(4) }), model('lynx'),
      ...someVotes(), answerOf('lynx', 0),
      ...challenges.slice(0, 6).map((challenge, index) => aVote(`judge ${index}`, {
        left: { model: 'owl', response: answerOf('owl', index) }, right: { model: 'mole', response: answerOf('mole', index) },
        verdict: index < 4 ? 'left' : 'tie', challenge, judgeKind: 'model', judge: 'critic',
      })))
  })
  after(() => store.close())

  test('the leaderboard answers at once; who waits gets it complete: ratings, ranks, shares, prices and speeds', async () => {
    assert.deepEqual((({ state, board }) => ({ state, board }))(await ask(getLeaderboard, {})), { state: 'first-computation', board: null })
    const { state, slice, board } = await ask(getLeaderboard, { wait: 20 })
    assert.equal(state, 'current')
    assert.deepEqual(slice, { method: 'bt', ties: 'half', judges: 'human', style: false, blindOnly: false })
    assert.deepEqual(board!.rows.map((row) => [row.model.slug, row.tier, row.games, row.wins, row.losses, row.ties, row.bothBad]), [
      ['owl', 1, 288, 192, 60, 24, 12], ['mole', 2, 288, 144, 144, 0, 0], ['newt', 3, 288, 60, 192, 24, 12],
    ])
    const [owl] = board!.rows
    assert.deepEqual(owl!.model, {
      slug: 'owl', name: 'OWL', house: false, creator: { slug: 'zoo', name: 'Zoo' }, openWeights: false, retired: null, inputPrice: 2.5, outputPrice: 10, seconds: 2, tokensPerSecond: null,
    })
    assert.deepEqual([owl!.rankLo, owl!.rankHi, owl!.provisional, owl!.part, owl!.change], [1, 1, false, 1, null])
    assert.ok(owl!.lo! < owl!.rating! && owl!.rating! < owl!.hi!)
    assert.equal(owl!.tieShare.share, 24 / 288)
    assert.ok(owl!.bothBadShare.lo! > 0.02 && owl!.bothBadShare.hi! < 0.08)
    assert.deepEqual({ ...owl!.next, eValue: 0 }, { model: 'mole', games: 144, wins: 108, losses: 36, eValue: 0, isSaid: true })
    assert.equal(board!.rows[2]!.next, null)
    assert.deepEqual([board!.votes.read, board!.votes.used, board!.prompts, board!.voters, board!.clusteredBy, board!.firstDay, board!.lastDay], [432, 432, 12, 12, 'prompt', '2025-01-11', '2025-06-11'])
    assert.ok(board!.side!.lo <= board!.side!.rating && board!.side!.rating <= board!.side!.hi)
    assert.deepEqual(board!.categories, [{ category: 'writing', votes: 288 }, { category: 'maths', votes: 144 }])
  })

  test('switches refit: another set of votes has another board, and both stay where they are', async () => {
    const { board: all } = await ask(getLeaderboard, { wait: 20 })
    const { board: maths } = await ask(getLeaderboard, { category: 'maths', wait: 20 })
    assert.deepEqual([maths!.votes.used, maths!.prompts], [144, 4])
    assert.notEqual(maths!.hash, all!.hash)
    const { board: judged } = await ask(getLeaderboard, { judges: 'model', wait: 20 })
    assert.deepEqual(judged!.rows.map(({ model: { slug }, games, provisional }) => [slug, games, provisional]), [['owl', 6, true], ['mole', 6, true]])
    assert.match(judged!.notes.join(), /Judging models/)
    // Owl is always on the left of them: that is its lead, and not the worth of its side.
    assert.equal(judged!.side, null)
    const { board: dropped } = await ask(getLeaderboard, { ties: 'drop', wait: 20 })
    assert.equal(dropped!.votes.used, 396)
    const { board: early } = await ask(getLeaderboard, { until: '2025-03-31', wait: 20 })
    assert.deepEqual([early!.votes.used, early!.lastDay], [216, '2025-03-11'])
    const { board: open } = await ask(getLeaderboard, { openWeights: true, wait: 20 })
    assert.equal(open!.rows.length, 0)
    assert.equal(open!.reason, 'There are no votes to rate by.')
  })

  test('a board of a past day says how many votes it leaves out because they carry no date, also where none is left', async () => {
    const own = await openTestStore(kind)
    const boardOf = async (input: z.input<typeof getLeaderboard.input>) => (await perform(getLeaderboard, { ...input, wait: 20 }, visitor, { ...services, store: own })).board!
    const pair = { left: { model: 'owl' }, right: { model: 'mole' } }
    await importRows(own, aVote('1', pair), aVote('2', pair), aVote('3', { ...pair, votedAt: '2025-06-11' }))
    const note = '2 votes carry no date, so a board of a past day cannot count them.'
    const told = ({ votes, notes }: Awaited<ReturnType<typeof boardOf>>) => [votes.used, votes.undated, notes]
    assert.deepEqual(told(await boardOf({ until: '2025-06-11' })), [1, 2, [note]])
    assert.deepEqual(told(await boardOf({ until: '2025-06-10' })), [0, 2, [note]])
    assert.deepEqual(told(await boardOf({})), [3, null, []])
    await own.close()
  })

  test('style control tells the change to the board without it', async () => {
    const { board: plain } = await ask(getLeaderboard, { wait: 20 })
    const { board } = await ask(getLeaderboard, { style: true, wait: 20 })
    for (const { model: { slug }, rating, change } of board!.rows) {
      const without = plain!.rows.find((row) => row.model.slug === slug)!.rating!
      assert.ok(Math.abs(change! - (rating! - without)) < 1e-9)
    }
    assert.match(board!.notes.join(), /fewer than 500 votes/)
  })

  test('a board asked for by its hash is the one asked for by its switches: the next model and the change by style too', async () => {
    for (const slice of [{}, { style: true }]) {
      const { board } = await ask(getLeaderboard, { ...slice, wait: 20 })
      assert.ok(board!.rows[0]!.next)
      assert.deepEqual(await ask(getBoard, { board: board!.hash }), board)
    }
  })

  const refused: Array<[input: z.input<typeof getLeaderboard.input>, message: RegExp]> = [
    [{ category: 'astrology' }, /No vote has the category "astrology"/],
    [{ criterion: 'smell' }, /No vote has the criterion "smell"/],
    [{ collection: 'nowhere' }, /No vote has the collection/],
    [{ creators: ['zoo', 'nobody'] }, /No vote has the creator "nobody"/],
    [{ language: 'qq' }, /No vote has the language/],
    [{ until: '2030-01-01' }, /has not come yet/],
    [{ until: 'soon' }, /until/],
  ]
  for (const [input, message] of refused) {
    test(`what no vote has makes no board: ${JSON.stringify(input)}`, () => assert.rejects(ask(getLeaderboard, input), message))
  }

  test('every pair is told with what the ratings expected of it', async () => {
    const { models, pairs } = await ask(getPairs, { wait: 20 })
    assert.deepEqual(models.map(({ slug }) => slug), ['owl', 'mole', 'newt'])
    const pair = pairs.find(({ a, b }) => a === 'mole' && b === 'owl')!
    assert.deepEqual([pair.games, pair.winsA, pair.winsB, pair.score], [144, 36, 108, 0.25])
    assert.ok(pair.expected! > 0.2 && pair.expected! < 0.4 && pair.eValue > 1e5 && pair.lo < 0.25 && pair.hi > 0.25)
  })

  test('prices stand beside quality, cheapest first, and the front is what nothing beats for less', async () => {
    const { models, unpriced } = await ask(getPricesOfBoard, { wait: 20 })
    assert.deepEqual(models.map(({ model: { slug }, price: cost, isOnFront }) => [slug, cost, isOnFront]), [['mole', 2, true], ['newt', 4, false], ['owl', 10, true]])
    assert.deepEqual(unpriced, [])
  })

  test('a board is read by its hash, listed with its past, and computed anew', async () => {
    const { board } = await ask(getLeaderboard, { wait: 20 })
    const same = await ask(getBoard, { board: board!.hash })
    assert.deepEqual(same.rows.map(({ rating }) => rating), board!.rows.map(({ rating }) => rating))
    const { boards, history, noHistory, undated } = await ask(listBoardsOperation, { ratings: true })
    assert.deepEqual([noHistory, undated], [null, 0])
    await ask(getLeaderboard, { judges: 'model', wait: 20 })
    const ofJudges = await ask(listBoardsOperation, { judges: 'model' })
    assert.deepEqual([ofJudges.history, ofJudges.noHistory, ofJudges.undated], [[], 'There are only 6 votes: a line takes 200, as with fewer a rating moves with each of them.', 6])
    assert.deepEqual(boards.map(({ hash, votes, ratings }) => [hash, votes, ratings!.length]), [[board!.hash, 432, 3]])
    assert.deepEqual(history.map(({ day, votes }) => [day, votes]), [['2025-02-11', 144], ['2025-03-11', 216], ['2025-05-11', 360], ['2025-06-11', 432]])
    assert.equal(history.at(-1)!.votes, 432)
    assert.ok(Math.abs(history.at(-1)!.ratings.find(({ model: slug }) => slug === 'owl')!.rating! - board!.rows[0]!.rating!) < 5)
    const again = await ask(recomputeBoard, { board: board!.hash })
    assert.deepEqual([again.isEqual, again.largestDifference, again.verdict], [true, 0, 'The same board comes out: the same 432 votes, rules and method.'])
    await assert.rejects(ask(getBoard, { board: '0'.repeat(64) }), /There is no board/)
    await assert.rejects(ask(recomputeBoard, { board: '0'.repeat(64) }), /There is no board/)
    await assert.rejects(ask(getBoard, { board: 'x' }), /64 hexadecimal digits/)
  })

  test('the verdict on two models says who is better, by how much, and at what price', async () => {
    const said = await ask(getVerdict, { a: 'owl', b: 'mole', wait: 20 })
    assert.deepEqual([said.kind, said.better, said.priceRatio, said.timeRatio], ['better', 'owl', 5, 2])
    assert.match(said.text, /^OWL is better than MOLE: it would be expected to be preferred in 6\d% of duels \(\d\d to \d\d%\)\. Of the 144 duels between them that count, OWL won 108 and MOLE won 36\. OWL costs 5\.0 times as much/)
    assert.deepEqual({ ...said.duels, eValue: 0 }, { games: 144, wins: 108, losses: 36, ties: 0, bothBad: 0, eValue: 0 })
    assert.deepEqual((await ask(compare, { models: ['owl', 'mole'] })).verdicts.map(({ text, duels }) => [text, duels]), [[said.text, said.duels]])
    const near = (await ask(getStanding, { model: 'owl' })).verdicts.map(({ model: { slug }, duels }) => [slug, duels!.games, duels!.wins, duels!.ties, duels!.bothBad])
    assert.deepEqual(near, [['mole', 144, 108, 0, 0], ['newt', 144, 84, 24, 12]])
    const turned = await ask(getVerdict, { a: 'mole', b: 'owl', wait: 20 })
    assert.deepEqual([turned.duels!.wins, turned.duels!.losses], [36, 108])
    assert.ok(Math.abs(turned.difference!.points + said.difference!.points) < 1e-9)
    const unknown = await ask(getVerdict, { a: 'owl', b: 'lynx', wait: 20 })
    assert.deepEqual([unknown.kind, unknown.text], ['unknown', 'OWL and LYNX cannot be compared by votes yet: nobody has voted on LYNX.'])
    await assert.rejects(ask(getVerdict, { a: 'owl', b: 'owl' }), /two different models/)
  })

  test('best for a category: the first tier, the cheapest of it, the answers that won most, and what is not known', async () => {
    const { topics } = await ask(listBestFor, { wait: 20 })
    assert.deepEqual(topics.map(({ kind: what, topic, votes, best }) => [what, topic, votes, best.map((row) => row.model.slug)]), [['category', 'writing', 288, ['owl']], ['category', 'maths', 144, ['owl', 'mole']]])
    const maths = await ask(getBestFor, { topic: 'maths', wait: 20 })
    assert.equal(maths.board!.votes.used, 144)
    assert.deepEqual([maths.best.map((row) => row.model.slug), maths.cheapest!.model.slug], [['owl', 'mole'], 'mole'])
    assert.match(maths.unknowns[0]!, /^Which of OWL and MOLE is best/)
    assert.deepEqual(maths.answers.map(({ model: by, wins, games }) => [by.slug, wins, games]), [['owl', 16, 24], ['mole', 12, 24], ['newt', 5, 24]])
    assert.ok(maths.answers.every(({ challenge }) => challenge.slug.startsWith('question-')))
    await assert.rejects(ask(getBestFor, { topic: 'astrology' }), /No vote has the category/)
    const criterion = await ask(getBestFor, { topic: 'clear', kind: 'criterion', wait: 20 })
    assert.deepEqual(criterion.unknowns, ['Nobody has voted on this yet, so nothing is known.'])
  })

  test('judges are held against people over the pairs both judged', async () => {
    const { state, judges, agreements } = await ask(getAgreement, { wait: 20 })
    assert.equal(state, 'current')
    assert.deepEqual(judges, [{ judge: 'critic', votes: 6, ties: 2, abstentions: 0 }])
    const verdictOf = (key: string, verdict: 'left' | 'abstain') => aVote(key, { left: { model: 'owl' }, right: { model: 'newt' }, verdict, judgeKind: 'model' })
    await importRows(store, verdictOf('nobody 1', 'left'), verdictOf('nobody 2', 'abstain'), verdictOf('nobody 3', 'abstain'))
    assert.deepEqual((await ask(getAgreement, { wait: 20 })).judges[1], { judge: 'a model that the source does not name', votes: 1, ties: 0, abstentions: 2 })
    assert.deepEqual(agreements.map(({ one, other, pairs, raw }) => [one, other, pairs, raw]), [[null, 'critic', 6, (4 * 0.75) / 6]])
  })

  test('the methodology tells rules, their effect and the running figures', async () => {
    const { rules, board, method, ruleChanges, voters } = await ask(getMethodology, {})
    assert.deepEqual(rules.find(({ name }) => name === 'not-blind'), { name: 'not-blind', because: 'the voter could see the names', isInForce: true, isDefault: true, isAlways: false, setAside: 0 })
    assert.deepEqual([board!.votes, board!.models, board!.prompts, board!.clusteredBy], [432, 3, 12, 'prompt'])
    assert.equal(method.changes[0]!.version, method.version)
    assert.equal(ruleChanges.length, 1)
    assert.deepEqual([method.reviewAt, method.excludeAt, voters], [20, 100, null])
  })

  test('a reader’s own board, streak and agreement are made of their votes that count', async () => {
    const nobody = await ask(getVoterBoard, {})
    assert.deepEqual([nobody.votes, nobody.streak, nobody.models], [0, 0, []])
    const cast = await castVotes(store,
      { left: 'newt', right: 'owl', verdict: 'left', at: '2026-01-02T10:00:00.000Z' }, { left: 'mole', right: 'newt', verdict: 'right', at: '2026-01-03T01:00:00.000Z' },
      { left: 'mole', right: 'newt', verdict: 'left', at: '2026-01-03T02:00:00.000Z' }, { left: 'owl', right: 'mole', verdict: 'left', voter: 'another', at: '2026-01-03T02:00:00.000Z' })
    await withdraw(store, cast[2]!)
    const own = await ask(getVoterBoard, {}, reader)
    assert.deepEqual([own.votes, own.today, own.streak], [2, 2, 2])
    const [hasty] = await castVotes(store, { left: 'newt', right: 'owl', verdict: 'left', voter: 'hasty', at: '2026-01-03T02:00:00.000Z' })
    // Checked a moment ago, as votes are when they are cast.
    await writeCheck(store, hasty!, 'dwell', 'fail', 1, new Date().toISOString())
    const { votes, today, models } = await ask(getVoterBoard, {}, { ...reader, voter: 'hasty' })
    assert.deepEqual([votes, today, models], [0, 1, []])
    assert.equal(own.models[0]!.model.name, 'NEWT')
    assert.deepEqual([own.tau, own.agreement.votes, own.agreement.share], [null, 2, null])
    assert.ok(own.models.every(({ isDifferent, lo, hi, crowd }) => !isDifferent && lo < crowd! && crowd! < hi))
  })

  test('a vote’s effect on its two ratings is told before and after the board has it', async () => {
    const { board } = await ask(getLeaderboard, { wait: 20 })
    const [id] = await castVotes(store, { left: 'newt', right: 'owl', verdict: 'left', voter: 'third' })
    const vote = { id: id!, verdict: 'left' as const, left: 'newt', right: 'owl' }
    const seen = (await ratingsAround(vote, services))!
    const newt = board!.rows.find((row) => row.model.slug === 'newt')!
    assert.equal(seen.left.before.rating, newt.rating)
    assert.ok(seen.left.after.rating > newt.rating! && seen.right.after.rating < seen.right.before.rating)
    const { board: later } = await ask(getLeaderboard, { wait: 20 })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    assert.ok(Math.abs(seen.left.after.rating - later!.rows.find((row) => row.model.slug === 'newt')!.rating!) < 1)
    const told = (await ratingsAround(vote, services))!
    assert.equal(told.left.after.rating, later!.rows.find((row) => row.model.slug === 'newt')!.rating)
    assert.ok(Math.abs(told.left.before.rating - newt.rating!) < 1)
    assert.equal(await ratingsAround({ ...vote, left: 'lynx' }, services), null)
  })

  test('where votes do not connect all models, a vote’s effect is told of two models of one part, and of no others', async () => {
    const { board } = await store.boards.look(defaultSlice)
    const [first, second] = board!.document.report.models
    const parted = (parts: string[][]) => ({
      store: { ...store, boards: { mainBoard: async () => ({ ...(await store.boards.mainBoard())!, document: { ...board!.document, report: { ...board!.document.report, parts } } }) } },
    })
    const vote = { id: Number.MAX_SAFE_INTEGER, verdict: 'left' as const, left: second!.model, right: first!.model }
    assert.ok((await ratingsAround(vote, parted([[first!.model, second!.model], ['lynx', 'newt']])))!.left.after.rating > second!.rating!)
    assert.equal(await ratingsAround(vote, parted([[first!.model], [second!.model]])), null)
  })

  test('draws know the newest ratings by the row ids of the models', async () => {
    const { board } = await ask(getLeaderboard, { wait: 20 })
    const { id } = await store.read.selectFrom('models').select('id').where('slug', '=', 'owl').executeTakeFirstOrThrow()
    const ratings = await knownRatings(store)
    assert.deepEqual([ratings.size, ratings.get(id)], [3, board!.rows[0]!.rating])
  })

  test('a vote that a rule sets aside says at the reveal which rule and that it moves no rating; the rest stays', async () => {
    const voter: Caller = { ...visitor, voter: 'hasty' }
    const { id: duel } = await ask(createDuel, { challenge: 'question-1' }, voter)
    services.now = () => new Date('2026-01-03T03:06:05.000Z')
    const { vote, reveal } = await ask(voteOnDuel, { duel, verdict: 'left' }, voter)
    assert.equal(reveal!.setAside, null)
    assert.ok(reveal!.ratings)
    const { id } = await store.read.selectFrom('votes').select('id').where('key', '=', vote!.id).executeTakeFirstOrThrow()
    await writeCheck(store, id, 'dwell', 'fail', 1_000_000)
    const later = await ask(getDuel, { duel }, voter)
    const text = 'This vote moves no rating: the rule “dwell” sets such votes aside, because there was no time to read.'
    assert.deepEqual(later.reveal, { ...reveal, ratings: null, setAside: { rule: 'dwell', because: 'there was no time to read', text } })
    assert.ok(tellDuel(later).endsWith(`Your vote: left. ${text}`))
    await ask(undoVote, { duel }, voter)
    assert.ok(tellDuel(await ask(getDuel, { duel }, voter)).endsWith('Your vote: left, taken back.'))
  })

  test('a board that is no longer current keeps the change by style of its own votes; its pairs are not kept', async () => {
    const boards = async () => [(await ask(getLeaderboard, { style: true, wait: 20 })).board!, (await ask(getLeaderboard, { wait: 20 })).board!] as const
    const [then, plain] = await boards()
    await castVotes(store, { left: 'newt', right: 'owl', verdict: 'left', voter: 'fourth' })
    const [now] = await boards()
    assert.notEqual(now.hash, then.hash)
    const kept = await ask(getBoard, { board: then.hash })
    assert.deepEqual(kept.rows, then.rows.map((row) => ({ ...row, next: null })))
    for (const { model: { slug }, rating, change } of kept.rows) assert.equal(change, rating! - plain.rows.find((row) => row.model.slug === slug)!.rating!)
  })
})
