import { join } from 'node:path'
import { readSettings, type Settings } from './config/settings.ts'
import { DomainError } from './core/errors.ts'
import type { CommandContext } from './cli/command.ts'
import { exportCommand } from './cli/export.ts'
import { runCommandLine } from './cli/main.ts'
import { mcpCommand } from './serve-mcp.ts'
import { makeServeCommand } from './serve.ts'
import { makeLog } from './http/log.ts'
import { makeRenderer } from './media/rendering/cached.ts'
import type { Services } from './operations/operation.ts'
import { openStore } from './store/database.ts'
import { openRenderedCache } from './store/rendered.ts'

const projectFolder = join(import.meta.dirname, '..')
const renderedMemoryBytes = 32 * 1024 * 1024

/** Opens everything operations need. */
async function openServices(settings: Settings): Promise<Services> {
  const store = await openStore({ folder: settings.dataFolder, postgresUrl: settings.databaseUrl || undefined }).catch((error: unknown) => {
    throw explainOpening(error, settings)
  })
  const renderer = makeRenderer(renderedMemoryBytes, openRenderedCache(settings.dataFolder))
  return { store, settings, renderer, now: () => new Date() }
}

function explainOpening(error: unknown, { dataFolder, databaseUrl }: Settings): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ERR_SQLITE_ERROR'].includes(code ?? '') && isAboutTheFolder(error)) {
    return new DomainError('unavailable', `The data folder ${dataFolder} cannot be written. Make it writable, or choose another one: DIPTYCH_DATA=FOLDER or --data FOLDER.`, { cause: error })
  }
  if ((error as { errcode?: number }).errcode === sqliteNotADatabase) {
    return new DomainError('unavailable', `The database in ${dataFolder} is damaged, or no database of Diptych. Move diptych.sqlite away, then restore the newest backup: ./bin/diptych restore FILE.`, { cause: error })
  }
  if (databaseUrl && ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '3D000'].includes(code ?? '')) {
    return new DomainError('unavailable', `The PostgreSQL server of DIPTYCH_DATABASE_URL cannot be used (${code}). Check address, name and password.`, { cause: error })
  }
  return error
}

/** A file where a folder should be, a folder that cannot be made or written; not a database that is damaged. */
function isAboutTheFolder(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number }
  return code !== 'ERR_SQLITE_ERROR' || errcode === sqliteCannotOpen || errcode === sqliteReadOnly
}

/** Result codes SQLITE_CANTOPEN and SQLITE_READONLY. */
const sqliteCannotOpen = 14
const sqliteReadOnly = 8
/** Result code SQLITE_NOTADB. */
const sqliteNotADatabase = 26

function makeContext(options: { data?: string }): CommandContext {
  const settings = readSettings({ ...process.env, ...(options.data && { DIPTYCH_DATA: options.data }) })
  let opened: Promise<Services> | undefined
  return {
    settings,
    log: makeLog(settings.logLevel),
    services: () => (opened ??= openServices(settings)),
    out: (text) => void process.stdout.write(text),
  }
}

// A reader such as `head` that has seen enough closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const commands = [makeServeCommand(projectFolder), exportCommand, mcpCommand]

process.exitCode = await runCommandLine(process.argv.slice(2), commands, makeContext)
