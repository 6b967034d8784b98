import { stripControls } from '../core/text/measure.ts'

type Row = Record<string, unknown>

/** Shows a reply to a person: lists of objects as a table, objects as lines, everything without control characters. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return value.length && value.every(isObject) ? table(value as Row[]) : value.map(cell).join('\n')
  if (!isObject(value)) return cell(value)
  const { nextCursor, ...rest } = value as Row
  const blocks = Object.entries(rest).map(([key, part]) => (Array.isArray(part) && part.some(isObject) ? `${key}:\n${show(part)}` : `${key}: ${cell(part)}`))
  return [...blocks, ...(nextCursor ? [`more: --cursor ${cell(nextCursor)}`] : [])].join('\n')
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const widestColumn = 48

function table(rows: Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => rows.some((row) => row[name] !== null && row[name] !== undefined))
  const cells = rows.map((row) => columns.map((name) => shorten(cell(row[name]).replaceAll(/\s+/g, ' '))))
  const widths = columns.map((name, index) => Math.max(name.length, ...cells.map((line) => line[index]!.length)))
  const format = (line: string[]) => line.map((text, index) => text.padEnd(widths[index]!)).join('  ').trimEnd()
  return [format(columns), format(widths.map((width) => '─'.repeat(width))), ...cells.map(format)].join('\n')
}

function shorten(text: string): string {
  return text.length > widestColumn ? `${text.slice(0, widestColumn - 1)}…` : text
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  if (Array.isArray(value)) return value.length ? value.map(cell).join(', ') : 'none'
  if (isObject(value)) {
    const row = value as Row
    return row.kind === 'untrusted-text' ? stripControls(String(row.text)) : String(row.name ?? row.title ?? row.slug ?? JSON.stringify(value))
  }
  return stripControls(String(value))
}
