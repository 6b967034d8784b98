import { z } from 'zod'
import { unknownsOf } from '../../core/boards/unknowns.ts'
import { wilson } from '../../core/boards/wilson.ts'
import type { BoardDocument } from '../../core/boards/board.ts'
import { listResponses } from '../../store/responses.ts'
import { lookAt, presentLook } from '../boards/look.ts'
import { readableLook } from '../boards/readable.ts'
import { BoardRowShape, LeaderboardShape, ShareShape } from '../boards/shapes.ts'
import { sliceInput, sliceOf, waitInput } from '../boards/slice-input.ts'
import { defineOperation, type Context } from '../operation.ts'
import { presentResponses } from '../responses/present.ts'
import { ResponseSummary } from '../shapes.ts'
import { widestTier } from '../../core/boards/first-tier.ts'
import { cheapestOf, firstTier } from './first-tier.ts'
import { sliceOfTopic, topicKinds } from './topics.ts'

const shownAnswers = 3

export const getBestFor = defineOperation({
  name: 'best-for.get', kind: 'read', path: '/best-for/{topic}',
  summary: 'Read which models people prefer for a category or by a criterion, with the evidence and what is not known.',
  input: z.object({
    topic: z.string().min(1).max(200).describe('A category, or a criterion with `kind`.'),
    kind: z.enum(topicKinds).default('category').describe('What the topic is.'),
    ...waitInput,
  }),
  output: z.object({
    kind: z.enum(topicKinds), topic: z.string(),
    ...LeaderboardShape.shape,
    best: z.array(BoardRowShape).describe('The first tier: models that the votes do not tell apart, in the order of the board.'),
    cheapest: BoardRowShape.nullable().describe(`The cheapest of the first tier, by output price; null where none is known, or the tier holds more than ${widestTier} models.`),
    answers: z.array(ResponseSummary.extend({
      wins: z.number().int(), games: z.number().int(), winShare: ShareShape,
    })).describe('The three answers that won the largest share of their duels, by the lower end of its interval, each of another model.'),
    unknowns: z.array(z.string()).describe('What is not known yet, in sentences.'),
  }),
  readable: readableLook,
  async run({ topic, kind, wait }, caller, context) {
    const slice = await sliceOf(z.object(sliceInput).parse(sliceOfTopic({ kind, topic })), context)
    const look = await lookAt(slice, wait, caller, context)
    const shown = await presentLook(slice, look, context)
    const rows = shown.board?.rows ?? []
    const best = firstTier(rows)
    return {
      kind, topic, ...shown, best, cheapest: cheapestOf(best),
      answers: look.board ? await winningAnswers(look.board.document, context) : [],
      unknowns: look.board ? unknownsOf({
        votes: look.board.document.report.votes.used, prompts: look.board.document.prompts, promptShare: look.board.document.report.promptShare ?? null,
        parts: look.board.document.report.parts?.length ?? 1, shrinkagePoints: look.board.document.report.shrinkage?.points,
        rows: rows.map(({ model, part, tier, games }) => ({ name: model.name, part, tier, games, price: model.outputPrice })),
      }) : ['The votes are being counted.'],
    }
  },
})

/** One answer of a model, so that three show three ways of winning. */
async function winningAnswers({ winners }: BoardDocument, context: Context) {
  const firsts = winners.filter(({ model }, index) => winners.findIndex((other) => other.model === model) === index)
  const rows = await listResponses(context.db, { publicIds: firsts.map(({ response }) => response) }, { limit: firsts.length })
  const open = firsts.filter(({ response }) => rows.some(({ public_id }) => public_id === response)).slice(0, shownAnswers)
  const shown = await presentResponses(open.map(({ response }) => rows.find(({ public_id }) => public_id === response)!), context)
  return shown.map((answer, index) => ({ ...answer, wins: open[index]!.wins, games: open[index]!.games, winShare: wilson(open[index]!.wins, open[index]!.games) }))
}
