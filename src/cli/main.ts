import { createInterface } from 'node:readline'
import { SettingsError } from '../config/settings.ts'
import { isDomainError } from '../core/errors.ts'
import { operations } from '../operations/all.ts'
import type { BytesReply, Caller, Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { commandOf, idempotencyKeyIn, inputOf, optionsOf, parseCommandLine, UsageError } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { helpForAll, helpForCommand, helpForNoun, helpForOperation } from './help.ts'
import { progressLine } from './progress.ts'
import { show } from './show.ts'

const caller: Caller = { kind: 'system', id: 'cli' }

/** Runs one command line and answers its exit code: 0 done, 1 refused or failed, 2 wrong usage. */
export async function runCommandLine(words: string[], commands: Command[], makeContext: (options: { data?: string }) => CommandContext): Promise<number> {
  const all = operations as readonly Operation[]
  if (words[0] === 'help' && words.length > 1) return runCommandLine([...words.slice(1), '--help'], commands, makeContext)
  const isAskingForHelp = words.length === 0 || words[0] === 'help' || words[0] === '--help' || words[0] === '-h'
  try {
    if (isAskingForHelp) {
      process.stdout.write(helpForAll(commands, all) + '\n')
      return words.length === 0 ? 2 : 0
    }
    const command = commands.find(({ name }) => name === words[0])
    if (command) return await runCommand(command, words.slice(1), makeContext)
    const operation = findOperation(all, words)
    const ofNoun = all.filter((one) => commandOf(one).startsWith(`${words[0]} `))
    if (!operation && ofNoun.length > 0 && words.slice(1).some((word) => word === '--help' || word === '-h')) {
      process.stdout.write(helpForNoun(words[0]!, ofNoun) + '\n')
      return 0
    }
    if (!operation) throw new UsageError(unknownCommand(words, commands, all))
    return await runOperation(operation, words.slice(commandOf(operation).split(' ').length), makeContext)
  } catch (error) {
    return explain(error, words.includes('--json'))
  }
}

function findOperation(all: readonly Operation[], words: string[]): Operation | undefined {
  return all.find((operation) => commandOf(operation).split(' ').every((word, index) => words[index] === word))
}

function unknownCommand(words: string[], commands: Command[], all: readonly Operation[]): string {
  const sameNoun = all.map(commandOf).filter((name) => name.startsWith(`${words[0]} `))
  if (sameNoun.length) return `"diptych ${words[0]}" needs one of: ${sameNoun.join(', ')}.`
  return `There is no command "${words[0]}". Known: ${[...commands.map(({ name }) => name), ...new Set(all.map((o) => commandOf(o).split(' ')[0]))].join(', ')}.`
}

async function runCommand(command: Command, words: string[], makeContext: (options: { data?: string }) => CommandContext): Promise<number> {
  const line = parseCommandLine(words, command.options)
  if (line.options.help) {
    process.stdout.write(helpForCommand(command) + '\n')
    return 0
  }
  if (line.words.length > 0 && !command.takesWords) throw new UsageError(`Unexpected "${line.words[0]}".`)
  return (await command.run(line, makeContext({ data: line.options.data as string | undefined }))) ?? 0
}

async function runOperation(operation: Operation, words: string[], makeContext: (options: { data?: string }) => CommandContext): Promise<number> {
  const line = parseCommandLine(words, optionsOf(operation))
  if (line.options.help) {
    process.stdout.write(helpForOperation(operation) + '\n')
    return 0
  }
  const context = makeContext({ data: line.options.data as string | undefined })
  const input = await withSecret(operation, inputOf(operation, line))
  const services = await context.services()
  const progress = progressLine(process.stderr)
  try {
    const output = await perform(operation, input, caller, services, { idempotencyKey: idempotencyKeyIn(line), progress: progress.show })
    progress.clear()
    const shown = operation.unwrap ? (output as Record<string, unknown>)[operation.unwrap] : output
    if (operation.bytes && !line.options.json) await write((output as BytesReply).bytes)
    else if (operation.bytes) await write(JSON.stringify(describeBytes(output as BytesReply), null, 2) + '\n')
    else await write(`${line.options.json ? JSON.stringify(shown, null, 2) : operation.tell?.(output as never) ?? show(operation.readable?.(output as never) ?? shown)}\n`)
    return operation.failed?.(output as never, input as never) ? 1 : 0
  } finally {
    progress.clear()
    await services.store.close()
  }
}

/** A secret that is given as "-" is read from standard input, so that it stands in no history and no list of processes. */
async function withSecret({ secret }: Operation, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (!secret || input.key !== '-') return input
  if (process.stdin.isTTY) process.stderr.write('Key: ')
  return { ...input, key: await firstLine(process.stdin) }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line.trim()
  return ''
}

function describeBytes({ bytes, ...rest }: BytesReply) {
  return { ...rest, size: bytes.byteLength, base64: Buffer.from(bytes).toString('base64') }
}

/** Waits until a pipe has taken everything, so that a long document is not cut off when the process ends. */
export function write(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => process.stdout.write(data, (error) => (error ? reject(error) : resolve())))
}

function explain(error: unknown, json: boolean): number {
  const isUsage = error instanceof UsageError || error instanceof SettingsError || (isDomainError(error) && error.kind === 'invalid')
  const message = error instanceof Error ? error.message : String(error)
  const isExpected = isUsage || isDomainError(error)
  process.stderr.write(`diptych: ${message}\n`)
  if (!isExpected && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  if (error instanceof UsageError) process.stderr.write('`diptych --help` lists the commands.\n')
  if (json) process.stdout.write(JSON.stringify({ error: { kind: isDomainError(error) ? error.kind : isUsage ? 'invalid' : 'internal', message } }) + '\n')
  return isUsage ? 2 : 1
}
