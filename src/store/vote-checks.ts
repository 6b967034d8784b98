import { sql } from 'kysely'
import { couldNotLook, firstVersion, type Finding } from '../core/votes/check.ts'
import { checkBothSeen } from '../core/votes/checks/both-seen.ts'
import { checkDuplicateText, mayBeSame } from '../core/votes/checks/duplicate-text.ts'
import { checkDwell, dwellOf, wordsToRead } from '../core/votes/checks/dwell.ts'
import { checkIdentityLeak } from '../core/votes/checks/identity-leak.ts'
import { addressPaces, checkRate, paces, type PaceCounts } from '../core/votes/checks/rate.ts'
import { checkSamePrompt } from '../core/votes/checks/same-prompt.ts'
import { checkVersions } from '../core/votes/checks/versions.ts'
import type { SeenFacts } from '../core/votes/criteria.ts'
import type { CheckName } from '../core/votes/rules.ts'
import type { Decider } from '../core/votes/vote.ts'
import { isTextual, type OutputType } from '../core/responses/output-type.ts'
import type { Database } from './database.ts'
import type { IdentityMarks } from './identity-marks.ts'
import { prepared } from './prepared.ts'
import { insertRows } from './rows.ts'

/** What a check found about a vote. */
export interface Fact extends Finding {
  voteId: number
  name: CheckName
  version: number
}

/** Stores facts, which are never changed afterwards: one that another process has found meanwhile stays as it is. */
export async function writeFacts(db: Database, facts: Fact[], at: string): Promise<void> {
  const target = { table: 'vote_checks', columns: ['vote_id', 'name', 'version', 'outcome', 'detail', 'at'], ending: 'on conflict do nothing' }
  await insertRows(db, target, facts.map(({ voteId, name, version, outcome, detail }) =>
    [voteId, name, version, outcome, detail === null ? null : JSON.stringify(detail), at]))
}

/** A vote that was just stored, and what was seen of the voting. */
export interface VoteToCheck {
  id: number
  judge_kind: Decider
  judge: string
  /** What the votes of one address have in common today; null where it is not known. */
  from: string | null
  challenge_id: number
  left_model_id: number
  right_model_id: number
  voted_at: string
  seen: SeenFacts
  drawnAt: string
}

/**
 * Looks at a vote that was just cast and writes what it finds, in the transaction that stores the vote. Whether its voter
 * votes like a reader is found later, from all votes (boards/voters.ts).
 */
export async function checksAtCast(transaction: Database, vote: VoteToCheck, answers: [FoundAnswer, FoundAnswer], marks: IdentityMarks): Promise<Fact[]> {
  const [left, right] = answers.map(asChecked)
  const facts = Object.entries({
    ...await checkAnswers(transaction, left, right, marks),
    'dwell': checkDwell([wordsToRead(left), wordsToRead(right)], dwellOf({ judgeKind: vote.judge_kind, drawnAt: vote.drawnAt, votedAt: vote.voted_at, toldMs: vote.seen.dwellMs ?? null })),
    'both-seen': checkBothSeen(vote.seen.bothSeen ?? null),
    ...await checkVoter(transaction, vote),
  }).map(([name, finding]): Fact => ({ voteId: vote.id, name: name as CheckName, version: firstVersion(checkVersions[name as CheckName]), ...finding }))
  await writeFacts(transaction, facts, vote.voted_at)
  return facts
}

/** What checks ask of an answer, without its bytes. */
export interface CheckedAnswer {
  output_type: OutputType
  sha256: string
  size: number
  words: number | null
}

/** An answer as it was read for the vote; where its body is missing, nothing is known of that. */
type FoundAnswer = Pick<CheckedAnswer, 'output_type' | 'words'> & { sha256: string | null; size: number | null }

function asChecked({ output_type, sha256, size, words }: FoundAnswer): CheckedAnswer | undefined {
  return sha256 === null || size === null ? undefined : { output_type, sha256, size, words }
}

/** The checks that look at the two answers alone. */
export async function checkAnswers(
  db: Database, left: CheckedAnswer | undefined, right: CheckedAnswer | undefined, marks: IdentityMarks,
): Promise<{ 'duplicate-text': Finding; 'identity-leak': Finding }> {
  const known = [left, right].flatMap((answer) => answer ?? [])
  const found = await marks.of(db, known.map(({ sha256, output_type }) => ({ sha256, outputType: output_type })))
  const markOf = (answer: CheckedAnswer | undefined) => (answer ? found[known.indexOf(answer)]! : null)
  return { 'duplicate-text': await compareTexts(db, left, right), 'identity-leak': checkIdentityLeak(markOf(left), markOf(right)) }
}

/** Bytes are read only of two texts that may be the same for a reader. */
export async function compareTexts(db: Database, left: CheckedAnswer | undefined, right: CheckedAnswer | undefined): Promise<Finding> {
  if (!left || !right) return checkDuplicateText(null, null)
  const isClose = left.sha256 !== right.sha256 && isTextual(left.output_type) && mayBeSame(left, right)
  const textOf = async ({ sha256 }: CheckedAnswer) => ({ sha256, text: isClose ? await readText(db, sha256) : null })
  return checkDuplicateText(await textOf(left), await textOf(right))
}

async function readText(db: Database, sha256: string): Promise<string | null> {
  const row = await db.selectFrom('bodies').select('bytes').where('sha256', '=', sha256).executeTakeFirst()
  return row?.bytes ? Buffer.from(row.bytes).toString() : null
}

/** The checks that look at what else the voter has done, where that is a person; at what came from the same address only where that can still matter. */
async function checkVoter(db: Database, vote: VoteToCheck): Promise<{ 'rate': Finding; 'same-prompt': Finding }> {
  if (vote.judge_kind === 'model') return { 'rate': couldNotLook, 'same-prompt': couldNotLook }
  const { judge, from, id, challenge_id: challenge, left_model_id: a, right_model_id: b } = vote
  const [minute, hour] = paces.map(({ withinMs }) => new Date(Date.parse(vote.voted_at) - withinMs).toISOString())
  const [done] = await doneBefore(db, { judge, minute: minute!, hour: hour!, challenge, id, a, b })
  const own: PaceCounts = [done!.inMinute ?? 0, done!.inHour ?? 0]
  const ofOwn = checkRate(own, null)
  const isOpen = from !== null && ofOwn.outcome === 'pass'
  return { 'rate': isOpen ? checkRate(own, await countFrom(db, from, minute!, hour!)) : ofOwn, 'same-prompt': checkSamePrompt(done!.earlier !== null || done!.earlierSwapped !== null) }
}

async function countFrom(db: Database, from: string, minute: string, hour: string): Promise<PaceCounts> {
  const [done] = await doneFrom(db, { from, minute, hour })
  return [done!.inMinute ?? 0, done!.inHour ?? 0]
}

interface DoneBefore {
  judge: string
  minute: string
  hour: string
  challenge: number
  id: number
  a: number
  b: number
}

/** How much the voter has voted lately, and whether on this pair before: by indices of voters and of pairs. */
const doneBefore = prepared((db, { judge, minute, hour, challenge, id, a, b }: DoneBefore) => {
  const ofVoter = db.selectFrom('votes').where(sql<boolean>`source = 'arena'`).where('judge', '=', judge).where('judge_kind', '=', 'human')
  const since = (time: string) => ofVoter.where('voted_at', '>', time).select(({ fn }) => fn.countAll<number>().as('votes'))
  const onPair = (left: number, right: number) => ofVoter.where('left_model_id', '=', left).where('right_model_id', '=', right)
    .where('challenge_id', '=', challenge).where('id', '<', id).select('id').limit(1)
  return db.selectNoFrom([since(minute).as('inMinute'), since(hour).as('inHour'), onPair(a, b).as('earlier'), onPair(b, a).as('earlierSwapped')])
})

/** How much was voted lately from one address, by an index (migration 014). */
const doneFrom = prepared((db, { from, minute, hour }: { from: string; minute: string; hour: string }) => {
  // One more than is allowed says as much as all of them, and many may come from one address.
  const since = (time: string, most: number) => db.selectFrom(db.selectFrom('duels').select('id').where('voted_from', '=', from)
    .where('voted_at', '>', time).limit(sql.lit(most + 1)).as('lately')).select(({ fn }) => fn.countAll<number>().as('votes'))
  return db.selectNoFrom([since(minute, addressPaces[0].most).as('inMinute'), since(hour, addressPaces[1].most).as('inHour')])
})
