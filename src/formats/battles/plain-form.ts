import { csvHeader, firstJsonFields, isJsonArray } from '../first-row.ts'
import type { SourceFile } from '../format.ts'
import { isVegaOfPairs, pairColumnsIn } from './pair-totals.ts'
import { areVotes } from './roles.ts'
import { parseCsvRecord } from '../reading/csv.ts'

/** How a file holds plain votes, and the first row of it, by which its fields are known. */
export type PlainForm =
  | { form: 'lines' | 'array'; firstRow: ReadonlyMap<string, unknown> }
  | { form: 'csv'; delimiter: string; firstRow: ReadonlyMap<string, unknown> }
  | { form: 'pairs' | 'vega' }

/**
 * The plain form of a file; undefined where it has none, or, unless it `must` be read as plain votes, where one of the
 * formats of an import is for it.
 */
export function plainFormOf(file: SourceFile, must = false): PlainForm | undefined {
  return jsonFormOf(file, must) ?? csvFormOf(file, must) ?? (isVegaOfPairs(file) ? { form: 'vega' } : undefined)
}

const mostLines = 50

function jsonFormOf({ path, head }: SourceFile, must: boolean): PlainForm | undefined {
  if (isJsonArray(head)) {
    const firstRow = firstJsonFields(head)
    return areVotes(firstRow.keys()) && (must || !isOfAFormat(firstRow)) ? { form: 'array', firstRow } : undefined
  }
  const lines = head.split('\n', mostLines)
  for (const line of lines) {
    const firstRow = firstJsonFields(line)
    if (!areVotes(firstRow.keys())) continue
    const isForAFormat = isOfAFormat(firstRow) || (isLikeArenaHard(firstRow) && areGames(path, lines))
    return isForAFormat && !must ? undefined : { form: 'lines', firstRow }
  }
  return undefined
}

/** Fields of votes that one of the formats reads: with the conversations, it knows which prompt a vote was about. */
const fieldsOfFormats = ['conversation_a', 'conversation_b', 'full_conversation', 'turns']

function isOfAFormat(firstRow: ReadonlyMap<string, unknown>): boolean {
  return fieldsOfFormats.some((name) => firstRow.has(name)) || firstRow.get('kind') === 'vote'
}

function isLikeArenaHard(firstRow: ReadonlyMap<string, unknown>): boolean {
  return firstRow.size === 4 && ['question_id', 'model_a', 'model_b', 'winner'].every((name) => firstRow.has(name))
}

const fewestBattles = 10
const lettersOf: Record<string, string> = { model_a: 'a', model_b: 'b', tie: 't' }

/**
 * Arena-Hard's battle lines look like plain votes, but the lines of one battle are two games, each of them three times
 * where the win was a clear one. They are known by their name, or by that all battles are written so.
 */
function areGames(path: string, lines: string[]): boolean {
  if (/arena.?hard/i.test(path)) return true
  const battles: Array<{ key: string; winners: string }> = []
  for (const line of lines.slice(0, -1)) {
    const row = firstJsonFields(line)
    const key = JSON.stringify(['question_id', 'model_a', 'model_b'].map((name) => row.get(name)))
    if (battles.at(-1)?.key !== key) battles.push({ key, winners: '' })
    battles.at(-1)!.winners += lettersOf[String(row.get('winner'))] ?? '?'
  }
  // The last one may go on behind the head.
  const games = battles.slice(0, -1).map(({ winners }) => /^(aaa|bbb|[abt])(aaa|bbb|[abt])?$/.exec(winners))
  const pairs = games.filter((both) => both?.[2] !== undefined)
  return games.length >= fewestBattles && games.every((one) => one !== null) && pairs.length * 2 > games.length
}

/** Columns of llmfao and of Diptych's own CSV, which have a format each. */
const columnsOfFormats = ['diptych', 'model_x']

function csvFormOf({ head }: SourceFile, must: boolean): PlainForm | undefined {
  for (const delimiter of [',', '\t', ';']) {
    const header = csvHeader(head, delimiter)
    if (!must && columnsOfFormats.some((name) => header.includes(name))) return undefined
    if (areVotes(header)) return { form: 'csv', delimiter, firstRow: firstRecord(head, header, delimiter) }
    if (delimiter === ',' && pairColumnsIn(new Set(header))) return { form: 'pairs' }
  }
  return undefined
}

/** The first record behind the header, as far as it stands on one line. */
function firstRecord(head: string, header: string[], delimiter: string): Map<string, string> {
  const line = head.replace(/^[\r\n]+/, '').split('\n', 2)[1] ?? ''
  const parsed = parseCsvRecord(Buffer.from(line.replace(/\r$/, '')), delimiter)
  return new Map('fields' in parsed ? header.map((name, column) => [name, parsed.fields[column] ?? '']) : [])
}
