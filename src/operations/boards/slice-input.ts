import { z } from 'zod'
import { defaultSlice, type Slice } from '../../core/boards/slice.ts'
import { pools } from '../../core/duels/duel.ts'
import { DomainError } from '../../core/errors.ts'
import { defaultCriteria } from '../../core/votes/criteria.ts'
import { tickedCriteria } from '../../core/votes/said.ts'
import { hasCollection, isAmong } from '../../store/boards/switches.ts'
import { findCreator } from '../../store/models.ts'
import type { Context } from '../operation.ts'
import { Slug } from '../shapes.ts'

/** The switches of a board. Each of them makes another set of votes, or rates them otherwise; none only hides rows. */
export const sliceInput = {
  method: z.enum(['bt', 'davidson']).default('bt').describe('Bradley-Terry, or Davidson’s model with ties of its own.'),
  ties: z.enum(['half', 'drop']).default('half').describe('A tie counts as half a win each, or not at all.'),
  judges: z.enum(['human', 'model', 'all']).default('human').describe('Whose verdicts: people’s, judging models’, or both together.'),
  style: z.boolean().default(false).describe('Ratings at equal length and markup.'),
  blindOnly: z.boolean().default(false).describe('Only votes that are known to be blind; otherwise only those known not to be are set aside.'),
  category: z.string().min(1).max(200).optional().describe('Only votes of this category.'),
  criterion: z.string().min(1).max(60).optional().describe('Verdicts on one criterion, such as `clear`, instead of on the whole.'),
  pool: z.enum(pools).optional().describe('Only duels on answers that anyone can browse, or that were sealed. Votes that no duel was drawn for are in neither.'),
  language: z.string().min(1).max(60).optional().describe('Only votes in this language.'),
  collection: Slug.optional().describe('Only votes of this collection.'),
  creators: z.array(Slug).min(1).max(20).optional().describe('Only votes between models of these creators.'),
  openWeights: z.boolean().optional().describe('Only votes between models with open weights, or without.'),
  until: z.iso.date().optional().describe('Only votes known to have been cast up to the end of this day, UTC: the board as it would have been. One of March 2024 counts from 31 March; one without a date never does, and `votes.undated` counts those.'),
}

export type SliceInput = z.output<z.ZodObject<typeof sliceInput>>

/** How long to wait for a computation: nothing for a page, a moment for a program, to the end on the command line. */
export const waitInput = {
  wait: z.number().min(0).max(20).default(0).describe('Seconds to wait for a board that is being computed; it may still not be there.'),
}

/**
 * The slice that was asked for. Names that no vote has are refused, so that nobody fills the store with boards of nothing.
 * @throws DomainError `not-found` or `invalid`.
 */
export async function sliceOf(input: SliceInput, context: Context): Promise<Slice> {
  const { db } = context
  const { until, ...asked } = onlySwitches(input)
  if (asked.category !== undefined && !(await isAmong(db, 'category', asked.category))) throw nothing('category', asked.category)
  if (asked.language !== undefined && !(await isAmong(db, 'language', asked.language))) throw nothing('language', asked.language)
  if (asked.collection !== undefined && !(await hasCollection(db, asked.collection))) throw nothing('collection', asked.collection)
  if (asked.criterion !== undefined && !(await criteriaOf(context)).has(asked.criterion)) throw nothing('criterion', asked.criterion)
  for (const creator of asked.creators ?? []) if (!(await findCreator(db, creator))) throw nothing('creator', creator)
  const today = context.now().toISOString().slice(0, 10)
  if (until !== undefined && until > today) throw new DomainError('invalid', `until: ${until} has not come yet. The newest board is the one without it.`)
  return { ...asked, ...(until !== undefined && until < today && { until }) }
}

function onlySwitches(input: SliceInput): SliceInput {
  const names = Object.keys(sliceInput) as Array<keyof SliceInput>
  return Object.fromEntries(names.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]))) as SliceInput
}

function nothing(what: string, name: string): DomainError {
  return new DomainError('not-found', `No vote has the ${what} "${name}". /leaderboard says what there is.`)
}

/** The usual criteria, and those that the votes of the main board speak of. */
async function criteriaOf({ store }: Context): Promise<Set<string>> {
  const { board } = await store.boards.look(defaultSlice)
  return new Set([...defaultCriteria, ...tickedCriteria, ...(board?.document.criteria ?? []).map(({ criterion }) => criterion)])
}
