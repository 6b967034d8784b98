import type { ProviderProblem } from '../providers/provider-error.ts'
import type { AttemptState } from '../runs/run.ts'

/** One time that a model was asked a question, as anybody may know it. */
export interface AttemptFacts {
  state: AttemptState
  problem: ProviderProblem | null
  /** HTTP status, where the provider answered with one. */
  status: number | null
}

const problems: Record<ProviderProblem, string> = {
  'rate-limited': 'too many requests', 'overloaded': 'the provider was overloaded', 'unreachable': 'the provider could not be reached',
  'timed-out': 'the provider took too long', 'cut': 'the connection ended', 'unreadable': 'what came could not be read', 'key': 'the key was not taken',
  'forbidden': 'the provider refused', 'not-found': 'the provider has no such model', 'invalid': 'the provider did not take the question',
  'out-of-credit': 'the account had no credit', 'too-large': 'it was too large', 'address-refused': 'the address may not be asked', 'no-service': 'no service was at the address', 'stopped': 'somebody stopped it',
  'unstored': 'what came could not be stored',
}

/** What went wrong, in a few words. */
export function tellProblem(problem: ProviderProblem): string {
  return problems[problem]
}

/** How one attempt ended: `too many requests (429)`, `broke off: the connection ended`, `answered`. */
export function tellAttempt({ state, problem, status }: AttemptFacts): string {
  const why = problem === null ? undefined : `${problems[problem]}${status === null ? '' : ` (${status})`}`
  if (state === 'asked') return 'under way'
  if (state === 'complete') return 'answered'
  if (state === 'partial') return `broke off${why === undefined ? ' as the process that asked ended' : `: ${why}`}`
  return why ?? 'the process that asked ended before anything came'
}

/** “Asked 3 times: too many requests (429), then broke off: the connection ended, then answered.” */
export function tellAttempts(attempts: readonly AttemptFacts[]): string {
  if (attempts.length === 0) return ''
  const times = attempts.length === 1 ? 'once' : attempts.length === 2 ? 'twice' : `${attempts.length} times`
  return `Asked ${times}: ${attempts.map(tellAttempt).join(', then ')}.`
}
