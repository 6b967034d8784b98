import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { DomainError } from '../../core/errors.ts'
import { lockForImport } from '../dialect.ts'
import { createTables } from './001-tables.ts'
import { addSearch } from './002-search.ts'
import { addDuels } from './003-duels.ts'
import { addLedger } from './004-ledger.ts'
import { addBoards } from './005-boards.ts'
import { addCheckIndices } from './006-checks.ts'
import { addCriteria } from './007-criteria.ts'
import { addRuns } from './008-runs.ts'
import { addLab } from './009-lab.ts'
import { indexDatedAnswers } from './010-dated-answers.ts'
import { addProviderTests } from './011-providers.ts'
import { addRunSums } from './012-run-sums.ts'
import { addAskedWith } from './013-asked-with.ts'
import { addVotingAddresses } from './014-voting-addresses.ts'
import { addStoppedCells } from './015-stopped-cells.ts'
import { addHiddenModels } from './016-hidden-models.ts'
import { addUnanswered } from './017-unanswered.ts'
import { addUndo } from './018-undo.ts'
import { addDeciders } from './019-deciders.ts'
import { lightenVotes } from './020-lighter-votes.ts'
import { addEnteredPrices } from './021-entered-prices.ts'

/** A numbered step; its number is its place. Steps are never changed once released, only added. */
export interface Migration {
  name: string
  up(db: Kysely<any>): Promise<void>
}

export const migrations: Migration[] = [
  { name: 'tables', up: createTables },
  { name: 'search', up: addSearch },
  { name: 'duels', up: addDuels },
  { name: 'ledger', up: addLedger },
  { name: 'boards', up: addBoards },
  { name: 'checks', up: addCheckIndices },
  { name: 'criteria', up: addCriteria },
  { name: 'runs', up: addRuns },
  { name: 'lab', up: addLab },
  { name: 'dated answers', up: indexDatedAnswers },
  { name: 'provider tests', up: addProviderTests },
  { name: 'run sums', up: addRunSums },
  { name: 'asked with', up: addAskedWith },
  { name: 'voting addresses', up: addVotingAddresses },
  { name: 'stopped cells', up: addStoppedCells },
  { name: 'hidden models', up: addHiddenModels },
  { name: 'unanswered', up: addUnanswered },
  { name: 'undo', up: addUndo },
  { name: 'deciders', up: addDeciders },
  { name: 'lighter votes', up: lightenVotes },
  { name: 'entered prices', up: addEnteredPrices },
]

/** Brings the tables up to date, in one transaction. Two processes that start together: the second finds it done. */
export async function migrate(db: Kysely<any>): Promise<void> {
  if (await appliedMigrations(db) === migrations.length) return
  await db.transaction().execute(async (transaction) => {
    await lockForImport(transaction)
    await transaction.schema.createTable('migrations').ifNotExists()
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .execute()
    for (let number = await appliedMigrations(transaction) + 1; number <= migrations.length; number++) {
      const { name, up } = migrations[number - 1]!
      await up(transaction)
      await sql`insert into migrations (number, name, at) values (${number}, ${name}, ${new Date().toISOString()})`
        .execute(transaction)
    }
  })
}

/** How many migrations the database has seen. */
export async function appliedMigrations(db: Kysely<any>): Promise<number> {
  const tables = await db.introspection.getTables()
  if (!tables.some(({ name }) => name === 'migrations')) return 0
  const { rows } = await sql<{ last: number | null }>`select max(number) as last from migrations`.execute(db)
  const last = rows[0]?.last ?? 0
  if (last > migrations.length) throw new DomainError('unavailable',
    `The database is at version ${last}, this program knows versions up to ${migrations.length}. ` +
    'Start the newer Diptych that wrote it, or restore a backup of this version.')
  return last
}
