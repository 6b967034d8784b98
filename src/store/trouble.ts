import { DomainError } from '../core/errors.ts'

/** SQLite's result codes without what they are extended by: SQLITE_READONLY, _CORRUPT, _FULL, _CANTOPEN and _NOTADB. */
const readOnly = 8
const corrupt = 11
const full = 13
const cannotOpen = 14
const notADatabase = 26

function sqliteCodeOf(error: unknown): number | undefined {
  const { code, errcode } = error as { code?: unknown; errcode?: number }
  return code === 'ERR_SQLITE_ERROR' && errcode !== undefined ? errcode & 0xff : undefined
}

/** Whether a file of SQLite is damaged, or none. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCodeOf(error)
  return code === corrupt || code === notADatabase
}

/** What a person can do about an error of the machine rather than of the program; undefined where it is another one. */
export function explainTrouble(error: unknown): DomainError | undefined {
  if (isDamage(error)) {
    return new DomainError('unavailable', 'The database is damaged. ./bin/diptych doctor says where, and what to do about it.', { cause: error })
  }
  if (sqliteCodeOf(error) === full || (error as NodeJS.ErrnoException).code === 'ENOSPC') {
    return new DomainError('unavailable', 'The disk is full. Free some space and try again; nothing that was stored is lost.', { cause: error })
  }
}

/** The same for an error on opening the store in this folder. */
export function explainOpening(error: unknown, { folder, postgresUrl }: { folder: string; postgresUrl?: string }): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (isAboutTheFolder(error)) {
    return new DomainError('unavailable', `The data folder ${folder} cannot be written. Make it writable, or choose another one: DIPTYCH_DATA=FOLDER or --data FOLDER.`, { cause: error })
  }
  if (isDamage(error)) {
    return new DomainError('unavailable', `The database in ${folder} is damaged, or no database of Diptych. Move diptych.sqlite away, then restore the newest backup: ./bin/diptych restore FILE.`, { cause: error })
  }
  if (postgresUrl && code !== undefined && postgresCodes.has(code)) {
    return new DomainError('unavailable', `The PostgreSQL server of DIPTYCH_DATABASE_URL cannot be used (${code}). Check address, name and password.`, { cause: error })
  }
  return explainTrouble(error) ?? error
}

/** No server there, not found or silent; a wrong password or role, no such database, no right to it. */
const postgresCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EAI_AGAIN', '28P01', '28000', '3D000', '42501'])

/** A file where a folder should be, a folder that cannot be made or written. */
function isAboutTheFolder(error: unknown): boolean {
  const sqliteCode = sqliteCodeOf(error)
  if (sqliteCode !== undefined) return sqliteCode === cannotOpen || sqliteCode === readOnly
  return ['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')
}
