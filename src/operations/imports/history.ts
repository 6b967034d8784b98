import type { FileReport } from '../../core/imports/report.ts'
import { beginImports, saveImportReport, type ImportState } from '../../store/imports.ts'
import type { Context } from '../operation.ts'

/** How often a running import writes down how far it is. */
const intervalMs = 5_000

/** An import that has said nothing for so long was killed: twelve times what it takes to say it. */
export const silentAfterMs = 60_000

type Reports = () => FileReport[]

/**
 * Runs an import of these files and writes down what it does while it does it, so that a killed one leaves its trace.
 * `run` hands over a way to ask for the reports as they stand.
 */
export async function withHistory(
  files: string[], context: Pick<Context, 'db' | 'now'>, run: (knowing: (reports: Reports) => void) => Promise<FileReport[]>,
): Promise<FileReport[]> {
  const ids = await beginImports(context.db, files, context.now().toISOString())
  let latest: Reports = () => []
  const save = async (reports: FileReport[], stateOf: (report: FileReport | undefined) => ImportState) => {
    const at = context.now().toISOString()
    for (const [index, id] of ids.entries()) await saveImportReport(context.db, id, reports[index], { at, state: stateOf(reports[index]) })
  }
  // What stands in the way of saying how far it is does not stop the import.
  let saying = Promise.resolve()
  const timer = setInterval(() => void (saying = saying.then(() => save(latest(), () => 'running')).catch(() => {})), intervalMs)
  try {
    const reports = await run((reports) => void (latest = reports))
    clearInterval(timer)
    await saying
    await save(reports, (report) => (report?.error === undefined ? 'done' : 'failed'))
    return reports
  } catch (error) {
    clearInterval(timer)
    await saying
    // The error itself matters more than that it could not be written down.
    await save(latest(), () => 'failed').catch(() => {})
    throw error
  } finally {
    clearInterval(timer)
  }
}
