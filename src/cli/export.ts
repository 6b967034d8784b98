import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { DomainError } from '../core/errors.ts'
import { exportKinds, exportTo } from '../operations/exports/export.ts'
import { UsageError } from './arguments.ts'
import type { Command } from './command.ts'

const formats = ['jsonl', 'csv'] as const

/** `diptych export responses > answers.jsonl` */
export const exportCommand: Command = {
  name: 'export',
  usage: 'export <kind>',
  summary: `Write all ${exportKinds.join(', ')} as JSON lines or CSV, which import reads back.`,
  takesWords: true,
  options: {
    format: { type: 'string', help: 'How the rows are written.', values: formats, default: formats[0] },
    collection: { type: 'string', help: 'Only rows of this collection.' },
    out: { type: 'string', help: 'File to write, instead of standard output.' },
    sealed: { type: 'boolean', help: 'With sealed answers, which nobody can browse yet, marked as sealed. Left out by default.' },
    'guard-formulas': { type: 'boolean', help: 'Make a CSV safe to open in a spreadsheet: cells that start with = + - @ get an apostrophe.' },
  },
  notes: `Kinds: ${exportKinds.join(', ')}. With --json the rows are one JSON list, which import does not read; with --json and --out, the\nrows go into the file as they do without, and a summary is printed.`,
  async run({ words, options }, context) {
    const kind = exportKinds.find((one) => one === words[0])
    if (!kind || words.length > 1) throw new UsageError(`Say what to export: ${exportKinds.join(', ')}.`)
    const format = formats.find((one) => one === (options.format ?? formats[0]))
    if (!format) throw new UsageError(`--format is ${formats.join(' or ')}, not "${String(options.format)}".`)
    const isList = options.json === true && !options.out
    if (isList && format === 'csv') throw new UsageError('A CSV is no JSON document: leave --json out, or write it to a file with --out FILE.')
    const target = options.out ? await openFile(String(options.out)) : process.stdout
    const services = await context.services()
    let bytes = 0
    const send = async (text: string) => {
      if (!target.write(text)) await once(target, 'drain')
    }
    try {
      const choice = { kind, format, collection: options.collection as string | undefined, guardFormulas: options['guard-formulas'] === true, sealed: options.sealed === true } as const
      await exportTo(choice, services, async (piece) => {
        await send(isList ? `${bytes === 0 ? '[' : ','}\n${piece.trimEnd()}` : piece)
        bytes += Buffer.byteLength(piece)
      })
      if (isList) await send('\n]\n')
      if (target !== process.stdout) await new Promise<void>((resolve, reject) => target.end((error?: Error | null) => (error ? reject(error) : resolve())))
      if (options.json && !isList) context.out(`${JSON.stringify({ kind, format, file: String(options.out), bytes })}\n`)
    } finally {
      await services.store.close()
    }
  },
}

async function openFile(path: string) {
  const file = createWriteStream(path)
  await once(file, 'open').catch((error: NodeJS.ErrnoException) => {
    throw new DomainError('unavailable', `${path} cannot be written (${error.code}). Name a file in a folder that is there.`, { cause: error })
  })
  // A write that fails (a full disk) is told by the write itself.
  file.on('error', () => {})
  return file
}
