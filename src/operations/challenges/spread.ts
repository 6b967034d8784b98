import { z } from 'zod'
import { severalSamples } from '../../store/samples.ts'
import { requireChallenge } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { conversationsOf, presentSpread, SpreadShape } from '../responses/samples.ts'
import { Slug } from '../shapes.ts'

/** More is not laid side by side: a challenge may have a hundred thousand answers. */
const mostRows = 5_000

export const challengeSpread = defineOperation({
  name: 'challenges.spread', kind: 'read', path: '/challenges/{challenge}/spread',
  summary: 'Tell how far several answers of one model to a challenge are apart.',
  input: z.object({ challenge: Slug.describe('Slug of the challenge.') }),
  output: z.object({
    series: z.array(z.object({
      model: z.string().describe('Slug of the model.'), collection: z.string(),
      ids: z.array(z.string()).describe('Public ids of the samples, in order.'), spread: SpreadShape,
    })).describe('Samples that were asked for in the same way: of one model, by one source, with the same settings.'),
  }),
  async run({ challenge: slug }, _caller, { db }) {
    const challenge = await requireChallenge(db, slug)
    const bySeries = [...Map.groupBy(conversationsOf(await severalSamples(db, challenge.id, mostRows)), ({ series }) => series).values()]
    const several = bySeries.filter(({ length }) => length > 1)
    const models = several.length === 0 ? [] : await db.selectFrom('models').select(['id', 'slug']).where('id', 'in', [...new Set(several.map(([first]) => first!.modelId))]).execute()
    const slugs = new Map(models.map((model) => [model.id, model.slug]))
    return {
      series: several.map((samples) => ({
        model: slugs.get(samples[0]!.modelId)!, collection: samples[0]!.collection, ids: samples.map(({ id }) => id), spread: presentSpread(samples),
      })),
    }
  },
})
