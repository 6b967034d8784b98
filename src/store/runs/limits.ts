import type { Selectable } from 'kysely'
import type { ProviderLimits } from '../../core/runs/run.ts'
import type { Database } from '../database.ts'
import { prepared } from '../prepared.ts'
import type { RunModelTable } from '../tables.ts'

/** The limits of providers that the configuration file names, by provider: one of the same name that was entered does not count. */
export type FileLimits = ReadonlyMap<string, ProviderLimits>

type LimitedColumn = Pick<Selectable<RunModelTable>, 'provider' | 'connection' | 'limits'>

/**
 * The limits that hold now where a column is asked, whenever its run was made: those that the provider has. An endpoint
 * that was named for one run alone keeps what it was given.
 */
export function limitsNow({ provider, connection, limits }: LimitedColumn, entered: ProviderLimits | null, inFile: FileLimits): ProviderLimits {
  return connection ? limits : inFile.get(provider) ?? entered ?? {}
}

/** The same, for who has not read what was entered. */
export async function readLimitsNow(db: Database, column: LimitedColumn, inFile: FileLimits): Promise<ProviderLimits> {
  const [entered] = await enteredLimits(db, { provider: column.provider })
  return limitsNow(column, entered?.limits ?? null, inFile)
}

const enteredLimits = prepared((db: Database, { provider }: { provider: string }) => db.selectFrom('providers').select('limits').where('slug', '=', provider))
