import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { DomainError } from '../core/errors.ts'
import { inTransaction, type Database } from '../store/database.ts'
import { findReply, saveReply } from '../store/idempotency.ts'
import type { Caller, Context, Operation, Progress, Services } from './operation.ts'

interface Options {
  /** Repeating a write with the same key answers the first reply and does nothing. */
  idempotencyKey?: string
  progress?(event: Progress): void
}

/**
 * Asks an operation: may this caller, is the input right, run it, and keep to the promised output (unknown fields of a
 * reply are dropped, so nothing leaves that the output does not name).
 * @throws DomainError with a sentence for the caller.
 */
export async function perform<I extends z.ZodObject, O extends z.ZodType>(
  operation: Operation<string, I, O>, rawInput: unknown, caller: Caller, services: Services, options: Options = {},
): Promise<z.output<O>> {
  refuseStrangers(operation as unknown as Operation, caller)
  const input = parseInput(operation.input, rawInput)
  const run = (db: Database) => runOnce(operation, input, caller, { ...services, db, progress: options.progress ?? ignore })
  if (operation.kind === 'read') return run(services.store.read)
  if (operation.transaction === 'none') return run(services.store.write)
  return inTransaction(services.store.write, (tx) => once(tx, operation.name, input, caller, services, options, () => run(tx)))
}

function ignore(): void {}

function refuseStrangers(operation: Operation, caller: Caller): void {
  if (!operation.callers || operation.callers.includes(caller.kind) || caller.kind === 'system') return
  if (caller.kind === 'visitor') throw new DomainError('unauthenticated', `"${operation.name}" needs an admin token: send it as "Authorization: Bearer …".`)
  throw new DomainError('forbidden', `A ${caller.kind} may not use "${operation.name}".`)
}

/** Inputs that refuse unknown fields. Zod compiles a schema on its first use: anew for every call, that took longer than most queries. */
const strictInputs = new WeakMap<z.ZodObject, z.ZodObject>()

function strictly(schema: z.ZodObject): z.ZodObject {
  const known = strictInputs.get(schema) ?? schema.strict()
  strictInputs.set(schema, known)
  return known
}

function parseInput<I extends z.ZodObject>(schema: I, rawInput: unknown): z.output<I> {
  const parsed = strictly(schema).safeParse(rawInput ?? {})
  if (parsed.success) return parsed.data as z.output<I>
  const faults = parsed.error.issues.map((issue) => (issue.path.length ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
  throw new DomainError('invalid', faults.join('; '))
}

async function runOnce<I extends z.ZodObject, O extends z.ZodType>(
  operation: Operation<string, I, O>, input: z.output<I>, caller: Caller, context: Context,
): Promise<z.output<O>> {
  return operation.output.parse(await operation.run(input, caller, context))
}

/** Runs a write once per idempotency key; its reply is stored in the same transaction as its effect. */
async function once<T>(
  tx: Database, name: string, input: unknown, caller: Caller, services: Services, options: Options, run: () => Promise<T>,
): Promise<T> {
  const key = options.idempotencyKey
  if (!key) return run()
  const inputHash = createHash('sha256').update(JSON.stringify(input)).digest('hex')
  const place = { caller: `${caller.kind}:${caller.id}`, operation: name, key }
  const earlier = await findReply(tx, place)
  if (earlier && earlier.inputHash !== inputHash) throw new DomainError('conflict', 'This idempotency key was used with another input. Take a new key.')
  if (earlier) return earlier.output as T
  const output = await run()
  await saveReply(tx, { ...place, inputHash, output, at: services.now() })
  return output
}
