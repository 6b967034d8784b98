import type { Settings } from '../config/settings.ts'
import type { Services } from '../operations/operation.ts'
import type { Log } from '../http/log.ts'
import type { CommandLine, Option } from './arguments.ts'

/** What a command has to work with. The store is opened only by commands that ask for it. */
export interface CommandContext {
  settings: Settings
  log: Log
  services(): Promise<Services>
  out(text: string): void
  /** What to know beside the output, on standard error. */
  warn(text: string): void
}

/** A command that is more than one operation: `serve`, `mcp`, `export`. */
export interface Command {
  name: string
  usage: string
  summary: string
  options: Record<string, Option & { help: string }>
  /** It takes words besides its options, and looks at them itself. */
  takesWords?: boolean
  notes?: string
  /** Answers the exit code; nothing means 0. */
  run(line: CommandLine, context: CommandContext): Promise<number | void>
}
