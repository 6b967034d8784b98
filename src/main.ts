import { join } from 'node:path'
import { readConfigFile } from './config/file.ts'
import { readSettings, type Settings } from './config/settings.ts'
import type { CommandContext } from './cli/command.ts'
import { exportCommand } from './cli/export.ts'
import { runCommandLine } from './cli/main.ts'
import { rateCommand } from './cli/rate.ts'
import { runCommand } from './run.ts'
import { mcpCommand } from './serve-mcp.ts'
import { makeServeCommand } from './serve.ts'
import { makeLog, type Log } from './http/log.ts'
import { makeRenderer } from './media/rendering/cached.ts'
import type { Services } from './operations/operation.ts'
import { checkBaseUrl } from './providers/addresses.ts'
import { openStore } from './store/database.ts'
import { openRenderedCache } from './store/rendered.ts'
import { explainOpening } from './store/trouble.ts'

const projectFolder = join(import.meta.dirname, '..')
const renderedMemoryBytes = 32 * 1024 * 1024

/** Opens everything operations need. */
async function openServices(settings: Settings, log: Log): Promise<Services> {
  const place = { folder: settings.dataFolder, postgresUrl: settings.databaseUrl || undefined }
  const store = await openStore(place).catch((error: unknown) => {
    throw explainOpening(error, place)
  })
  store.boards.reportTo((error) => log.error('a board could not be computed', error))
  const renderer = makeRenderer(renderedMemoryBytes, openRenderedCache(settings.dataFolder))
  return { store, settings, renderer, now: () => new Date() }
}

function makeContext(options: { data?: string }): CommandContext {
  const settings = readSettings({ ...process.env, ...(options.data && { DIPTYCH_DATA: options.data }) })
  settings.providers = readConfigFile(settings.configFile, process.env, checkBaseUrl)
  const log = makeLog(settings.logLevel)
  let opened: Promise<Services> | undefined
  return {
    settings,
    log,
    services: () => (opened ??= openServices(settings, log)),
    out: (text) => void process.stdout.write(text),
    warn: (text) => void process.stderr.write(text),
  }
}

// A reader such as `head` that has seen enough closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

// A launcher that is killed (signal 9) passes nothing on, and nobody would know that this process still asks and spends.
const launcher = Number(process.env.DIPTYCH_LAUNCHER)
if (process.ppid === launcher) setInterval(() => process.ppid === launcher || process.kill(process.pid, 'SIGTERM'), 500).unref()

const commands = [makeServeCommand(projectFolder), exportCommand, rateCommand, runCommand, mcpCommand]

process.exitCode = await runCommandLine(process.argv.slice(2), commands, makeContext)
