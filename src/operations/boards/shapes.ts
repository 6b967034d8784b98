import { z } from 'zod'
import { pools } from '../../core/duels/duel.ts'
import { CreatorReference, ModelReference } from '../shapes.ts'

const Count = z.number().int()
const Figure = z.number().nullable()

export const FreshnessShape = z.enum(['current', 'updating', 'first-computation'])
  .describe('Whether this is made of every vote there is; or a newer board, or the first, is being computed: ask again in a moment.')

export const ShareShape = z.object({ share: Figure, lo: Figure, hi: Figure }).describe('A share with its 95 % interval (Wilson); null where nothing was counted.')

export const SliceShape = z.object({
  method: z.enum(['bt', 'davidson']), ties: z.enum(['half', 'drop']), judges: z.enum(['human', 'model', 'all']), style: z.boolean(), blindOnly: z.boolean(),
  category: z.string().optional(), criterion: z.string().optional(), pool: z.enum(pools).optional(), language: z.string().optional(),
  collection: z.string().optional(), creators: z.array(z.string()).optional(), openWeights: z.boolean().optional(), until: z.string().optional(),
})

export const BoardModel = ModelReference.extend({
  creator: CreatorReference.nullable(),
  openWeights: z.boolean().nullable(),
  retired: z.string().nullable(),
  inputPrice: Figure.describe('US dollars per million input tokens at the first price’s provider.'),
  outputPrice: Figure,
  seconds: Figure.describe('How long an answer took on average, where that is stored.'),
  tokensPerSecond: Figure,
})

export const BoardRowShape = z.object({
  model: BoardModel,
  rating: Figure.describe('1000 + 400·log10 of the odds; the models of a part have 1000 on average. Null: there is no honest number.'),
  se: Figure,
  lo: Figure.describe('95 % interval of the rating.'),
  hi: Figure,
  rankLo: Figure.describe('Best and worst rank within its part that the differences leave open at 95 %, for this model alone …'),
  rankHi: Figure,
  rankLoSimultaneous: Figure.describe('… and for all models at once.'),
  rankHiSimultaneous: Figure,
  tier: Figure.describe('1 is the best of its part. A tier ends where a model is significantly worse than the best of it.'),
  pBest: Figure.describe('Probability of being the best of its part.'),
  part: Count.describe('Ratings of different parts are on different scales: nothing connects their models.'),
  provisional: z.boolean().describe('Too few duels to say much.'),
  bestOf: z.object({ variants: Count, points: z.number().describe('By how much luck alone would lift the best of so many equally good ones.') }).nullable()
    .describe('The best rated of several variants of one base model.'),
  games: Count, wins: Count, losses: Count, ties: Count, bothBad: Count,
  tieShare: ShareShape,
  bothBadShare: ShareShape,
  next: z.object({
    model: z.string(), games: Count, wins: Count, losses: Count,
    eValue: z.number().describe('Evidence that the better of the two is better, valid at every look.'),
    isSaid: z.boolean().describe('The evidence is 20 or more, and for the one above.'),
  }).nullable().describe('The model below in the table, and the duels of the two.'),
  change: Figure.describe('With `style`: how many points the rating differs from the one without style control.'),
})

export const BoardShape = z.object({
  hash: z.string().describe('Names the board: SHA-256 of its votes, rules, options and method. `boards.recompute` computes it anew.'),
  slice: SliceShape,
  computedAt: z.string(),
  asOf: z.string().describe('Facts about votes up to this time went in.'),
  methodVersion: z.string(),
  ledgerHead: z.string().nullable().describe('Hash of the last entry of the ledger that went in.'),
  votes: z.object({
    read: Count.describe('Votes of the slice.'), used: Count,
    setAside: z.array(z.object({ rule: z.string(), because: z.string(), votes: Count })).describe('How many each rule set aside.'),
    undated: Count.nullable().describe('With `until`: votes that would count but carry no date, so that a board of a past day cannot have them. Null without.'),
  }),
  prompts: Count.describe('Different challenges voted on.'),
  voters: Count.describe('Different voters or judges, as far as they are known.'),
  firstDay: z.string().nullable().describe('First and last day on which a vote is known to have been cast.'),
  lastDay: z.string().nullable(),
  clusteredBy: z.enum(['none', 'prompt', 'voter', 'both']).describe('Which votes are taken to depend on each other.'),
  prior: z.number().describe('Virtual half-win and half-loss of each model, in votes.'),
  parts: z.array(z.array(z.string())).nullable().describe('Where votes do not connect all models: the parts, each with a scale of its own.'),
  reason: z.string().nullable().describe('Why there are no ratings, or what to know about them, models by their quoted slugs. Where there are parts, `promptShare`, `side`, `style` and `fit` are of the largest.'),
  shrinkagePoints: Figure.describe('Of a category with few votes, whose ratings are drawn towards those of all categories: by how much models differ between categories (a standard deviation).'),
  notes: z.array(z.string()).describe('What to bear in mind when reading this board.'),
  promptShare: Figure.describe('Share of the uncertainty that comes from prompts: add prompts, not votes.'),
  side: z.object({ rating: z.number(), lo: z.number(), hi: z.number() }).nullable().describe('What being on the left is worth, in points: a health number.'),
  style: z.array(z.object({ feature: z.string(), coefficient: z.number(), lo: z.number(), hi: z.number() })).nullable(),
  fit: z.object({
    g2: z.number(), df: z.number(), p: z.number(), outliers: z.array(z.object({ a: z.string(), b: z.string(), residual: z.number() })),
  }).nullable().describe('Whether one number a model explains the votes.'),
  rows: z.array(BoardRowShape),
  categories: z.array(z.object({ category: z.string(), votes: Count })).describe('What the votes are about.'),
  criteria: z.array(z.object({ criterion: z.string(), votes: Count })).describe('Criteria that the votes speak of.'),
})

export const LeaderboardShape = z.object({
  state: FreshnessShape,
  problem: z.string().nullable().describe('Why no newer board is on its way.'),
  slice: SliceShape,
  board: BoardShape.nullable().describe('The newest there is; null while the first is being computed.'),
})
