import { z } from 'zod'
import type { Settings } from '../../config/settings.ts'
import type { BoardDocument } from '../../core/boards/board.ts'
import { leastGames, leastVotesForStyle, methodChanges, methodVersion, samePoints, sameShare } from '../../core/boards/method.ts'
import { defaultSlice } from '../../core/boards/slice.ts'
import { fewVotesAModel } from '../../core/ratings/categories.ts'
import { defaultRateOptions } from '../../core/ratings/report.ts'
import { excludeAt, reviewAt } from '../../core/ratings/voter-evidence.ts'
import { addressPaces, paces } from '../../core/votes/checks/rate.ts'
import { checks, type CheckName } from '../../core/votes/rules.ts'
import { findRules, listRules } from '../../store/vote-rules.ts'
import { sideOf } from '../boards/present.ts'
import { FreshnessShape } from '../boards/shapes.ts'
import { defineOperation } from '../operation.ts'
import { presentRules, RuleShape, RulesChosenShape } from '../rules/shapes.ts'

const Count = z.number().int()
const Figure = z.number().nullable()

export const getMethodology = defineOperation({
  name: 'methodology.get', kind: 'read', path: '/methodology', positional: [],
  summary: 'Read how boards are made: the method, the rules in force and the running figures.',
  input: z.object({}),
  output: z.object({
    method: z.object({
      version: z.string(),
      changes: z.array(z.object({ version: z.string(), change: z.string() })).describe('Change log of the method, newest first.'),
      prior: z.number().describe('Virtual half-win and half-loss of each model against an average one, in votes.'),
      scale: z.object({ centre: z.number(), base: z.number(), factor: z.number() }),
      samePoints: z.number().describe('Two models whose ratings differ by less than so many points are the same for a reader …'),
      sameShare: z.number().describe('… because neither is preferred in more than this share of their duels.'),
      leastGames: Count.describe('With fewer games a model is provisional.'),
      leastVotesForStyle: Count.describe('With fewer votes style control says little.'),
      fewVotesAModel: Count.describe('With fewer votes a model a category is drawn towards all categories.'),
      pace: z.object({
        ofVoter: Count.describe('More votes of one voter within a minute fail the check `rate` …'),
        fromAddress: Count.describe('… and so do more from one address.'),
      }),
      reviewAt: z.number().describe('Above this e-value somebody should look at a voter’s votes …'),
      excludeAt: z.number().describe('… and above this they fail the check `voter-evidence`.'),
    }),
    limits: z.object({ ofVoter: Count.nullable(), fromAddress: Count.nullable() }).describe('Most votes of a day, by one voter and from one address; null for no limit.'),
    rules: z.array(RuleShape.extend({
      setAside: Count.nullable().describe('How many votes it sets aside on the main board; null where that is not computed yet.'),
    })),
    ruleChanges: z.array(RulesChosenShape).describe('What was chosen when and why, newest first; `rules.history` goes further back.'),
    checks: z.array(z.object({ name: z.string(), asks: z.string() })),
    voters: z.object({
      judged: Count.describe('People of whom the votes of others tell enough.'),
      review: Count.describe('At whose votes somebody should look.'),
      excluded: Count.describe('Whose votes fail the check: not all of them need be careless.'),
    }).nullable().describe('What was found of voters; null until it has been computed.'),
    board: z.object({
      state: FreshnessShape,
      hash: z.string(), computedAt: z.string(), votes: Count, read: Count, models: Count, prompts: Count, voters: Count, provisional: Count,
      clusteredBy: z.string(), promptShare: Figure, parts: Count, ledgerHead: z.string().nullable(),
      side: z.object({ rating: z.number(), lo: z.number(), hi: z.number() }).nullable(),
      fit: z.object({ g2: z.number(), df: z.number(), p: z.number() }).nullable(),
    }).nullable().describe('Figures of the main board; null while the first is being computed.'),
  }),
  async run(_input, _caller, { db, store, settings }) {
    const [look, voters] = [await store.boards.look(defaultSlice), await store.boards.knownVoters()]
    const [{ rules: chosen }, changes] = [await findRules(db), await listRules(db, { limit: 50 })]
    const { board } = look
    const setAside = new Map(board?.document.setAside.map(({ rule, count }) => [rule, count]))
    return {
      method: {
        version: methodVersion, changes: [...methodChanges], prior: defaultRateOptions.prior, scale: { centre: 1000, base: 10, factor: 400 },
        samePoints, sameShare, leastGames, leastVotesForStyle, fewVotesAModel, reviewAt, excludeAt,
        pace: { ofVoter: paces[0].most, fromAddress: addressPaces[0].most },
      },
      limits: dayLimits(settings),
      rules: presentRules(chosen).map((rule) => ({ ...rule, setAside: board ? setAside.get(rule.name) ?? 0 : null })),
      ruleChanges: changes,
      checks: (Object.keys(checks) as CheckName[]).map((name) => ({ name, asks: checks[name] })),
      voters: voters ?? null,
      board: board ? { state: look.state, hash: board.hash, computedAt: board.computed_at, ledgerHead: board.ledger_head, ...figuresOf(board.document) } : null,
    }
  },
})

function dayLimits({ votesPerMinute, votesPerDay, addressVotesPerDay }: Settings) {
  const most = (limit: number) => (votesPerMinute === 0 || limit === 0 ? null : limit)
  return { ofVoter: most(votesPerDay), fromAddress: most(addressVotesPerDay) }
}

function figuresOf({ report, read, prompts, voters }: BoardDocument) {
  return {
    votes: report.votes.used, read, models: report.models.length, prompts, voters, provisional: report.models.filter(({ games }) => games < leastGames).length,
    clusteredBy: report.options.cluster, promptShare: report.promptShare ?? null, parts: report.parts?.length ?? 1, side: sideOf(report), fit: report.fit ?? null,
  }
}
