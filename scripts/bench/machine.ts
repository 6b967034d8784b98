import { cpus, loadavg, totalmem } from 'node:os'
import { rounded } from './result.ts'

/** What the figures were measured on. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    /** Gigabytes a second that one thread copies: says how busy the machine was beside how fast it is. */
    memcpyGigabytesPerSecond: rounded(copySpeed()),
  }
}

/** Processes that wanted a core, on average over the last minute. */
export function load(): string {
  return `load ${loadavg()[0]!.toFixed(1)} on ${cpus().length} cores`
}

/** By CPU time, so that waiting for a core does not count. */
function copySpeed(): number {
  const [from, to] = [Buffer.alloc(64 * 2 ** 20, 1), Buffer.alloc(64 * 2 ** 20)]
  const times = Array.from({ length: 8 }, () => {
    const before = process.cpuUsage()
    from.copy(to)
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return from.length / Math.min(...times) / 1_000
}
