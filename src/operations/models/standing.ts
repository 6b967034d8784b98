import { z } from 'zod'
import type { BoardDocument } from '../../core/boards/board.ts'
import { leastGames } from '../../core/boards/method.ts'
import type { RatedModel } from '../../core/ratings/report.ts'
import { listModelsBySlug } from '../../store/models.ts'
import { FreshnessShape } from '../boards/shapes.ts'
import { requireModel } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { ModelReference, Slug } from '../shapes.ts'
import { mainBoard } from '../verdicts/main-board.ts'
import { CountedDuels, saidOf, VerdictKind } from '../verdicts/said-of.ts'

const Count = z.number().int()
const Figure = z.number().nullable()

/** How many models on the board above and below are spoken of. */
const neighbours = 2

export const getStanding = defineOperation({
  name: 'models.standing', kind: 'read', path: '/models/{model}/standing',
  summary: 'Read where a model stands on the board of people’s votes, and what can be said of it and the models next to it.',
  input: z.object({ model: Slug.describe('Slug or alias of the model.') }),
  output: z.object({
    state: FreshnessShape,
    standing: z.object({
      rating: Figure, lo: Figure, hi: Figure, rankLo: Figure, rankHi: Figure, tier: Figure, models: Count.describe('Models that it is ranked among: those that the votes connect with it.'), onBoard: Count.describe('Models on the board.'),
      games: Count, wins: Count, losses: Count, ties: Count, bothBad: Count, provisional: z.boolean(),
    }).nullable().describe('Null where nobody has voted on it, or the votes are being counted.'),
    verdicts: z.array(z.object({ model: ModelReference, kind: VerdictKind, text: z.string(), duels: CountedDuels }))
      .describe('It and the models next above and below on the board, one sentence each.'),
  }),
  async run({ model: slug }, _caller, { db, store }) {
    const model = await requireModel(db, slug)
    const { state, board, detail } = await mainBoard({ store })
    const rated = board?.document.report.models ?? []
    const place = rated.findIndex((one) => one.model === model.slug)
    if (place < 0) return { state, standing: null, verdicts: [] }
    const part = partOf(board!.document, model.slug)
    const at = part.indexOf(rated[place]!)
    const near = [...part.slice(Math.max(0, at - neighbours), at), ...part.slice(at + 1, at + 1 + neighbours)]
    const rows = new Map((await listModelsBySlug(db, near.map((one) => one.model))).map((row) => [row.slug, row]))
    return {
      state, standing: { ...standingOf(rated[place]!), models: part.length, onBoard: rated.length },
      verdicts: near.flatMap((one) => {
        const other = rows.get(one.model)
        if (!other) return []
        const { kind, text, duels } = saidOf(board!.document, detail, model, other)
        return [{ model: { slug: other.slug, name: other.name, house: other.house }, kind, text, duels }]
      }),
    }
  },
})

/** The models that the votes connect with this one, the best first. */
function partOf({ report: { models, parts } }: BoardDocument, slug: string): RatedModel[] {
  const part = new Set(parts?.find((one) => one.includes(slug)) ?? models.map(({ model }) => model))
  return models.filter(({ model }) => part.has(model))
}

function standingOf({ rating, lo, hi, rankLo, rankHi, tier, games, wins, losses, ties, bothBad }: RatedModel) {
  return { rating, lo, hi, rankLo, rankHi, tier, games, wins, losses, ties, bothBad, provisional: games < leastGames }
}
