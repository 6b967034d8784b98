import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { exportKinds, exportTo } from '../operations/exports/export.ts'
import { UsageError } from './arguments.ts'
import type { Command } from './command.ts'

/** `diptych export responses > answers.jsonl` */
export const exportCommand: Command = {
  name: 'export',
  usage: 'export <kind>',
  summary: `Write all ${exportKinds.join(', ')} as JSON lines or CSV, which import reads back.`,
  options: {
    format: { type: 'string', help: 'jsonl (default) or csv.' },
    collection: { type: 'string', help: 'Only rows of this collection.' },
    out: { type: 'string', help: 'File to write; default standard output.' },
    'guard-formulas': { type: 'boolean', help: 'Make a CSV safe to open in a spreadsheet: cells that start with = + - @ get an apostrophe.' },
  },
  notes: `Kinds: ${exportKinds.join(', ')}. With --json and --out, a summary is printed.`,
  async run({ words, options }, context) {
    const kind = exportKinds.find((one) => one === words[0])
    if (!kind || words.length > 1) throw new UsageError(`Say what to export: ${exportKinds.join(', ')}.`)
    const format = options.format ?? 'jsonl'
    if (format !== 'jsonl' && format !== 'csv') throw new UsageError(`--format is jsonl or csv, not "${String(format)}".`)
    if (options.json && !options.out) throw new UsageError('With --json the rows need a file: --out FILE.')
    const services = await context.services()
    const target = options.out ? createWriteStream(String(options.out)) : process.stdout
    let bytes = 0
    try {
      await exportTo({ kind, format, collection: options.collection as string | undefined, guardFormulas: options['guard-formulas'] === true }, services, async (piece) => {
        bytes += Buffer.byteLength(piece)
        if (!target.write(piece)) await once(target, 'drain')
      })
      if (target !== process.stdout) await new Promise<void>((resolve, reject) => target.end((error?: Error | null) => (error ? reject(error) : resolve())))
      if (options.json) context.out(`${JSON.stringify({ kind, format, file: String(options.out), bytes })}\n`)
    } finally {
      await services.store.close()
    }
  },
}
