import type { CreateTableBuilder, Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'
import type { ColumnTypes } from '../dialect.ts'

type Kind = Exclude<keyof ColumnTypes, 'id'>

/** `kind`, then `?` where the value may be missing, then `=` for a unique column, then `>table` for a foreign key. */
export type Column = `${Kind}${'' | '?'}${'' | '='}${'' | `>${string}`}`

export type TableDescriptions = Record<string, { id?: true; primaryKey?: string[]; unique?: string[][]; columns: Record<string, Column> }>

export type IndexDescription = [table: string, ...columns: string[]]

/** Creates tables and indices as described, on either database. */
export async function createAll(db: Kysely<any>, tables: TableDescriptions, indices: IndexDescription[]): Promise<void> {
  for (const [name, { id, primaryKey, unique = [], columns }] of Object.entries(tables)) {
    let table: CreateTableBuilder<string, string> = db.schema.createTable(name)
    if (id) table = table.addColumn('id', columnTypesOf(db).id, (column) => column.primaryKey())
    for (const [column, kind] of Object.entries(columns)) table = addColumn(db, table, column, kind)
    if (primaryKey) table = table.addPrimaryKeyConstraint(`${name}_key`, primaryKey)
    for (const set of unique) table = table.addUniqueConstraint(`${name}_unique_${set.join('_')}`, set)
    await table.execute()
  }
  for (const [table, ...columns] of indices) {
    await db.schema.createIndex(`${table}_by_${columns.join('_')}`).on(table).columns(columns).execute()
  }
}

function addColumn(db: Kysely<any>, table: CreateTableBuilder<string, string>, name: string, kind: Column) {
  const [description, references] = kind.split('>') as [string, string?]
  const type = description.replace(/[?=]/g, '') as Kind
  return table.addColumn(name, columnTypesOf(db)[type], (column) => {
    if (!description.includes('?')) column = column.notNull()
    if (description.includes('=')) column = column.unique()
    return references ? column.references(`${references}.id`) : column
  })
}
