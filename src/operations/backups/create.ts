import { z } from 'zod'
import { backUp } from '../../store/backup.ts'
import { defineOperation } from '../operation.ts'
import { TableCounts } from './contents.ts'

export const createBackup = defineOperation({
  name: 'backups.create', kind: 'write', path: '/backups', callers: ['system'], command: 'backup', positional: ['to'], transaction: 'none',
  summary: 'Copy everything of one moment into a folder or a .tar, while the server may go on.',
  input: z.object({ to: z.string().min(1).describe('A new folder, or a new file that ends in .tar.') }),
  output: z.object({
    path: z.string(), tables: TableCounts, files: z.number().int(), bytes: z.number().int(),
    missingBlobs: z.array(z.string()).describe('Pictures, sounds and films that the database names and the data folder lacks; doctor says more.'),
  }),
  run: ({ to }, _caller, { store, now }) => backUp(store, to, now()),
})
