import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { defineOperation } from '../operation.ts'
import { requireResponse } from './get.ts'
import { bytesOf } from './present.ts'
import { rawTypes } from './raw-types.ts'

export const rawResponse = defineOperation({
  name: 'responses.raw', kind: 'read', path: '/responses/{id}/raw', bytes: true, immutable: true,
  summary: 'Read the exact bytes of an answer.',
  input: z.object({ id: z.string().min(1).max(100).describe('The public id of the answer.') }),
  output: z.object({ bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array), mediaType: z.string(), fileName: z.string(), sha256: z.string(), outputType: z.string() }),
  async run({ id }, _caller, context) {
    const row = await requireResponse(id, context)
    const bytes = await bytesOf(row, context)
    if (!bytes) throw new DomainError('not-found', 'The source of this answer named it without holding its bytes. Import the file that has them.')
    const [mediaType, ending] = rawTypes[row.output_type]
    return { bytes, mediaType: row.media_type ?? mediaType, fileName: `${row.public_id}.${ending}`, sha256: row.sha256!, outputType: row.output_type }
  },
})
