import { sql } from 'kysely'
import type { Database } from './database.ts'
import { isOneOfIds } from './dialect.ts'
import { noteChanges } from './response-changes.ts'

/**
 * Whether anyone may see the answer. Every read of `responses` that reaches a caller asks this: a sealed answer is not
 * there for anybody, whoever asks, until a duel over it was revealed. Written out and never a parameter, so that indices
 * of open answers can be used.
 */
export const isOpen = sql<boolean>`responses.sealed = false`

/**
 * These answers (by their row ids) were revealed: from now on anyone can read them. Give it the transaction that reveals
 * the duel. Answers how many were sealed.
 */
export async function unseal(transaction: Database, responseIds: number[]): Promise<number> {
  const unsealed = await transaction.updateTable('responses').set({ sealed: false })
    .where(isOneOfIds(transaction, sql.ref('id'), responseIds)).where('sealed', '=', true).returning('id').execute()
  await noteChanges(transaction, unsealed.map(({ id }) => id))
  return unsealed.length
}
