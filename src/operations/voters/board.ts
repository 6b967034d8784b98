import { z } from 'zod'
import { crowdFor, ownBoardOf, ownPrior } from '../../core/boards/own-board.ts'
import { defaultSlice } from '../../core/boards/slice.ts'
import { streakOf } from '../../core/votes/streak.ts'
import { daysOfVoter, votesOfVoter } from '../../store/boards/voter.ts'
import { listModelsBySlug } from '../../store/models.ts'
import { FreshnessShape, ShareShape } from '../boards/shapes.ts'
import { defineOperation } from '../operation.ts'
import { ModelReference } from '../shapes.ts'
import { voterFor } from './identity.ts'

const Count = z.number().int()
const Figure = z.number().nullable()

export const getVoterBoard = defineOperation({
  name: 'voters.board', kind: 'read', path: '/voters/board', positional: [], personal: true,
  summary: 'Read which models you prefer by your own votes, and how far that is from the crowd’s.',
  input: z.object({}),
  output: z.object({
    votes: Count.describe('Your votes that count, the newest 5,000 of them at most.'),
    today: Count.describe('Votes you cast today, UTC.'),
    streak: Count.describe('Days in a row on which you voted, up to today.'),
    crowd: FreshnessShape.describe('Of the board of everybody.'),
    tau: Figure.describe('How alike your order of the models is to the crowd’s: 1 the same, 0 nothing in common, -1 the reverse. Null with fewer than two models or ten votes.'),
    agreement: ShareShape.extend({ votes: Count, expected: Figure })
      .describe('How often your decisive votes went to the model that the crowd rates higher, and how often they would, were you one of the crowd.'),
    prior: z.number().describe('Virtual half-wins and half-losses of each model: they keep few votes from looking like a preference.'),
    models: z.array(z.object({
      model: ModelReference, games: Count, wins: Count,
      rating: z.number(), lo: z.number(), hi: z.number(),
      crowd: Figure.describe('The crowd’s rating, of the part of the board that most of your votes are on; the models that both have are put around the same middle.'),
      isDifferent: z.boolean().describe('Your interval leaves the crowd’s rating out.'),
    })).describe('Best first.'),
  }),
  async run(_input, caller, context) {
    const { db, store, now } = context
    const voter = caller.kind === 'visitor' && caller.voter === undefined ? undefined : await voterFor(caller, context)
    const { state, board } = await store.boards.look(defaultSlice)
    const votes = (voter === undefined ? undefined : await votesOfVoter(db, voter)) ?? noVotes
    const { models, tau, agreement, expectedAgreement } = ownBoardOf(votes, board ? crowdFor(votes, board.document.report) : new Map())
    const names = new Map((await listModelsBySlug(db, models.map(({ model }) => model))).map((row) => [row.slug, row]))
    const days = voter === undefined ? [] : await daysOfVoter(db, voter)
    const today = now().toISOString().slice(0, 10)
    return {
      votes: votes.length, today: days.find(({ day }) => day === today)?.votes ?? 0, streak: streakOf(days.map(({ day }) => day), today), crowd: state,
      tau, agreement: { ...agreement, expected: expectedAgreement }, prior: ownPrior,
      models: models.map(({ model, ...figures }) => ({ model: { slug: model, name: names.get(model)?.name ?? model, house: names.get(model)?.house ?? false }, ...figures })),
    }
  },
})

const noVotes = { length: 0, models: [], left: new Int32Array(), right: new Int32Array(), outcome: new Uint8Array() }
