import { sql } from 'kysely'
import type { Kysely, RawBuilder, SqlBool } from 'kysely'
import type { Phrase } from '../core/text/search-query.ts'
import { indexTextOf, termsOf, searchedLength } from '../core/text/terms.ts'
import type { Database } from './database.ts'
import { kindOf } from './dialect.ts'
import { insertRows } from './rows.ts'

/**
 * Full-text search on both databases, the second half of the dialect. The words are ours (`core/text/terms.ts`), so both
 * find the same; the databases keep, for each word, where it stands. Each table has an id and the words of one thing.
 */
export const searchTables = ['body_search', 'challenge_search', 'model_search', 'creator_search'] as const
export type SearchTable = (typeof searchTables)[number]

export async function createSearchTables(db: Kysely<any>): Promise<void> {
  for (const table of searchTables) {
    if (kindOf(db) === 'sqlite') await createSqliteTable(db, table)
    else {
      await sql`create table ${sql.table(table)} (id bigint primary key, words tsvector not null)`.execute(db)
      await sql`create index ${sql.id(`${table}_words`)} on ${sql.table(table)} using gin (words)`.execute(db)
    }
  }
}

/**
 * The text itself is not kept a second time. Answers never change and are most of the data, so theirs goes without what
 * deleting needs. New words are sorted in memory up to 32 MB, and merged only when 64 batches have piled up: a batch of
 * an import then costs a third less, and a query still opens few lists.
 */
async function createSqliteTable(db: Kysely<any>, table: SearchTable): Promise<void> {
  const kept = table === 'body_search' ? 'columnsize=0' : 'contentless_delete=1'
  await sql.raw(`create virtual table ${table} using fts5(words, content='', ${kept}, tokenize='ascii')`).execute(db)
  for (const [option, value] of [['hashsize', 32 * 1024 * 1024], ['automerge', 0], ['crisismerge', 64]]) {
    await sql.raw(`insert into ${table} (${table}, rank) values ('${option}', ${value})`).execute(db)
  }
}

/** Makes these texts findable under these ids; bodies once only, others again and again. */
export async function writeWords(db: Database, table: SearchTable, texts: Array<{ id: number; text: string }>): Promise<void> {
  if (kindOf(db) === 'postgres') {
    const ending = 'on conflict (id) do update set words = excluded.words'
    await insertRows(db, { table, columns: ['id', 'words'], ending }, texts.map(({ id, text }) => [id, tsvectorOf(text)]))
    return
  }
  if (table !== 'body_search') {
    for (const { id } of texts) await sql`delete from ${sql.table(table)} where rowid = ${id}`.execute(db)
  }
  await insertRows(db, { table, columns: ['rowid', 'words'] }, texts.map(({ id, text }) => [id, indexTextOf(text)]))
}

/** Forgets all words. */
export async function clearWords(db: Database, table: SearchTable): Promise<void> {
  if (kindOf(db) === 'postgres') await sql`delete from ${sql.table(table)}`.execute(db)
  else await sql.raw(`insert into ${table} (${table}) values ('delete-all')`).execute(db)
}

/** The column that holds the id of what was found. */
export function foundId(db: Database, table: SearchTable): RawBuilder<number> {
  return sql.ref<number>(`${table}.${kindOf(db) === 'sqlite' ? 'rowid' : 'id'}`)
}

/**
 * The same id where it is only compared, never looked up by: SQLite would otherwise open the whole query anew for each
 * of a list of ids.
 */
export function comparedId(db: Database, table: SearchTable): RawBuilder<number> {
  return kindOf(db) === 'sqlite' ? sql<number>`+${foundId(db, table)}` : foundId(db, table)
}

/** Whether all the phrases stand in the words of this table's row. */
export function holdsPhrases(db: Database, table: SearchTable, phrases: Phrase[]): RawBuilder<SqlBool> {
  return kindOf(db) === 'sqlite'
    ? sql<SqlBool>`${sql.table(table)} match ${phrases.map(toFts5).join(' AND ')}`
    : sql<SqlBool>`${sql.ref(`${table}.words`)} @@ ${phrases.map(toTsquery).join(' & ')}::tsquery`
}

/** Terms are letters, digits and marks, so quoting them is enough. */
function toFts5({ terms, prefix }: Phrase): string {
  return `"${terms.join(' ')}"${prefix ? ' *' : ''}`
}

function toTsquery({ terms, prefix }: Phrase): string {
  return `(${terms.map((term) => `'${term}'`).join(' <-> ')}${prefix ? ':*' : ''})`
}

/** PostgreSQL takes no vector above 1 MB, and counts a quoted term of three-byte characters and its places towards it. */
const mostVectorCharacters = 250_000

function tsvectorOf(text: string): string {
  const places = new Map<string, number[]>()
  let characters = 0
  for (const [index, term] of termsOf(text.slice(0, searchedLength)).entries()) {
    const known = places.get(term)
    characters += known ? 1 : term.length + 4
    if (characters > mostVectorCharacters) break
    if (known) known.push(index + 1)
    else places.set(term, [index + 1])
  }
  return Array.from(places, ([term, at]) => `'${term}':${at.slice(0, 255).join(',')}`).join(' ')
}
