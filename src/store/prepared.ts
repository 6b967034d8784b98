import type { Compilable } from 'kysely'
import type { Database } from './database.ts'
import { kindOf, type DatabaseKind } from './dialect.ts'
import { runText } from './run-text.ts'

/** Stands for the value that a parameter will have. */
class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/**
 * A query that is written once and then only given new parameters: Kysely would build and compile its text each time,
 * which takes longer than SQLite needs to answer it. For what is asked a thousand times a second.
 * A parameter must stand in the query as it is: nothing may be computed from it.
 */
export function prepared<P extends object, Row>(
  build: (db: Database, slots: P) => Compilable<Row>,
): (db: Database, parameters: P) => Promise<Row[]> {
  const slots = new Proxy({}, { get: (_, name) => new Slot(String(name)) }) as P
  const compiled: Partial<Record<DatabaseKind, Compiled>> = {}
  return (db, parameters) => {
    const { sql, places } = (compiled[kindOf(db)] ??= compile(build(db, slots)))
    return runText<Row>(db, sql, places.map((place) => (place instanceof Slot ? asParameter(parameters[place.name as keyof P]) : place)))
  }
}

interface Compiled {
  sql: string
  /** What its parameters are: slots, and values that are always the same. */
  places: readonly unknown[]
}

function compile(query: Compilable<unknown>): Compiled {
  const { sql, parameters } = query.compile()
  return { sql, places: parameters }
}

/** A list goes into a JSON column; `pg` would make an array of PostgreSQL of it. */
function asParameter(value: unknown): unknown {
  return Array.isArray(value) ? JSON.stringify(value) : value
}
