import type { Operation } from '../operations/operation.ts'
import { commandOf, commonOptions, optionName, optionsOf, positionalsOf } from './arguments.ts'
import type { Command } from './command.ts'

/** The list of all commands. */
export function helpForAll(commands: Command[], operations: readonly Operation[]): string {
  const rows = [
    ...commands.map(({ usage, summary }) => [usage, summary]),
    ...operations.map((operation) => [usageOf(operation), operation.summary]),
  ] as Array<[string, string]>
  return [
    'Compare AI models by what they write.', '', 'Usage: diptych <command> [options]', '', 'Commands:', ...table(rows), '',
    'Options of every command:', ...optionTable(commonOptions), '', '`diptych <command> --help` explains one command.',
  ].join('\n')
}

export function helpForCommand(command: Command): string {
  return [
    command.summary, '', `Usage: diptych ${command.usage} [options]`, '', 'Options:',
    ...optionTable({ ...command.options, ...commonOptions }), ...(command.notes ? ['', command.notes] : []),
  ].join('\n')
}

export function helpForOperation(operation: Operation): string {
  return [
    operation.summary, '', `Usage: diptych ${usageOf(operation)} [options]`, '', 'Options:',
    ...positionalsOf(operation).map((name) => `  <${name}>  ${(operation.input.shape[name] as { description?: string }).description ?? ''}`.trimEnd()),
    ...optionTable({ ...optionsOf(operation), ...commonOptions }),
  ].join('\n')
}

export function usageOf(operation: Operation): string {
  return [commandOf(operation), ...positionalsOf(operation).map((name) => `<${optionName(name)}>`)].join(' ')
}

function optionTable(options: Record<string, { type: string; short?: string; help?: string }>): string[] {
  return table(Object.entries(options).map(([name, { type, short, help }]) =>
    [`${short ? `-${short}, ` : ''}--${name}${type === 'string' ? ' <value>' : ''}`, help ?? '']))
}

function table(rows: Array<[string, string]>): string[] {
  const width = Math.min(40, Math.max(...rows.map(([left]) => left.length)))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd())
}
