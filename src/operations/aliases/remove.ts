import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { removeAlias } from '../../store/aliases.ts'
import { defineOperation } from '../operation.ts'

export const removeAliasOperation = defineOperation({
  name: 'aliases.remove', kind: 'write', method: 'DELETE', path: '/aliases/{spelling}', callers: ['admin'], destructive: true,
  summary: 'Forget what a spelling means: rows imported later make an entry of their own for it.',
  input: z.object({ spelling: z.string().trim().min(1).max(300).describe('The spelling to forget.') }),
  output: z.object({ removed: z.literal(true) }),
  limits: { perMinute: 120 },
  async run({ spelling }, _caller, { db }) {
    if (!(await removeAlias(db, spelling))) throw new DomainError('not-found', `No alias is spelled "${spelling}".`)
    return { removed: true as const }
  },
})
