import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely, RawBuilder, SqlBool } from 'kysely'
import type { Phrase } from '../core/text/search-query.ts'
import { indexTextOf, termsOf, searchedLength } from '../core/text/terms.ts'
import type { AnswerIndexFollower } from './answer-index/follower.ts'
import type { Database } from './database.ts'
import { kindOf } from './dialect.ts'
import { insertRows } from './rows.ts'
import { SqliteFileAdapter } from './sqlite.ts'

/**
 * Full-text search on both databases, the second half of the dialect. The words are ours (`core/text/terms.ts`), so both
 * find the same; the databases keep, for each word, where it stands. Each table has an id and the words of one thing.
 */
export const searchTables = ['body_search', 'challenge_search', 'model_search', 'creator_search'] as const
export type SearchTable = (typeof searchTables)[number]

/** On SQLite the words of answers are in a file of their own: `answer-index/`. */
export async function createSearchTables(db: Kysely<any>): Promise<void> {
  for (const table of searchTables) {
    if (kindOf(db) === 'postgres') {
      await sql`create table ${sql.table(table)} (id bigint primary key, words tsvector not null)`.execute(db)
      await sql`create index ${sql.id(`${table}_words`)} on ${sql.table(table)} using gin (words)`.execute(db)
    } else if (table !== 'body_search') {
      // The text itself is not kept a second time.
      await sql.raw(`create virtual table ${table} using fts5(words, content='', contentless_delete=1, tokenize='ascii')`).execute(db)
    }
  }
}

export interface Words {
  id: number
  text: string
}

/** Makes these texts findable under these ids, in place of those that were. Answers have `writeBodyWords`. */
export async function writeWords(db: Database, table: Exclude<SearchTable, 'body_search'>, texts: Words[]): Promise<void> {
  if (kindOf(db) === 'postgres') return writeVectors(db, table, texts)
  for (const { id } of texts) await sql`delete from ${sql.table(table)} where rowid = ${id}`.execute(db)
  await insertRows(db, { table, columns: ['rowid', 'words'] }, texts.map(({ id, text }) => [id, indexTextOf(text)]))
}

/** Makes new answers findable; on SQLite once the transaction that stores them is committed. */
export async function writeBodyWords(db: Database, bodies: Words[]): Promise<void> {
  if (kindOf(db) === 'postgres') await writeVectors(db, 'body_search', bodies)
  else followerOf(db)?.announce(bodies.length)
}

/** Where the index follows the database by itself, lets it know that all bodies are new. */
export async function announceAllBodies(db: Database): Promise<boolean> {
  if (kindOf(db) === 'postgres') return false
  const { count } = await db.selectFrom('bodies').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  followerOf(db)?.announce(count)
  return true
}

function followerOf(db: Database): AnswerIndexFollower | undefined {
  const { adapter } = db.getExecutor()
  return adapter instanceof SqliteFileAdapter ? adapter.follower : undefined
}

async function writeVectors(db: Database, table: SearchTable, texts: Words[]): Promise<void> {
  const ending = 'on conflict (id) do update set words = excluded.words'
  await insertRows(db, { table, columns: ['id', 'words'], ending }, texts.map(({ id, text }) => [id, tsvectorOf(text)]))
}

/** Forgets all words, those of answers on SQLite once the transaction is committed. */
export async function clearWords(db: Database): Promise<void> {
  if (kindOf(db) === 'postgres') {
    for (const table of searchTables) await sql`delete from ${sql.table(table)}`.execute(db)
    return
  }
  for (const table of searchTables) {
    if (table !== 'body_search') await sql.raw(`insert into ${table} (${table}) values ('delete-all')`).execute(db)
  }
  // The index of answers begins anew for another version of the whole database.
  await sql.raw(`pragma user_version = ${randomInt(1, 2 ** 31)}`).execute(db)
}

/** The table to look in. */
export function searchTable(db: Database, table: SearchTable): RawBuilder<unknown> {
  return sql.table(kindOf(db) === 'sqlite' && table === 'body_search' ? `search.${table}` : table)
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
    ? sql<SqlBool>`${sql.id(table)} match ${phrases.map(toFts5).join(' AND ')}`
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
