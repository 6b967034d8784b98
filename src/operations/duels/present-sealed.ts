import type { z } from 'zod'
import type { Side } from '../../core/duels/duel.ts'
import { isTextual } from '../../core/responses/output-type.ts'
import { criteriaFor } from '../../core/votes/criteria.ts'
import type { LeakMark } from '../../core/votes/checks/identity-leak.ts'
import { sealedAnswers, type DuelRow, type SealedAnswer } from '../../store/duels.ts'
import { identityMarksOf } from '../../store/identity-marks.ts'
import type { Context } from '../operation.ts'
import { untrusted } from '../untrusted.ts'
import { addressesOf, type DuelShape, type SealedSide } from './shapes.ts'

/**
 * A duel as its voter may see it before the vote: everything that leaves the server about a sealed duel is made here.
 * It reads nothing of the pair that names a model, a creator, a provider, a price, a public answer or a hash.
 */
export async function presentSealed(duel: DuelRow, context: Context, { render }: { render: boolean }): Promise<z.input<typeof DuelShape>> {
  const state = stateOf(duel, context.now())
  const answers = state === 'expired' ? undefined : await sealedAnswers(context.db, [duel.left_response_id, duel.right_response_id])
  const marks = new Map(await marksOf([...answers?.values() ?? []], context))
  const side = (name: Side, id: number) => (answers ? presentSide(duel.public_id, name, answers.get(id)!, marks.get(id) ?? null, context, render) : null)
  return {
    id: duel.public_id, state, ended: duel.ended ?? (state === 'expired' ? 'time' : null), pool: duel.pool,
    challenge: {
      slug: duel.challenge_slug, title: duel.challenge_title, category: duel.challenge_category, outputType: duel.challenge_output_type,
      prompts: duel.turns.slice(0, 1).map(untrusted), system: duel.system === null ? null : untrusted(duel.system),
    },
    left: side('left', duel.left_response_id), right: side('right', duel.right_response_id),
    criteria: [...criteriaFor(duel.challenge_criteria)],
    drawnAt: duel.drawn_at, expiresAt: duel.expires_at, vote: null, reveal: null,
  }
}

/** The state at this moment: the database hears of a duel whose time has run out a little later. */
export function stateOf({ state, expires_at }: Pick<DuelRow, 'state' | 'expires_at'>, now: Date): DuelRow['state'] {
  return state === 'sealed' && expires_at <= now.toISOString() ? 'expired' : state
}

/** Whether each answer may reveal its author, as far as its text or its bytes tell. */
async function marksOf(answers: SealedAnswer[], { db, store }: Context): Promise<Array<[id: number, mark: LeakMark]>> {
  const marks = await identityMarksOf(store).of(db, answers.map(({ sha256, output_type, bytes }) => ({ sha256, outputType: output_type, bytes })))
  return answers.map(({ id }, index) => [id, marks[index]!])
}

/** An element, a handler or an address that runs something. What only looks like one costs a bar above a still page. */
function bringsScripts(html: string): boolean {
  return /<script[\s>/]|<[a-z][^<>]*[\s"'/]on[a-z]+\s*=|javascript:/i.test(html)
}

function presentSide(
  duel: string, side: Side, answer: SealedAnswer, mark: LeakMark, { renderer }: Context, render: boolean,
): z.input<typeof SealedSide> {
  const { output_type: outputType, bytes } = answer
  const text = isTextual(outputType) && bytes ? new TextDecoder().decode(bytes) : null
  const rendered = render && text !== null ? renderer.render(answer.sha256, outputType, () => text) : undefined
  const { raw, frame, media } = addressesOf(duel, side)
  return {
    outputType, mediaType: answer.media_type, size: answer.size, words: answer.words,
    text: text === null ? null : untrusted(text), html: rendered?.html, notes: rendered?.notes,
    scripts: outputType === 'html' ? text !== null && bringsScripts(text) : null,
    fault: (outputType === 'svg' && text && renderer.fault(answer.sha256, () => text)) || null,
    mayRevealAuthor: mark?.leaks ?? null,
    raw, frame: outputType === 'html' ? frame : null, media: outputType === 'svg' || outputType === 'image' || outputType === 'audio' ? media : null,
  }
}
