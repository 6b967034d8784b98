import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { findChallenge } from '../../store/challenges.ts'
import { findResponse } from '../../store/responses.ts'
import { defineOperation } from '../operation.ts'
import { AnswerDetail, earlierTurns, presentHistory } from './card.ts'
import { presentResponseDetail } from './present.ts'

const Id = z.string().min(1).max(100).describe('The public id of the answer.')

export const getResponse = defineOperation({
  name: 'responses.get', kind: 'read', path: '/responses/{id}',
  summary: 'Read one answer with everything known of it.',
  input: z.object({ id: Id, render: z.boolean().default(false).describe('Also answer the text as safe HTML.') }),
  output: AnswerDetail,
  async run({ id, render }, _caller, context) {
    const row = await requireResponse(id, context)
    const challenge = (await findChallenge(context.db, row.challenge_slug))!
    return {
      ...presentResponseDetail(row, context, { render, challenge }),
      ...(await presentHistory(context.db, row, challenge, await earlierTurns(context.db, row))),
    }
  },
})

/** The response with this public id. @throws DomainError `not-found`. */
export async function requireResponse(id: string, { db }: { db: Parameters<typeof findResponse>[0] }) {
  const row = await findResponse(db, id)
  if (!row) throw new DomainError('not-found', `There is no answer "${id}".`)
  return row
}
