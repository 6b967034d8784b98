import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { lookAt } from '../boards/look.ts'
import { FreshnessShape, SliceShape } from '../boards/shapes.ts'
import { sliceInput, sliceOf, waitInput } from '../boards/slice-input.ts'
import { requireModels } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { ModelReference, Slug } from '../shapes.ts'
import { CountedDuels, saidOf, VerdictKind } from './said-of.ts'

const Figure = z.number().nullable()

export const getVerdict = defineOperation({
  name: 'verdicts.get', kind: 'read', path: '/verdicts/{a}/{b}',
  summary: 'Say in a sentence which of two models is better by the votes, or that they are the same, or how many votes are missing.',
  input: z.object({ a: Slug.describe('Slug or alias of a model.'), b: Slug.describe('Likewise.'), ...sliceInput, ...waitInput }),
  output: z.object({
    state: FreshnessShape,
    slice: SliceShape,
    a: ModelReference, b: ModelReference,
    kind: VerdictKind.describe('One is better; they are the same for a reader; there are not enough votes; or there is no number at all.'),
    better: z.string().nullable().describe('The better one.'),
    text: z.string().describe('The sentence.'),
    share: z.object({ expected: z.number(), lo: z.number(), hi: z.number() }).nullable().describe('Of their duels, those in which a is expected to be preferred, a tie counting half; 95 % interval.'),
    difference: z.object({ points: z.number(), se: z.number(), lo: z.number(), hi: z.number() }).nullable().describe('Rating of a less that of b.'),
    moreDuels: Figure.describe('About how many more duels of the two would settle it.'),
    priceRatio: Figure.describe('How many times as much a costs as b, per output token.'),
    timeRatio: Figure.describe('How many times as long a takes for an answer.'),
    duels: CountedDuels,
    board: z.string().nullable().describe('Hash of the board that this is read from.'),
  }),
  async run({ a, b, wait, ...input }, caller, context) {
    const slice = await sliceOf(input, context)
    const [one, other] = await requireModels(context.db, [a, b])
    if (one!.id === other!.id) throw new DomainError('invalid', 'Choose two different models: these names mean the same one.')
    const { state, board } = await lookAt(slice, wait, caller, context)
    const detail = board && await context.store.boards.detail(slice)
    const said = saidOf(board?.document, detail, one!, other!)
    return { state, slice, a: referenceTo(one!), b: referenceTo(other!), ...said, board: board?.hash ?? null }
  },
})

function referenceTo({ slug, name, house }: { slug: string; name: string; house: boolean }) {
  return { slug, name, house }
}
