import { z } from 'zod'
import { sides } from '../../core/duels/duel.ts'
import { DomainError } from '../../core/errors.ts'
import { isTextual, outputTypes } from '../../core/responses/output-type.ts'
import { sealedAnswers } from '../../store/duels.ts'
import { defineOperation } from '../operation.ts'
import { bytesOf } from '../responses/present.ts'
import { rawTypes } from '../responses/raw-types.ts'
import { stateOf } from './present-sealed.ts'
import { requireDuel } from './require.ts'
import { DuelId } from './shapes.ts'

export const duelAnswer = defineOperation({
  name: 'duels.answer', kind: 'read', path: '/duels/{duel}/{side}', bytes: true, personal: true,
  summary: 'Read one answer of a duel: its exact bytes, or its text as safe HTML.',
  input: z.object({
    duel: DuelId,
    side: z.enum(sides).describe('Which of the two answers.'),
    as: z.enum(['raw', 'html']).default('raw').describe('The exact bytes, or a text as safe HTML.'),
  }),
  output: z.object({
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array), mediaType: z.string(), fileName: z.string(), outputType: z.enum(outputTypes),
  }),
  async run({ duel: id, side, as }, caller, context) {
    const duel = await requireDuel(id, caller, context)
    if (stateOf(duel, context.now()) === 'expired') throw new DomainError('conflict', 'This duel has expired. Ask for a new one.')
    const wanted = side === 'left' ? duel.left_response_id : duel.right_response_id
    const answer = (await sealedAnswers(context.db, [wanted, wanted])).get(wanted)!
    const bytes = (await bytesOf(answer, context))!
    const outputType = answer.output_type
    const [mediaType, ending] = rawTypes[outputType]
    if (as === 'raw') return { bytes, mediaType: answer.media_type ?? mediaType, fileName: `${side}.${ending}`, outputType }
    if (!isTextual(outputType)) throw new DomainError('invalid', 'This answer is no text. Leave out "as" for its bytes.')
    const { html } = context.renderer.render(answer.sha256, outputType, () => new TextDecoder().decode(bytes))
    return { bytes: new TextEncoder().encode(html), mediaType: 'text/html; charset=utf-8', fileName: `${side}.html`, outputType }
  },
})
