import type { z } from 'zod'
import type { Settings } from '../config/settings.ts'
import type { Decider } from '../core/votes/vote.ts'
import type { AnswerRenderer } from '../media/rendering/cached.ts'
import type { Database, Store } from '../store/database.ts'

/** Who asks. A plain value, so that a request, a job and a test can each make one. */
export interface Caller {
  kind: CallerKind
  /** Stable for one caller: an address, a member's id, `cli`. Used for limits and idempotency, never shown. */
  id: string
  /** The pseudonym of a voter who has shown their cookie. */
  voter?: string
  /** The cookie was not shown, but goes out with this reply for the first time. */
  isNewVoter?: true
  /** Who decides where the caller votes and does not say: over MCP a model does, elsewhere a person. */
  decider?: Decider
}

export type CallerKind = 'visitor' | 'member' | 'admin' | 'system'

/** What operations work with. Made once in `main.ts`, or by a test. */
export interface Services {
  store: Store
  settings: Settings
  renderer: AnswerRenderer
  now(): Date
}

/** What one call of an operation gets: the services, and the database handle that fits its kind. */
export interface Context extends Services {
  /** For a read: a handle that cannot write. For a write: a transaction, unless the operation asked for none. */
  db: Database
  /** Tells the caller how far a long operation is; surfaces turn it into SSE, MCP progress or a progress bar. */
  progress(event: Progress): void
  /** Of a read that streams, where the caller follows it: aborted when they have left. */
  followed?: AbortSignal
}

export interface Progress {
  message: string
  /** How much is done, out of `total` where that is known. */
  done?: number
  total?: number
  /** Of a read that streams: what a client that comes back gives as `after`, or as `Last-Event-ID`, to be told what came later. */
  id?: string
  /** For programs: what has happened, as the operation's description says. Goes out as server-sent events only. */
  data?: Record<string, unknown>
}

/** Bytes as an answer: `responses.raw`. REST sends them as they are, the command line writes them to standard output. */
export interface BytesReply {
  bytes: Uint8Array
  mediaType: string
  fileName: string
  /** Left out where the hash would tell whose answer it is. */
  sha256?: string
}

/**
 * Something a caller can ask, defined once. REST, OpenAPI, MCP, command line, typed client and pages are derived from it.
 */
export interface Operation<N extends string = string, I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  /** `noun.verb`: the MCP tool's name, and `diptych noun verb` on the command line. */
  name: N
  /** A read changes nothing and may be cached; a write runs in one transaction. */
  kind: 'read' | 'write'
  /** Below `/api/v1`; `{model}` takes the input of that name. */
  path: string
  /** Default: GET for a read, POST for a write. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** One sentence, ending with a full stop. */
  summary: string
  input: I
  output: O
  /** Who may ask; default everybody. */
  callers?: CallerKind[]
  /** A write that may destroy something; shown to MCP clients. */
  destructive?: boolean
  /** A write that changes nothing more when repeated. */
  idempotent?: boolean
  /**
   * `none` for a write that manages its own transactions (long imports); `grouped` for a small write that shares its commit
   * with others of the same moment. Default `one`.
   */
  transaction?: 'one' | 'none' | 'grouped'
  /** Calls a minute for one caller, and bytes of a request's body. `voting`: as the settings say, for each voter. */
  limits?: { perMinute?: number; bodyBytes?: number; voting?: boolean }
  /**
   * A read that goes on telling what happens (`progress` with `data`) until there is no more or the caller has left, to
   * clients that ask for server-sent events; others get how it stands.
   */
  streams?: boolean
  /** Replies are for this caller alone: nothing between them and us may keep one. */
  personal?: boolean
  /** A visitor without a voter's cookie gets one with the reply, where the surface has cookies. */
  givesVoter?: boolean
  /** It takes or answers a secret: no tool of MCP, whose clients keep what they send and get, and no reply is kept for its key. */
  secret?: boolean
  /** The input that takes the request's body as a file's path, for uploads. */
  upload?: string
  /** The output is bytes: a BytesReply. Not offered over MCP. */
  bytes?: boolean
  /** Answers are the same for as long as the address is: they may be cached for ever. */
  immutable?: boolean
  /** A command line name other than `noun verb`: `backup`. */
  command?: string
  /** Inputs that the command line takes without a name, in order; default: those of the path. */
  positional?: string[]
  /** The output's only field, which the command line prints alone. */
  unwrap?: string
  /** How the command line tells the answer to a person, where tables and lines made from it would not do. */
  tell?(output: z.output<O>): string
  /** What the command line makes tables and lines of for a person, where that is not the answer as it is. */
  readable?(output: z.output<O>): unknown
  /** There is an answer, and yet the command line ends with exit code 1. */
  failed?(output: z.output<O>, input: z.output<I>): boolean
  run(input: z.output<I>, caller: Caller, context: Context): Promise<z.input<O>>
}

/** Keeps the exact types of name, input and output. */
export function defineOperation<const N extends string, I extends z.ZodObject, O extends z.ZodType>(
  operation: Operation<N, I, O>,
): Operation<N, I, O> {
  return operation
}

/** The names of the inputs that stand in the path: `/models/{model}` → `['model']`. */
export function pathInputs(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
}

export function methodOf(operation: Operation): 'GET' | 'POST' | 'PUT' | 'DELETE' {
  return operation.method ?? (operation.kind === 'read' ? 'GET' : 'POST')
}

/** Where an operation lives on HTTP, for clients that do not load the operations themselves. */
export function endpointsOf(operations: readonly Operation[]): Record<string, { method: string; path: string; isRead: boolean }> {
  return Object.fromEntries(operations.map((operation) => [operation.name, { method: methodOf(operation), path: operation.path, isRead: operation.kind === 'read' }]))
}
