import { DomainError } from '../../core/errors.ts'
import type { Database } from '../../store/database.ts'
import { findSession, type SessionRow } from '../../store/lab/sessions.ts'
import { readColumns, type ColumnRow } from '../../store/runs/read.ts'
import type { Caller, Services } from '../operation.ts'
import { voterFor } from '../voters/identity.ts'

/** Whose sessions a caller's are: those of the admins belong to all of them. */
export async function ownerOf(caller: Caller, services: Services): Promise<string> {
  return caller.kind === 'visitor' ? voterFor(caller, services) : 'admin'
}

export interface Session {
  row: SessionRow
  columns: ColumnRow[]
  mine: boolean
}

/** A session that this caller may see: their own, or one that is shared. @throws DomainError `not-found`. */
export async function requireSession(db: Database, id: string, caller: Caller, services: Services): Promise<Session> {
  const row = await findSession(db, id)
  const mine = row !== undefined && (caller.kind === 'admin' || caller.kind === 'system' || row.owner === await ownerOf(caller, services))
  if (!row || !(mine || row.shared)) throw new DomainError('not-found', 'There is no such session of the Lab, or its owner has not shared it.')
  return { row, mine, columns: await readColumns(db, row.run_id) }
}

/** The same for those who go on with it. @throws DomainError `not-found` or `forbidden`. */
export async function requireMine(db: Database, id: string, caller: Caller, services: Services): Promise<Session> {
  const session = await requireSession(db, id, caller, services)
  if (!session.mine) throw new DomainError('forbidden', 'Only whoever began this session can go on with it. Start one of your own with the same prompt.')
  return session
}

/** Whether names must not be told now. */
export function isSealed({ blind, revealed_at }: SessionRow): boolean {
  return blind && revealed_at === null
}

/** Why a session cannot be made a public challenge; null where it can. */
export function whyNotPublic(row: SessionRow): string | null {
  if (row.rounds.some(({ attachments }) => attachments.some(({ mediaType }) => mediaType !== 'text/plain'))) return 'It has images, and a challenge has none: other models would be asked something else.'
  if (row.rounds.some(({ shared }) => shared !== null)) return 'Models went on with another’s conversation: in a challenge each goes on with its own.'
  return isSealed(row) ? 'Its names are still hidden. Choose the best answer, or reveal them, first.' : null
}

/** @throws DomainError `invalid`. */
export function requireColumn(columns: ColumnRow[], column: number): ColumnRow {
  const found = columns[column]
  if (!found) throw new DomainError('invalid', `This session has columns 0 to ${columns.length - 1}.`)
  return found
}
