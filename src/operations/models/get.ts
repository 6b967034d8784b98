import { z } from 'zod'
import { answerCounts, relatedModels } from '../../store/models.ts'
import { listAnsweredChallenges } from '../../store/challenges.ts'
import { firstAnswers } from '../../store/responses.ts'
import { requireModel } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { presentChallenge, presentModel, presentModelDetail } from '../present.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { presentResponses } from '../responses/present.ts'
import { ChallengeSummary, ModelDetail, ModelSummary, ResponseSummary, Slug } from '../shapes.ts'

export const getModel = defineOperation({
  name: 'models.get', kind: 'read', path: '/models/{model}',
  summary: 'Read what is known of a model, and which challenges it answered.',
  input: z.object({ model: Slug.describe('Slug or alias of the model.'), ...pageInput }),
  output: z.object({
    model: ModelDetail,
    family: z.array(ModelSummary).describe('Models of the same family, oldest first.'),
    answered: z.array(ChallengeSummary.extend({ preview: ResponseSummary.nullable() })).describe('Challenges it answered, each with its first answer.'),
    ...pageOutput,
  }),
  async run({ model: slug, limit, cursor }, _caller, context) {
    const { db } = context
    const model = await requireModel(db, slug)
    const after = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const [rows, related] = [await listAnsweredChallenges(db, model.id, { after, limit: limit + 1 }), await relatedModels(db, model, 24)]
    const counts = await answerCounts(db, [model.id, ...related.map(({ id }) => id)])
    const page = rows.slice(0, limit)
    const previews = await presentResponses(await firstAnswers(db, page.map(({ id }) => id), [model.id]), context)
    const previewOf = new Map(previews.map((preview) => [preview.challenge.slug, preview]))
    return {
      model: presentModelDetail(model, counts.get(model.id)),
      family: related.map((row) => presentModel(row, counts.get(row.id))),
      answered: page.map(({ answers, models, ...row }) => ({ ...presentChallenge(row, { answers, models }), preview: previewOf.get(row.slug) ?? null })),
      nextCursor: rows.length > page.length ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})
