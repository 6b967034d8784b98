import { randomBytes } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Names this process among all that work on runs: where it lives, its process id, and something that no other start has. */
export function makeOwner(): string {
  return `${machine()} ${process.pid} ${randomBytes(6).toString('hex')}`
}

/**
 * Whether the process behind an owner is known to be gone: it lived here, and no process has its id. Undefined where that
 * cannot be seen from here; then its lease decides.
 */
export function isGone(owner: string): boolean | undefined {
  const [place, id] = owner.split(' ')
  if (place !== machine()) return undefined
  try {
    process.kill(Number(id), 0)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? true : undefined
  }
}

/** Process ids mean something only within one machine and, where there are containers, within one of them. */
function machine(): string {
  return `${hostname()}/${processNamespace()}`
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return process.platform
  }
}
