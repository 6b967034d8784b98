import { z } from 'zod'
import type { InfluenceDocument } from '../../store/boards/influence.ts'
import { listModelsBySlug } from '../../store/models.ts'
import type { Database } from '../../store/database.ts'
import { lookAtResult } from '../boards/look.ts'
import { FreshnessShape, SliceShape } from '../boards/shapes.ts'
import { sliceInput, sliceOf, waitInput } from '../boards/slice-input.ts'
import { defineOperation } from '../operation.ts'
import { ModelReference } from '../shapes.ts'

const Count = z.number().int()
const Points = z.number().describe('In points of rating.')
const { method: _method, style: _style, ...switches } = sliceInput

const Report = z.object({
  asOf: z.string(), votes: Count, models: Count.describe('Models that a chain of duels connects.'),
  reason: z.string().nullable().describe('Why nothing more can be said.'),
  first: ModelReference.nullable(),
  decisive: z.object({
    challenger: ModelReference.describe('Who would be first without these votes.'),
    votes: Count, share: z.number().describe('Of all votes.'),
    leadBefore: Points, leadAfter: Points.describe('The first’s lead without them; below zero.'),
    some: z.array(z.object({ collection: z.string(), id: z.string() })).describe('Some of them, 50 at most.'),
  }).nullable().describe('A smallest set of votes whose removal changes who is first: found greedily, verified by a fit; that no smaller one exists is not proven. Null: no removal does.'),
  voters: z.array(z.object({
    collection: z.string().nullable(), voter: z.string().describe('Pseudonym, or the judging model.'), votes: Count,
    model: ModelReference.describe('Whose rating they move most …'), moved: z.number().describe('… and by how many points, up or down.'),
    lead: Points.describe('By how much the lead of the first over the second is larger for them.'), changesFirst: z.boolean(),
  })).describe('The voters who move some rating most: what a fit without each says.'),
  flagged: z.object({
    isSetAside: z.boolean().describe('The rule `voter-evidence` is in force: this board is without their votes.'), voters: Count, votes: Count,
    models: z.array(z.object({
      model: ModelReference, with: z.number(), without: z.number().nullable(), rankWith: Count, rankWithout: Count.nullable(),
    })).describe('Ratings with and without their votes, the best first; empty where nobody is flagged.'),
  }).describe('Votes of people who do not vote like readers.'),
})

const Evidence = z.object({
  asOf: z.string(), voters: Count.describe('People who voted, as far as they are told apart.'), judged: Count.describe('Of whom the votes of others tell enough.'),
  review: Count.describe('Somebody should look at their votes: of readers who choose by the same chances as the others, one in twenty may come so far.'),
  excluded: Count.describe('Who do not vote like the other readers: of those who choose by the same chances one in a hundred may come so far, and of those with a taste of their own more.'), excludedVotes: Count,
  flagged: z.array(z.object({
    collection: z.string(), voter: z.string(), votes: Count.describe('Votes that were looked at.'), eValue: z.number().describe('Evidence against them, valid at every look.'),
    flag: z.enum(['review', 'exclude']), habit: z.enum(['one-model', 'side', 'coin', 'always-left', 'always-tie', 'reversed']).nullable(),
    model: z.string().nullable().describe('Slug of the model that is always voted for, or against.'), flaggedAfter: z.number().nullable(),
  })).describe('Those who stand out most, 100 at most.'),
})

export const influenceOfVotes = defineOperation({
  name: 'votes.influence', kind: 'read', path: '/votes/influence', positional: [],
  summary: 'Read how few votes decide who is first on a board, which voters move it most, and what flagged voters change.',
  input: z.object({ ...switches, ...waitInput }),
  output: z.object({
    state: FreshnessShape, problem: z.string().nullable(), slice: SliceShape,
    report: Report.nullable().describe('Of the plain ratings, without terms for style and side; null while the first is being made.'),
    evidence: Evidence.nullable().describe('What was found of all voters, on every board; null while the first is being made.'),
  }),
  async run({ wait, ...input }, caller, context) {
    const slice = await sliceOf({ ...input, method: 'bt', style: false }, context)
    const { boards } = context.store
    const { state, document, problem = null } = await lookAtResult({ kind: 'influence', slice }, () => boards.influence(slice), wait, caller, context)
    const { document: voters } = await boards.voters()
    return { state, problem, slice, report: document ? await presentReport(document, context.db) : null, evidence: voters ?? null }
  },
})

async function presentReport({ first, decisive, voters, flagged, ...document }: InfluenceDocument, db: Database): Promise<z.input<typeof Report>> {
  const slugs = [first, decisive?.challenger, ...voters.map(({ model }) => model), ...flagged.models.map(({ model }) => model)]
  const rows = await listModelsBySlug(db, [...new Set(slugs.flatMap((slug) => slug ?? []))])
  const known = new Map(rows.map(({ slug, name, house }) => [slug, { slug, name, house }]))
  const named = (slug: string) => known.get(slug) ?? { slug, name: slug, house: false }
  return {
    ...document, first: first === null ? null : named(first),
    decisive: decisive && { ...decisive, challenger: named(decisive.challenger), some: decisive.some.map(({ collection, key }) => ({ collection, id: key })) },
    voters: voters.map((voter) => ({ ...voter, model: named(voter.model) })),
    flagged: { ...flagged, models: flagged.models.map((row) => ({ ...row, model: named(row.model) })) },
  }
}
