import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { countsByChallenge, countSharedChallenges, namesOfSharedChallenges, sharedChallenges } from '../../store/challenges.ts'
import { answerCounts, type WholeModelRow } from '../../store/models.ts'
import { firstAnswers, readResponses, type ResponseWithBytes } from '../../store/responses.ts'
import { requireChallenge, requireModels } from '../find.ts'
import { defineOperation, type Context } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { presentChallenge, presentChallengeDetail, presentModel } from '../present.ts'
import { presentResponses, presentResponseDetail } from '../responses/present.ts'
import { diffKinds, type DiffKind } from './diff-kinds.ts'
import { mainBoard } from '../verdicts/main-board.ts'
import { CountedDuels, saidOf, VerdictKind } from '../verdicts/said-of.ts'
import { diffColumns, DiffShape } from './diff.ts'
import { ChallengeDetail, ChallengeReference, ChallengeSummary, ModelSummary, ResponseDetail, ResponseSummary, Slug } from '../shapes.ts'

export const compare = defineOperation({
  name: 'compare.get', kind: 'read', path: '/compare', positional: ['models'],
  summary: 'Put the answers of two to four models side by side, for one challenge or over all they share.',
  input: z.object({
    models: z.array(Slug).min(2).max(4).describe('Two to four models, by slug or alias.'),
    challenge: Slug.optional().describe('One challenge; without it, the challenges that all of them answered.'),
    render: z.boolean().default(false).describe('Also answer texts as safe HTML.'),
    diff: z.enum(diffKinds).optional().describe('Also answer how the other answers differ from the first one.'),
    limit: z.number().int().min(1).max(50).default(12).describe('How many shared challenges to return, 1 to 50.'),
    cursor: pageInput.cursor,
  }),
  output: z.object({
    models: z.array(ModelSummary),
    shared: z.number().int().describe('How many challenges all of these models answered.'),
    verdicts: z.array(z.object({ a: z.string(), b: z.string(), kind: VerdictKind, text: z.string(), duels: CountedDuels })).describe('What people’s votes let us say of the first model and each other one.'),
    challenge: ChallengeDetail.nullable(),
    columns: z.array(z.array(ResponseDetail)).describe('With a challenge: for each model its answer, turn by turn; empty where it has none.'),
    diffs: z.array(DiffShape).optional().describe('With `diff`: each answer held against the first one.'),
    others: z.array(ChallengeReference).describe('With a challenge: the first shared challenges by name, this one among them, to go on with.'),
    challenges: z.array(ChallengeSummary.extend({ previews: z.array(ResponseSummary.nullable()) })).describe('Without a challenge: the shared ones, each with one preview per model.'),
    ...pageOutput,
  }),
  async run(input, _caller, context) {
    const { db } = context
    const models = await requireModels(db, input.models)
    const ids = models.map(({ id }) => id)
    if (new Set(ids).size < ids.length) throw new DomainError('invalid', 'Choose different models: one of them was given twice.')
    const counts = await answerCounts(db, ids)
    const common = {
      models: models.map((row) => presentModel(row, counts.get(row.id))), shared: await countSharedChallenges(db, ids), verdicts: await verdictsOn(models, context),
    }
    return input.challenge ? { ...common, ...(await oneChallenge(ids, input.challenge, input, context)) } : { ...common, ...(await allShared(ids, input, context)) }
  },
})

/** Of the first model and each other one. */
async function verdictsOn([first, ...others]: WholeModelRow[], context: Context) {
  const { board, detail } = await mainBoard(context)
  return others.map((other) => {
    const { kind, text, duels } = saidOf(board?.document, detail, first!, other)
    return { a: first!.slug, b: other.slug, kind, text, duels }
  })
}

async function oneChallenge(modelIds: number[], slug: string, { render, diff }: { render: boolean; diff?: DiffKind }, context: Context) {
  const { db } = context
  const challenge = await requireChallenge(db, slug)
  const rows = await readResponses(db, { modelIds, challengeId: challenge.id }, { limit: 400 })
  const counts = await countsByChallenge(db, [challenge.id])
  const columns = modelIds.map((id) => firstConversation(rows, id).map((row) => presentResponseDetail(row, context, { render, challenge })))
  return {
    challenge: presentChallengeDetail(challenge, counts.get(challenge.id)),
    columns,
    ...(diff && { diffs: diffColumns(columns.map(textOf), diff) }),
    others: await namesOfSharedChallenges(db, modelIds, 200),
    challenges: [], nextCursor: null,
  }
}

/** All turns of a column as one text. */
function textOf(answers: Array<{ text: { text: string } | null }>): string | undefined {
  const texts = answers.flatMap(({ text }) => text?.text ?? [])
  return texts.length ? texts.join('\n\n') : undefined
}

/** A model's first answer to a challenge, turn by turn. */
function firstConversation(rows: ResponseWithBytes[], modelId: number): ResponseWithBytes[] {
  const own = rows.filter((row) => row.model_id === modelId)
  const first = own[0]
  const turns = own.filter((row) => row.collection_id === first?.collection_id && row.sample === first?.sample)
  return turns.filter((row, index) => turns.findIndex(({ turn }) => turn === row.turn) === index)
}

async function allShared(modelIds: number[], { limit, cursor }: { limit: number; cursor?: string }, context: Context) {
  const { db } = context
  const after = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
  const rows = await sharedChallenges(db, modelIds, { after, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const counts = await countsByChallenge(db, page.map(({ id }) => id))
  const answers = await firstAnswers(db, page.map(({ id }) => id), modelIds)
  const previews = await presentResponses(answers, context)
  const previewOf = (challenge: string, modelId: number) =>
    previews[answers.findIndex((answer) => answer.challenge_slug === challenge && answer.model_id === modelId)] ?? null
  const challenges = page.map((row) => ({ ...presentChallenge(row, counts.get(row.id)), previews: modelIds.map((id) => previewOf(row.slug, id)) }))
  return { challenge: null, columns: [], others: [], challenges, nextCursor: rows.length > page.length ? encodeCursor([page.at(-1)!.id]) : null }
}
