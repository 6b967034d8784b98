import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { answerCounts, findCreator, listModels } from '../../store/models.ts'
import { defineOperation } from '../operation.ts'
import { presentModel } from '../present.ts'
import { CreatorShape, ModelSummary, Slug } from '../shapes.ts'

export const getCreator = defineOperation({
  name: 'creators.get', kind: 'read', path: '/creators/{creator}',
  summary: 'Read what is known of a creator and its models, newest first.',
  input: z.object({ creator: Slug.describe('Slug of the creator.') }),
  output: z.object({ creator: CreatorShape, models: z.array(ModelSummary) }),
  async run({ creator: slug }, _caller, { db }) {
    const creator = await findCreator(db, slug)
    if (!creator) throw new DomainError('not-found', `There is no creator "${slug}". Look for it under /creators.`)
    const rows = await listModels(db, { creator: slug })
    const counts = await answerCounts(db, rows.map(({ id }) => id))
    const newestFirst = rows.sort((a, b) => ((a.released ?? '') < (b.released ?? '') ? 1 : -1))
    return { creator, models: newestFirst.map((row) => presentModel(row, counts.get(row.id))) }
  },
})
