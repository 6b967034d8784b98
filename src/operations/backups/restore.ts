import { z } from 'zod'
import { restoreBackup } from '../../store/restore.ts'
import { defineOperation } from '../operation.ts'
import { TableCounts } from './contents.ts'

export const restoreOperation = defineOperation({
  name: 'backups.restore', kind: 'write', path: '/backups/restore', callers: ['system'], command: 'restore', positional: ['from'], transaction: 'none',
  destructive: true,
  summary: 'Put back what a backup holds, after comparing every file of it with its hash.',
  input: z.object({
    from: z.string().min(1).describe('The folder or .tar that backup wrote.'),
    force: z.boolean().default(false).describe('Replace what is there; without it a database that holds anything is left alone.'),
  }),
  output: z.object({ createdAt: z.string(), tables: TableCounts, blobs: z.number().int().describe('Pictures, sounds and films.') }),
  run: ({ from, force }, _caller, { store }) => restoreBackup(store, from, { force }),
})
