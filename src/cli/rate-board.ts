import { recomputeBoard } from '../operations/boards/recompute.ts'
import { perform } from '../operations/perform.ts'
import { UsageError, type CommandLine } from './arguments.ts'
import type { CommandContext } from './command.ts'

/** `diptych rate --board HASH`: the answer of `boards.recompute`; 1 where another board comes out. */
export async function rateBoard({ words, options }: CommandLine, context: CommandContext): Promise<number> {
  const others = Object.entries(options).filter(([name, value]) => !['board', 'json', 'data'].includes(name) && value !== undefined && value !== false)
  if (words.length > 0 || others.length > 0) throw new UsageError('--board takes no files and no other options: a board is computed as it was.')
  const services = await context.services()
  try {
    const { verdict, ...found } = await perform(recomputeBoard, { board: String(options.board) }, { kind: 'system', id: 'cli' }, services)
    context.out(options.json ? `${JSON.stringify({ verdict, ...found }, null, 2)}\n` : `${verdict}\n  ${found.hash}\n  ${found.hashNow}\n`)
    return found.isEqual ? 0 : 1
  } finally {
    await services.store.close()
  }
}
