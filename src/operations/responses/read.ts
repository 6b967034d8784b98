import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { countsByChallenge, neighboursOf } from '../../store/challenges.ts'
import { modelsThatAnswered, readResponses } from '../../store/responses.ts'
import { samplesOf } from '../../store/samples.ts'
import { answerCounts } from '../../store/models.ts'
import { requireChallenge, requireModel } from '../find.ts'
import { defineOperation } from '../operation.ts'
import { presentChallengeDetail, presentModelDetail } from '../present.ts'
import { ChallengeDetail, ChallengeReference, ModelDetail, ModelReference, Slug } from '../shapes.ts'
import { AnswerDetail, presentHistory } from './card.ts'
import { presentResponseDetail } from './present.ts'
import { conversationsOf, presentSpread, SpreadShape } from './samples.ts'

const mostAnswers = 2_000
const mostOthers = 400

export const readAnswer = defineOperation({
  name: 'responses.read', kind: 'read', path: '/models/{model}/responses/{challenge}',
  summary: 'Read what one model answered to one challenge, with what is around it.',
  input: z.object({
    model: Slug.describe('Slug or alias of the model.'),
    challenge: Slug.describe('Slug of the challenge.'),
    sample: z.string().max(100).optional().describe('Public id of one of several answers; default the first.'),
    render: z.boolean().default(false).describe('Also answer the text as safe HTML.'),
  }),
  output: z.object({
    model: ModelDetail,
    challenge: ChallengeDetail,
    answers: z.array(AnswerDetail).describe('The answer, turn by turn.'),
    samples: z.array(z.object({
      id: z.string(), sample: z.number().int(), collection: z.string(), answeredAt: z.string().nullable(),
      provider: z.string().nullable().describe('Who was asked, where its source says so.'),
      words: z.number().nullable(), durationMs: z.number().nullable(), costUsd: z.number().nullable(),
    })).describe('All answers of this model to this challenge.'),
    spread: SpreadShape.nullable().describe('How far the answers are apart that were asked for in the same way as this one; null where there is no other.'),
    others: z.array(ModelReference).describe('Other models that answered this challenge, by name.'),
    previous: ChallengeReference.nullable().describe('The challenge this model answered before this one.'),
    next: ChallengeReference.nullable(),
  }),
  async run(input, _caller, context) {
    const { db } = context
    const [model, challenge] = await Promise.all([requireModel(db, input.model), requireChallenge(db, input.challenge)])
    // Bytes are read of what is shown: the others may be hundreds.
    const rows = await samplesOf(db, model.id, challenge.id, mostAnswers)
    const first = input.sample ? rows.find((row) => row.public_id === input.sample) : rows[0]
    if (!first) throw new DomainError('not-found', `${model.name} has no such answer to "${challenge.title}".`)
    const shown = rows.filter((row) => row.collection_id === first.collection_id && row.sample === first.sample && isSameConversation(row, first))
    const turns = await readResponses(db, { publicIds: shown.map(({ public_id }) => public_id) }, { limit: shown.length })
    const samples = conversationsOf(rows)
    const series = samples.filter((sample) => sample.series === samples.find(({ id }) => shown.some(({ public_id }) => public_id === id))?.series)
    const others = (await modelsThatAnswered(db, challenge.id, mostOthers)).filter(({ id }) => id !== model.id)
    const counts = await countsByChallenge(db, [challenge.id])
    return {
      model: presentModelDetail(model, (await answerCounts(db, [model.id])).get(model.id)),
      challenge: presentChallengeDetail(challenge, counts.get(challenge.id)),
      answers: await Promise.all(turns.map(async (row) => ({
        ...presentResponseDetail(row, context, { render: input.render, challenge }), ...(await presentHistory(db, row, challenge, turns)),
      }))),
      samples: samples.map(({ id, sample, collection, provider, answeredAt, words, durationMs, costUsd }) => ({ id, sample, collection, provider, answeredAt, words, durationMs, costUsd })),
      spread: series.length > 1 ? presentSpread(series) : null,
      others: others.map(({ slug, name, house }) => ({ slug, name, house })),
      ...(await neighboursOf(db, model.id, challenge.id)),
    }
  },
})

/** Turns of one conversation follow each other; two first turns are two samples. */
function isSameConversation(row: { id: number; turn: number }, first: { id: number; turn: number }): boolean {
  return row.id === first.id || row.turn !== first.turn
}
