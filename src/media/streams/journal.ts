import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { AnswerEvent } from '../../core/providers/provider.ts'

/**
 * What arrives while an answer is given, written to a file of its own as it arrives, one event a line: bytes that were
 * received are with the operating system before anything else is done with them, so a killed process loses none. The file
 * goes once the answer is in the database.
 */
export interface AnswerJournal {
  /** `afterMs` is counted from the question. Throws where the disk takes no more. */
  write(event: AnswerEvent, afterMs: number): void
  /** Everything written so far is handed to the operating system. */
  flush(): void
  /** Ends writing; the file stays until it is removed. */
  close(): void
}

/** An event as the journal holds it, with its time, so that a recovered answer has its timing too. */
export interface JournalEntry {
  event: AnswerEvent
  afterMs: number
}

export function openJournal(folder: string, attempt: string): AnswerJournal {
  const file = openInside(folder, placeOf(folder, attempt))
  let waiting = ''
  let isScheduled = false
  let isClosed = false
  let trouble: unknown
  const flush = () => {
    isScheduled = false
    if (waiting === '' || isClosed) return
    const lines = Buffer.from(waiting)
    waiting = ''
    for (let done = 0; done < lines.length;) done += writeSync(file, lines, done)
  }
  const flushLater = () => {
    try {
      flush()
    } catch (error) {
      // A full disk: whoever writes next hears of it.
      trouble = error
    }
  }
  return {
    write(event, afterMs) {
      if (trouble !== undefined) throw trouble
      waiting += `[${afterMs},${JSON.stringify(event.type === 'response-file' ? { ...event, bytes: Buffer.from(event.bytes).toString('base64') } : event)}]\n`
      if (event.type === 'response-ended') return flush()
      // Events of one network read come within one turn of the event loop, and share one write.
      if (!isScheduled) setImmediate(flushLater)
      isScheduled = true
    },
    flush,
    close() {
      try {
        flush()
      } finally {
        isClosed = true
        closeSync(file)
      }
    },
  }
}

function openInside(folder: string, path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    mkdirSync(folder, { recursive: true })
    return openSync(path, 'wx', 0o600)
  }
}

/**
 * The entries of a journal, in order; undefined where there is none. What follows a line that cannot be read is left out:
 * the process was killed, or the disk was full, in the middle of writing it.
 */
export function readJournal(folder: string, attempt: string): JournalEntry[] | undefined {
  const text = readText(placeOf(folder, attempt))
  if (text === undefined) return undefined
  const entries: JournalEntry[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = readLine(line)
    if (!entry) break
    entries.push(entry)
  }
  return entries
}

export function readLine(line: string): JournalEntry | undefined {
  try {
    const [afterMs, event] = JSON.parse(line)
    return { afterMs, event: event.type === 'response-file' ? { ...event, bytes: new Uint8Array(Buffer.from(event.bytes, 'base64')) } : event }
  } catch {
    return undefined
  }
}

export function removeJournal(folder: string, attempt: string): void {
  try {
    unlinkSync(placeOf(folder, attempt))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Keeps the journal of an answer that cannot be stored, for a person to look at: nobody goes on with it. */
export function setJournalAside(folder: string, attempt: string): void {
  renameSync(placeOf(folder, attempt), join(folder, `${attempt}.unstored`))
}

/** Attempts that have a journal here. */
export function listJournals(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

const ending = '.ndjson'

/** Throws on anything but an attempt's id, which is the only thing that may become a path. */
export function placeOf(folder: string, attempt: string): string {
  if (!/^[0-9a-f]{24}$/.test(attempt)) throw new Error('A journal is named by the id of its attempt.')
  return join(folder, attempt + ending)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
