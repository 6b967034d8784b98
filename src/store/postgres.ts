import { CompiledQuery, PostgresDialect, PostgresQueryCompiler } from 'kysely'
import pg from 'pg'

const { builtins } = pg.types

/** Values as `tables.ts` has them: counts are numbers, bytes are bytes. */
function readerOf(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === builtins.INT8 || oid === builtins.NUMERIC) return Number
  if (oid === builtins.BYTEA) return readBytes
  return pg.types.getTypeParser(oid, format as 'text')
}

/** `\x` and hexadecimal digits. */
function readBytes(text: string): Uint8Array {
  return Uint8Array.fromHex(text.slice(2))
}

export interface PostgresServer {
  url: string
  readOnly: boolean
  connections: number
}

/** Kysely's PostgreSQL dialect over a pool of `pg`; with `readOnly` its connections cannot write. */
export class PooledPostgresDialect extends PostgresDialect {
  constructor({ url, readOnly, connections }: PostgresServer) {
    const pool = new pg.Pool({ connectionString: url, max: connections, types: { getTypeParser: readerOf } as never })
    // A connection that breaks while idle is replaced by the next query; unheard, the event would end the process.
    pool.on('error', () => {})
    super({
      pool,
      async onCreateConnection(connection) {
        if (readOnly) await connection.executeQuery(CompiledQuery.raw('set default_transaction_read_only = on'))
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
