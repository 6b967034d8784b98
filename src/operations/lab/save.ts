import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import type { ImportedChallenge, ImportedRecord, ImportedResponse } from '../../core/imports/records.ts'
import { askedWith, type AskedWith } from '../../core/responses/provenance.ts'
import { isTextual, outputTypes, type OutputType } from '../../core/responses/output-type.ts'
import { openBlobs } from '../../media/blobs.ts'
import { responsePublicId } from '../../store/importing/identity.ts'
import { promptHash } from '../../store/importing/prompt-hash.ts'
import type { Database } from '../../store/database.ts'
import { createImportWriter } from '../../store/import.ts'
import { promptHashByKey, readPublished, renameChallenge, type PublishedChallenge } from '../../store/lab/published.ts'
import { linkToResponses, readLabCells, readLastAttempts, updateSession, type LabAttempt, type LabCell, type SessionRow } from '../../store/lab/sessions.ts'
import type { ColumnRow } from '../../store/runs/read.ts'
import { systemOfQuestion } from '../../store/runs/stored.ts'
import { defineOperation } from '../operation.ts'
import { askedWithOf, provenanceOfAnswer, type AnswerOfSession } from './answer.ts'
import { labCollection, presentSession } from './present.ts'
import { requireMine, whyNotPublic } from './require.ts'
import { LabSessionShape, SessionInput } from './shapes.ts'

/** What answers can be kept as: the Lab asks for text. */
const keptTypes = outputTypes.filter(isTextual)
const keptTypesSentence = `The Lab asks for text, so its answers can be kept as ${keptTypes.slice(0, -1).join(', ')} or ${keptTypes.at(-1)}.`

export const saveLab = defineOperation({
  name: 'lab.save', kind: 'write', path: '/lab/{session}/save', personal: true, givesVoter: true, idempotent: true,
  summary: 'Keep a session as a challenge with its answers: a private one of your own, or a public one, with your choice.',
  input: z.object({
    session: SessionInput,
    title: z.string().trim().min(1).max(200).describe('Its name.'),
    listed: z.boolean().default(false).describe('Make it a challenge that everybody can read, with its answers; admins only. Otherwise it is a private one: no page, search, count, export or duel shows it, and you open it, compare its answers and run it with more models in the Lab. What is public stays so.'),
    category: z.string().trim().min(1).max(60).nullable().optional().describe('Category of the public challenge; left out: as it is, null: none.'),
    outputType: z.enum(keptTypes, { error: keptTypesSentence }).optional().describe('What kind of text its answers are; left out: as they are public already, or text.'),
  }),
  output: LabSessionShape,
  async run({ session: id, title, listed, category, outputType }, caller, { db, ...services }) {
    const { row, columns } = await requireMine(db, id, caller, services)
    const at = services.now().toISOString()
    const before = await readPublished(db, row)
    if (before && !listed) throw new DomainError('conflict', 'This session is a public challenge already, and stays public. An admin can save it as a public one again, with another title or category.')
    if (listed) {
      if (caller.kind === 'visitor') throw new DomainError('unauthenticated', 'Making a session public takes the admin’s token. You can save it for yourself and share its link.')
      const why = whyNotPublic(row)
      if (why !== null) throw new DomainError('conflict', `This session cannot become a public challenge. ${why}`)
      if (before) refuseLosses(before, category, outputType)
    }
    const published = listed ? await publish({ row, columns, title, category, outputType: outputType ?? before?.outputType ?? 'text' }, db, services) : null
    if (before && published === before.id && isOurs(before)) await renameChallenge(db, published, { title, category })
    await updateSession(db, row.id, { title, saved_at: at, saved_challenge_id: published })
    return presentSession(db, await requireMine(db, id, caller, services), services)
  },
})

function isOurs({ collection }: PublishedChallenge): boolean {
  return collection === labCollection.slug
}

/** @throws DomainError `conflict` for what saving again cannot change. */
function refuseLosses(before: PublishedChallenge, category: string | null | undefined, outputType: OutputType | undefined): void {
  if (outputType !== undefined && outputType !== before.outputType) throw new DomainError('conflict', `Its answers are public as ${before.outputType}, and stay so. Save it again without another kind of answer.`)
  if (category !== undefined && category !== before.category && !isOurs(before)) throw new DomainError('conflict', 'Its challenge was here before it, and keeps its category. Save it again without one.')
}

type Publishing = { row: SessionRow; columns: ColumnRow[]; title: string; category: string | null | undefined; outputType: OutputType }

/** Writes the challenge, the whole answers and the choices as an import would, so that everything works on them. */
async function publish({ row, columns, title, category, outputType }: Publishing, db: Database, services: { store: { blobsFolder: string }; now(): Date }): Promise<number> {
  const cells = await readLabCells(db, row.run_id)
  const attempts = await readLastAttempts(db, row.run_id)
  const turns = cells.length ? promptsOf(cells) : row.rounds.map(({ prompt }) => prompt)
  const system = systemOfQuestion(cells[0]?.question ?? []) ?? undefined
  const challenge: ImportedChallenge = {
    kind: 'challenge', key: await keyOf(db, row, promptHash(system, turns), turns.length), title, turns, outputType, ...(system && { system }), ...(category && { category }),
  }
  const whole = cells.flatMap((cell) => wholeAnswer(row, columns, cell, attempts.get(cell.id)))
  const answers = whole.map((answer) => recordOf(answer, columns, challenge, outputType))
  const writer = await createImportWriter(db, { collection: labCollection, now: services.now, putBlob: (sha256, bytes) => openBlobs(services.store.blobsFolder).put(sha256, bytes) })
  const records: ImportedRecord[] = [challenge, ...answers, ...votesOf(row, columns, answers, challenge)]
  const [outcome] = await writer.write([{ at: { index: 0 }, records }])
  if (outcome?.outcome === 'rejected') throw new DomainError('invalid', `This session cannot be saved: ${outcome.reason}`)
  await linkToResponses(db, whole.map(({ attempt }, index) => ({ attemptId: attempt.id, response: answers[index]!.id! })))
  const { id } = await db.selectFrom('challenges').select('id').where('prompt_hash', '=', promptHash(system, turns)).orderBy('id').executeTakeFirstOrThrow()
  return id
}

/** Once a session that is public was gone on with, the longer conversation is a challenge of its own. */
async function keyOf(db: Database, { public_id: id }: SessionRow, hash: string, turns: number): Promise<string> {
  const known = await promptHashByKey(db, `lab:${id}`)
  return known === undefined || known === hash ? `lab:${id}` : `lab:${id}:${turns}`
}

/** The prompts as the models got them, attachments and all. */
function promptsOf(cells: LabCell[]): string[] {
  const longest = cells.reduce((best, cell) => ((cell.question?.length ?? 0) > (best.question?.length ?? 0) ? cell : best))
  return (longest.question ?? []).filter(({ role }) => role === 'user').map(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')).join(''))
}

function wholeAnswer(row: SessionRow, columns: ColumnRow[], cell: LabCell, attempt: LabAttempt | undefined): AnswerOfSession[] {
  const column = columns.find(({ id }) => id === cell.run_model_id)!
  return attempt?.state === 'complete' && attempt.bytes ? [{ row, column, cell, attempt }] : []
}

/** A whole answer with all that its attempt knows of it, as an answer of a run has it. */
function recordOf(answer: AnswerOfSession, columns: ColumnRow[], challenge: ImportedChallenge, outputType: OutputType): ImportedResponse {
  const { column, cell, attempt } = answer
  const { usage } = attempt
  const identity = { model: spellingIn(column), turn: cell.sample, sample: sampleIn(columns, columns.indexOf(column)) }
  return {
    kind: 'response', ...identity, challenge, body: Buffer.from(attempt.bytes!).toString(), outputType,
    id: responsePublicId({ ...identity, collection: labCollection.slug, challenge: challenge.key!, body: { sha256: attempt.sha256! } }),
    answeredAt: attempt.ended_at ?? undefined, settings: { ...column.settings }, inputTokens: usage?.input, outputTokens: usage?.output, reasoningTokens: usage?.reasoning,
    timeToFirstTokenMs: attempt.ttft_ms ?? undefined, durationMs: attempt.duration_ms ?? undefined, costUsd: attempt.cost_usd ?? undefined,
    finishReason: attempt.finish_reason ?? undefined, provenance: provenanceOfAnswer(answer, askedWithIn(challenge, askedWithOf(answer))),
  }
}

/** The request with the challenge's texts folded in it: those stand beside a response. */
function askedWithIn({ system, turns }: ImportedChallenge, asked: AskedWith | null): AskedWith | null {
  return asked && askedWith(asked.software, asked.route ?? undefined, asked.sent ?? undefined, [system ?? '', ...turns])
}

/** The best answer of a round against each other one. That they come from one choice is written beside them. */
function votesOf(row: SessionRow, columns: ColumnRow[], answers: ImportedResponse[], challenge: ImportedChallenge): ImportedRecord[] {
  return row.rounds.flatMap(({ best }, index) => {
    if (!best) return []
    const turn = index + 1
    const answerIn = (position: number) => answers.find((answer) => answer.turn === turn && isOf(answer, columns, position))
    const winner = answerIn(best.column)
    if (!winner) return []
    return columns.flatMap((column, position): ImportedRecord[] => {
      const other = answerIn(position)
      // What was asked for later was not there to be chosen.
      if (position === best.column || !other || (other.answeredAt ?? '') > best.at || column.model_id === columns[best.column]!.model_id) return []
      const bestIsLeft = best.column < position
      const [left, right] = bestIsLeft ? [winner, other] : [other, winner]
      return [{
        kind: 'vote', key: `${row.public_id}:${turn}:${position}`, challenge, turn, verdict: bestIsLeft ? 'left' : 'right',
        left: { model: left.model, response: left }, right: { model: right.model, response: right },
        blind: best.blind, sidesKnown: true, judgeKind: best.judge ?? 'human', judge: row.owner, votedAt: best.at,
        provenance: { lab: row.public_id, chosenFrom: columns.length },
      }]
    })
  })
}

/** A model may stand in several columns: its answers are told apart by their sample. */
function isOf({ model, sample }: ImportedResponse, columns: ColumnRow[], position: number): boolean {
  return model === spellingIn(columns[position]!) && sample === sampleIn(columns, position)
}

function sampleIn(columns: ColumnRow[], position: number): number {
  return 1 + columns.slice(0, position).filter(({ model_id }) => model_id === columns[position]!.model_id).length
}

function spellingIn({ house, name }: ColumnRow): string {
  return house ? `house/${name}` : name
}
