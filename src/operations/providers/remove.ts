import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { deleteProvider } from '../../store/providers.ts'
import { defineOperation } from '../operation.ts'
import { requireProvider } from './configured.ts'
import { refuseFixed } from './set.ts'
import { ProviderSlug } from './shapes.ts'

export const removeProvider = defineOperation({
  name: 'providers.remove', kind: 'write', method: 'DELETE', path: '/providers/{provider}', callers: ['admin'], destructive: true,
  summary: 'Forget an AI service that was entered, with its key. Answers that it gave stay.',
  input: z.object({ provider: ProviderSlug }),
  output: z.object({ removed: z.literal(true) }),
  limits: { perMinute: 60 },
  async run({ provider: slug }, _caller, { db, settings }) {
    refuseFixed(settings, slug)
    if (await deleteProvider(db, slug)) return { removed: true as const }
    const { keyVariable } = await requireProvider({ settings }, db, slug)
    throw new DomainError('conflict', `"${slug}" was not entered here: its key is in the environment. Unset ${keyVariable}, and start again.`)
  },
})
