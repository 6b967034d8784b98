import { CompiledQuery, PostgresDialect, PostgresQueryCompiler, type PostgresPool } from 'kysely'

/** `\x` and hexadecimal digits. */
function readBytes(text: string): Uint8Array {
  return Uint8Array.fromHex(text.slice(2))
}

export interface PostgresServer {
  url: string
  readOnly: boolean
  connections: number
}

/** `pg` comes with the first query to a PostgreSQL: most processes, and their threads, talk to none. */
async function openPool({ url, connections }: PostgresServer): Promise<PostgresPool> {
  const { default: { Pool, types: { builtins, getTypeParser: usual } } } = await import('pg')
  /** Values as `tables.ts` has them: counts are numbers, bytes are bytes. */
  const getTypeParser = (oid: number, format?: 'text' | 'binary'): ((value: string) => unknown) => {
    if (oid === builtins.INT8 || oid === builtins.NUMERIC) return Number
    if (oid === builtins.BYTEA) return readBytes
    return usual(oid, format as 'text')
  }
  const pool = new Pool({ connectionString: url, max: connections, types: { getTypeParser } as never })
  // A connection that breaks while idle is replaced by the next query; unheard, the event would end the process.
  pool.on('error', () => {})
  return pool
}

/** Kysely's PostgreSQL dialect over a pool of `pg`; with `readOnly` its connections cannot write. */
export class PooledPostgresDialect extends PostgresDialect {
  constructor(server: PostgresServer) {
    super({
      pool: () => openPool(server),
      async onCreateConnection(connection) {
        if (server.readOnly) await connection.executeQuery(CompiledQuery.raw('set default_transaction_read_only = on'))
      },
    })
  }

  override createQueryCompiler(): PostgresQueryCompiler {
    return new JsonQueryCompiler()
  }
}

/** `pg` would send an array as an array of PostgreSQL; the lists of our tables are JSON. */
class JsonQueryCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(Array.isArray(parameter) ? JSON.stringify(parameter) : parameter)
  }
}
