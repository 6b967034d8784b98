import { z } from 'zod'
import { categoriesOf } from '../../store/challenges.ts'
import { candidatesOf } from '../../store/duels/candidates.ts'
import { defineOperation } from '../operation.ts'

export const duelChoices = defineOperation({
  name: 'duels.choices', kind: 'read', path: '/duels/choices', positional: [],
  summary: 'Count what duels can be drawn from: challenges by pool, and their categories.',
  input: z.object({}),
  output: z.object({
    open: z.number().int().describe('Challenges with two or more answers that anyone can browse.'),
    sealed: z.number().int().describe('Challenges with two or more answers that are kept off public pages.'),
    categories: z.array(z.string()),
  }),
  run: (_input, _caller, { db, store }) => store.remember('choices of duels', async () => {
    const candidates = candidatesOf(store)
    await candidates.follow(db)
    const challengesIn = async (pool: 'open' | 'sealed') => {
      const groups = await candidates.groups(db, { pool })
      return new Set(groups.filter(({ models }) => new Set(models).size > 1).map(({ challenge }) => challenge))
    }
    const [open, sealed] = [await challengesIn('open'), await challengesIn('sealed')]
    return { open: open.size, sealed: sealed.size, categories: await categoriesOf(db, [...open, ...sealed]) }
  }),
})
