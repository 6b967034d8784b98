import type { LogLevel } from '../config/settings.ts'

const ranks: Record<LogLevel, number> = { silent: 0, error: 1, info: 2, debug: 3 }

export interface Log {
  error(message: string, error?: unknown): void
  info(message: string): void
  debug(message: string): void
}

/** Writes lines to standard error, down to a level. Addresses of requests are logged without their query at `debug`. */
export function makeLog(level: LogLevel, write: (line: string) => void = (line) => void process.stderr.write(line + '\n')): Log {
  const at = (least: LogLevel, message: string) => {
    if (ranks[level] >= ranks[least]) write(message)
  }
  return {
    error: (message, error) => at('error', error instanceof Error ? `${message}: ${error.stack ?? error.message}${causeOf(error)}` : message),
    info: (message) => at('info', message),
    debug: (message) => at('debug', message),
  }
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? `\n  caused by ${error.cause.stack ?? error.cause.message}` : ''
}
