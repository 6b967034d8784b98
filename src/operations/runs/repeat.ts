import { z } from 'zod'
import { settingsToAskWith } from '../../core/responses/card.ts'
import { DomainError } from '../../core/errors.ts'
import { runCommandFor } from '../../core/runs/command.ts'
import { findColumnBehind } from '../../store/runs/read.ts'
import { defineOperation, type Context } from '../operation.ts'
import { configuredProviders } from '../providers/configured.ts'
import { requireResponse } from '../responses/get.ts'
import { UntrustedText, untrusted } from '../untrusted.ts'
import { createRun } from './create.ts'

const input = z.object({ id: z.string().min(1).max(100).describe('The public id of the answer.') })

export const repeatRun = defineOperation({
  name: 'runs.repeat', kind: 'write', path: '/responses/{id}/again', callers: ['admin'],
  summary: 'Ask for one more sample of an answer, in the same way: a run of one cell. The answer itself stays.',
  input,
  output: createRun.output,
  async run({ id }, caller, context) {
    const plan = await planRepeat(id, context)
    if ('why' in plan) throw new DomainError('conflict', plan.command ? `${plan.why} On the command line: ${plan.command}` : plan.why)
    return createRun.run({ ...plan.wanted, samples: 1, again: true, allowPrivate: false, concurrency: 1 }, caller, context)
  },
})

export const repeatableRun = defineOperation({
  name: 'runs.repeatable', kind: 'read', path: '/responses/{id}/again', callers: ['admin'],
  summary: 'Say whether one more sample of an answer can be asked for here, in the same way.',
  input,
  output: z.object({
    repeatable: z.boolean(),
    why: z.string().nullable().describe('Why not.'),
    command: UntrustedText.nullable().describe('What asks for it instead, for a POSIX shell: of an endpoint that was named for one run alone.'),
  }),
  async run({ id }, _caller, context) {
    const plan = await planRepeat(id, context)
    if (!('why' in plan)) return { repeatable: true, why: null, command: null }
    return { repeatable: false, why: plan.why, command: plan.command === undefined ? null : untrusted(plan.command) }
  },
})

type Repeat = { wanted: Pick<z.output<typeof createRun.input>, 'challenges' | 'models'> } | { why: string; command?: string }

async function planRepeat(id: string, context: Context): Promise<Repeat> {
  const { id: rowId, challenge_slug: challenge, settings: given, provenance } = await requireResponse(id, context)
  const { provider, requestedModel: model } = provenance ?? {}
  const column = await findColumnBehind(context.db, rowId)
  if (column?.connection) {
    const { baseUrl, allowPrivate } = column.connection
    return {
      why: `It was asked for at ${baseUrl}, an endpoint that was named for that run alone: its key is known to the command line only. Ask there again, or add it as a provider.`,
      command: runCommandFor({ challenge, model: column.name, baseUrl, allowPrivate, settings: column.settings }),
    }
  }
  if (typeof provider !== 'string' || typeof model !== 'string') return { why: 'The source of this answer does not say which provider and model were asked. Start a run with those you mean.' }
  const providers = await configuredProviders(context, context.db)
  if (!providers.some(({ slug }) => slug === provider)) return { why: `This answer came from "${provider}", which is no provider here. Start a run with one that is.` }
  const settings = settingsToAskWith(given)
  if (!settings) return { why: 'This answer was asked for with settings that cannot be asked for here. Start a run with those you mean.' }
  return { wanted: { challenges: [challenge], models: [`${provider}/${model}`], ...settings } }
}
