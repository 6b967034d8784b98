import { z } from 'zod'
import { setAlias } from '../../store/aliases.ts'
import { requireModel } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { Slug } from '../shapes.ts'

export const setAliasOperation = defineOperation({
  name: 'aliases.set', kind: 'write', path: '/aliases', callers: ['admin'], idempotent: true, positional: ['spelling', 'model'],
  summary: 'Say that a spelling in imported rows means a model. Answers that are stored already stay where they are.',
  input: z.object({ spelling: z.string().trim().min(1).max(300).describe('As a source spells the model.'), model: Slug.describe('Slug of the model it means.') }),
  output: z.object({ spelling: z.string(), model: z.string() }),
  limits: { perMinute: 120 },
  async run({ spelling, model: slug }, _caller, { db }) {
    const model = await requireModel(db, slug)
    await setAlias(db, spelling, model.id)
    return { spelling, model: model.slug }
  },
})
