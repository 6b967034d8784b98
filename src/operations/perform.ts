import { createHash } from 'node:crypto'
import { z } from 'zod'
import { DomainError, isDomainError } from '../core/errors.ts'
import { inTransaction, type Database } from '../store/database.ts'
import { isUniqueViolation } from '../store/dialect.ts'
import { findReply, saveReply } from '../store/idempotency.ts'
import { readSigningKey } from '../store/secrets.ts'
import { explainTrouble } from '../store/trouble.ts'
import { sentencesFor, tellFaults } from './input-faults.ts'
import type { Caller, Context, Operation, Progress, Services } from './operation.ts'
import { keyedHash } from './signing.ts'

const longestKey = 200

/** The key of a write, where a surface takes it as an input; it is none of the operation's own. */
export const IdempotencyKey = z.string().min(1).max(longestKey).optional()
  .describe('Repeating the call with the same key answers the first reply and does nothing; that reply tells what was so then, not what came since, such as an undo. Another input with the key is refused.')

interface Options {
  /** Repeating a write with the same key answers the first reply and does nothing. */
  idempotencyKey?: string
  /** SHA-256 of an upload: what stands for the file, which lies elsewhere each time, when a key is used again. */
  uploadSha256?: string
  progress?(event: Progress): void
  /** The caller follows a read that streams, until this is aborted. */
  followed?: AbortSignal
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
  const run = (db: Database) => runOnce(operation, input, caller, { ...services, db, progress: options.progress ?? ignore, followed: options.followed })
  if (operation.kind === 'read') return run(services.store.read)
  const replies = await repliesFor(operation as unknown as Operation, input, caller, services, options)
  if (operation.transaction === 'none') return onceAside(services, replies, () => run(services.store.write))
  const write = (tx: Database) => once(tx, services, replies, () => run(tx))
  const commit = () => (operation.transaction === 'grouped' ? services.store.writeTogether(write) : inTransaction(services.store.write, write))
  // The same key at the same moment: the other one has committed, so its reply is there now.
  return commit().catch((error: unknown) => (replies && mayBeAnswered(error) ? commit() : Promise.reject(error)))
}

/** Another process may have done the same with the same key in between: its row is there, or what it did stands in the way. */
function mayBeAnswered(error: unknown): boolean {
  return isUniqueViolation(error) || (isDomainError(error) && error.kind === 'conflict')
}

function ignore(): void {}

/** @throws DomainError `unauthenticated` or `forbidden`. `perform` asks it too; ask before reading a large body. */
export function refuseStrangers(operation: Operation, caller: Caller): void {
  if (!operation.callers || operation.callers.includes(caller.kind) || caller.kind === 'system') return
  if (caller.kind === 'visitor') throw new DomainError('unauthenticated', `This needs an admin token: sign in at /admin, or send it as "Authorization: Bearer …" (${operation.name}).`)
  throw new DomainError('forbidden', `A ${caller.kind} may not use "${operation.name}".`)
}

/** Inputs that refuse unknown fields. Zod compiles a schema on its first use: anew for every call, that took longer than most queries. */
const strictInputs = new WeakMap<z.ZodObject, z.ZodObject>()

function strictly(schema: z.ZodObject): z.ZodObject {
  const known = strictInputs.get(schema) ?? schema.strict()
  strictInputs.set(schema, known)
  return known
}

/** @throws DomainError `invalid`, which says what to do about every fault. */
export function parseInput<I extends z.ZodObject>(schema: I, rawInput: unknown): z.output<I> {
  const sentences = new Set<string>()
  const parsed = strictly(schema).safeParse(rawInput ?? {}, { error: sentencesFor(schema, sentences) })
  if (!parsed.success) throw new DomainError('invalid', tellFaults(schema, parsed.error, sentences))
  const broken = brokenText(parsed.data, '')
  if (broken !== undefined) throw new DomainError('invalid', `${broken}: holds characters that are none. Leave out NUL and halves of pairs.`)
  return parsed.data as z.output<I>
}

/** Where in an input a text stands that not every database can hold: with NUL, or with half of a surrogate pair. */
function brokenText(value: unknown, place: string): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0') ? undefined : place
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined
  for (const [name, part] of Object.entries(value)) {
    const found = brokenText(name, place) ?? brokenText(part, Array.isArray(value) ? `${place}[${name}]` : place ? `${place}.${name}` : name)
    if (found !== undefined) return found
  }
  return undefined
}

async function runOnce<I extends z.ZodObject, O extends z.ZodType>(
  operation: Operation<string, I, O>, input: z.output<I>, caller: Caller, context: Context,
): Promise<z.output<O>> {
  const output = await operation.run(input, caller, context).catch((error: unknown) => {
    throw explainTrouble(error) ?? error
  })
  return operation.output.parse(output)
}

interface Replies {
  place: { caller: string; operation: string; key: string }
  inputHash: string
}

async function repliesFor(
  { name, upload, secret }: Operation, input: Record<string, unknown>, caller: Caller, { store }: Services, { idempotencyKey: key, uploadSha256 }: Options,
): Promise<Replies | undefined> {
  if (!key) return undefined
  if (key.length > longestKey) throw new DomainError('invalid', `An idempotency key has at most ${longestKey} characters.`)
  if (brokenText(key, '') !== undefined) throw new DomainError('invalid', 'The idempotency key holds characters that are none. Leave out NUL and halves of pairs.')
  if (secret) return undefined
  const compared = upload ? { ...input, [upload]: uploadSha256 } : input
  const inputHash = createHash('sha256').update(JSON.stringify(compared)).digest('hex')
  return { place: { caller: await nameOf(caller, store), operation: name, key }, inputHash }
}

/** A voter may come back from another address, and others from the same. Addresses of visitors are not stored. */
async function nameOf({ kind, id, voter }: Caller, store: Services['store']): Promise<string> {
  if (voter !== undefined) return `voter:${voter}`
  return `${kind}:${kind === 'visitor' ? keyedHash(await readSigningKey(store), 'address', id) : id}`
}

/** Runs a write once per idempotency key; its reply is stored in the same transaction as its effect. */
async function once<T>(tx: Database, services: Services, replies: Replies | undefined, run: () => Promise<T>): Promise<T> {
  if (!replies) return run()
  const earlier = await earlierReply<T>(tx, replies)
  if (earlier) return earlier.output
  const output = await run()
  await saveReply(tx, { ...replies.place, inputHash: replies.inputHash, output, at: services.now() })
  return output
}

/** The same for a write that has transactions of its own: killed between its effect and its reply, it runs again. */
async function onceAside<T>(services: Services, replies: Replies | undefined, run: () => Promise<T>): Promise<T> {
  if (!replies) return run()
  const { store, now } = services
  const earlier = await earlierReply<T>(store.read, replies)
  if (earlier) return earlier.output
  const output = await run()
  const save = inTransaction(store.write, (tx) => saveReply(tx, { ...replies.place, inputHash: replies.inputHash, output, at: now() }))
  await save.catch((error: unknown) => (isUniqueViolation(error) ? undefined : Promise.reject(error)))
  return output
}

async function earlierReply<T>(db: Database, { place, inputHash }: Replies): Promise<{ output: T } | undefined> {
  const earlier = await findReply(db, place)
  if (!earlier) return undefined
  if (earlier.inputHash !== inputHash) throw new DomainError('conflict', 'This idempotency key was used with another input. Take a new key.')
  return { output: earlier.output as T }
}
