import { z } from 'zod'
import { settingsToAskWith } from '../../core/responses/card.ts'
import { DomainError } from '../../core/errors.ts'
import { defineOperation } from '../operation.ts'
import { configuredProviders } from '../providers/configured.ts'
import { requireResponse } from '../responses/get.ts'
import { createRun } from './create.ts'

export const repeatRun = defineOperation({
  name: 'runs.repeat', kind: 'write', path: '/responses/{id}/again', callers: ['admin'],
  summary: 'Ask for one more sample of an answer, in the same way: a run of one cell. The answer itself stays.',
  input: z.object({ id: z.string().min(1).max(100).describe('The public id of the answer.') }),
  output: createRun.output,
  async run({ id }, caller, context) {
    const { challenge_slug: challenge, settings: given, provenance } = await requireResponse(id, context)
    const { provider, requestedModel: model } = provenance ?? {}
    if (typeof provider !== 'string' || typeof model !== 'string') throw new DomainError('conflict', 'The source of this answer does not say which provider and model were asked. Start a run with those you mean.')
    const providers = await configuredProviders(context, context.db)
    if (!providers.some(({ slug }) => slug === provider)) throw new DomainError('conflict', `This answer came from "${provider}", which is no provider here. Add it as a provider, or start a run with another.`)
    const settings = settingsToAskWith(given)
    if (!settings) throw new DomainError('conflict', 'This answer was asked for with settings that cannot be asked for here. Start a run with those you mean.')
    return createRun.run({ challenges: [challenge], models: [`${provider}/${model}`], samples: 1, again: true, allowPrivate: false, concurrency: 1, ...settings }, caller, context)
  },
})
