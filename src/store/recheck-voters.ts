import { sql } from 'kysely'
import { addressPaces, checkRate, paceCounts, type PaceCounts } from '../core/votes/checks/rate.ts'
import { checkSamePrompt, pairOf } from '../core/votes/checks/same-prompt.ts'
import type { Database } from './database.ts'
import { isOneOf } from './dialect.ts'
import type { Found } from './recheck.ts'

const votersAtOnce = 500

/** Those who voted, by name after a name, some of them at a time: as many as have cast about so many votes, or one who has cast more. */
export async function* listVoters(db: Database, name: string, mostVotes: number): AsyncGenerator<Array<{ judge: string; votes: number }>> {
  for (let after = name; ;) {
    const rows = await db.selectFrom('votes').select(({ fn }) => ['judge', fn.countAll<number>().as('votes')])
      .where('judge', '>', after).groupBy('judge').orderBy('judge').limit(votersAtOnce).execute() as Array<{ judge: string; votes: number }>
    if (rows.length === 0) return
    let group: typeof rows = []
    let votes = 0
    for (const row of rows) {
      if (group.length > 0 && votes + row.votes > mostVotes) {
        yield group
        group = []
        votes = 0
      }
      group.push(row)
      votes += row.votes
    }
    yield group
    after = rows.at(-1)!.judge
  }
}

/** All votes of people under these names, oldest first. A judging model has no pace, and may judge a pair in both orders. */
export async function votesOfVoters(db: Database, judges: string[]) {
  return db.selectFrom('votes').leftJoin('duels', 'duels.id', 'votes.duel_id')
    .select([
      'votes.id', 'votes.source', 'votes.collection_id', 'votes.judge', 'votes.challenge_id', 'votes.turn', 'votes.left_model_id', 'votes.right_model_id', 'votes.voted_at',
      'duels.voted_from',
    ])
    .where(isOneOf(db, sql.ref('votes.judge'), judges)).where('votes.judge_kind', '=', 'human').orderBy('votes.id').execute()
}

type VoterVote = Awaited<ReturnType<typeof votesOfVoters>>[number]

/** When votes came from each of these addresses, in order. */
export async function timesFrom(db: Database, addresses: string[]): Promise<Map<string, number[]>> {
  const rows = await db.selectFrom('duels').select(['voted_from', 'voted_at']).where(isOneOf(db, sql.ref('voted_from'), addresses)).orderBy('voted_at').execute()
  const times = Map.groupBy(rows, ({ voted_from }) => voted_from!)
  return new Map(Array.from(times, ([address, votes]) => [address, votes.map(({ voted_at }) => Date.parse(voted_at!))]))
}

/** What the checks find that look at what else a voter did. The same name in two collections is two voters. */
export function checkPastOfVoters(votes: VoterVote[], timesOfAddresses: ReadonlyMap<string, number[]>): Found[] {
  const voters = Map.groupBy(votes, ({ collection_id, judge }) => `${collection_id} ${judge}`)
  return [...voters.values()].flatMap((own) => {
    const counts = countsOf(own)
    const seen = new Set<string>()
    return own.flatMap((vote): Found[] => {
      const pair = pairOf({ voter: vote.judge, challenge: vote.challenge_id, turn: vote.turn, models: [vote.left_model_id, vote.right_model_id] })
      const wasJudgedBefore = pair === null ? null : seen.has(pair)
      if (pair !== null) seen.add(pair)
      return [
        { vote, name: 'rate', ...checkRate(counts.get(vote.id) ?? null, countsFrom(timesOfAddresses.get(vote.voted_from ?? ''), vote.voted_at)) },
        { vote, name: 'same-prompt', ...checkSamePrompt(wasJudgedBefore) },
      ]
    })
  })
}

/** How many votes came from an address in the time of each pace up to one of them. */
function countsFrom(times: number[] | undefined, votedAt: string | null): PaceCounts | null {
  if (!times || votedAt === null) return null
  const at = Date.parse(votedAt)
  return addressPaces.map(({ withinMs }) => times.filter((time) => time > at - withinMs && time <= at).length) as PaceCounts
}

/** `2026-01-31T12:34:56`, or longer: a time of less is not one that a pace could be told from. */
const leastTimeLength = 19

function countsOf(votes: VoterVote[]): Map<number, PaceCounts> {
  const timed = votes.flatMap(({ id, voted_at }) => {
    const time = voted_at !== null && voted_at.length >= leastTimeLength ? Date.parse(voted_at) : NaN
    return Number.isNaN(time) ? [] : [{ id, time }]
  }).sort((a, b) => a.time - b.time || a.id - b.id)
  const counts = paceCounts(timed.map(({ time }) => time))
  return new Map(counts?.map((count, index) => [timed[index]!.id, count]))
}
