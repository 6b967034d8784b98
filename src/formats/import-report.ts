import { placeOf, type FactDifference, type FileReport, type Rejection } from '../core/imports/report.ts'
import type { Position } from '../core/imports/records.ts'
import type { RowOutcome } from '../core/imports/sink.ts'

const mostRejections = 1000
const mostLostFields = 1000
const mostDifferences = 1000

/** What a report of one file starts from. */
export function emptyReport(file: string, facts: Partial<FileReport> = {}): FileReport {
  return {
    file, format: null, read: 0, imported: 0, duplicates: 0, rejected: [], rejectedCount: 0, lost: [], ...facts,
  }
}

/** Counts what became of a file's rows. */
export class Tally {
  readonly report: FileReport
  readonly #lost = new Set<string>()

  constructor(report: FileReport) {
    this.report = report
  }

  count(outcome: RowOutcome): void {
    if (outcome.outcome === 'rejected') return this.reject(outcome.at, outcome.reason)
    this.report.read++
    if (outcome.outcome === 'imported') this.report.imported++
    else this.report.duplicates++
    for (const difference of outcome.differing ?? []) this.#differ(difference)
  }

  #differ(difference: FactDifference): void {
    this.lose([`${difference.model === undefined ? 'challenge' : 'model'}.${difference.field}`])
    this.report.differing ??= []
    if (this.report.differing.length < mostDifferences) this.report.differing.push(difference)
  }

  reject(at: Position, reason: string): void {
    this.report.read++
    this.report.rejectedCount++
    if (this.report.rejected.length < mostRejections) this.report.rejected.push({ ...placeOf(at), reason })
  }

  lose(fields: string[]): void {
    for (const field of fields) {
      if (this.#lost.has(field) || this.#lost.size >= mostLostFields) continue
      this.#lost.add(field)
      this.report.lost.push(field)
    }
  }
}

/** The report of a folder or an archive: the sums over its entries, and their first rejected rows with their files. */
export function reportOfTree(file: string, entries: FileReport[], error: string | undefined): FileReport {
  const formats = new Set(entries.flatMap(({ format }) => format ?? []))
  const rejected: Rejection[] = []
  const differing = entries.flatMap((entry) => entry.differing ?? [])
  for (const entry of entries) {
    const room = mostRejections - rejected.length
    entry.rejected.splice(room)
    rejected.push(...entry.rejected.map((one) => ({ file: entry.file, ...one })))
  }
  return {
    file,
    format: formats.size > 0 ? [...formats].join(', ') : null,
    read: sum(entries, 'read'),
    imported: sum(entries, 'imported'),
    duplicates: sum(entries, 'duplicates'),
    rejected,
    rejectedCount: sum(entries, 'rejectedCount'),
    lost: [...new Set(entries.flatMap(({ lost }) => lost))],
    ...(differing.length > 0 && { differing: differing.slice(0, mostDifferences) }),
    ...(error === undefined ? {} : { error }),
    entries,
  }
}

function sum(entries: FileReport[], field: 'read' | 'imported' | 'duplicates' | 'rejectedCount'): number {
  return entries.reduce((total, entry) => total + entry[field], 0)
}
