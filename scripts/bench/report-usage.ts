import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Loaded into a measured process by `--import`: answers how much CPU time it has used when its parent asks, and leaves
 * CPU time and peak memory in a file when it ends. All threads of the process count.
 */
process.on('message', () => process.send?.(usage()))
// Listening must not keep a process alive that has nothing left to do.
process.channel?.unref()
process.on('exit', () => writeFileSync(process.env.DIPTYCH_BENCH_USAGE!, JSON.stringify(usage())))

function usage() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakMegabytes: (ownPeak() ?? maxRSS) / 1_024 }
}

/** Kilobytes. Linux hands the largest resident set on from a parent to its child, so a large parent would be measured. */
function ownPeak(): number | undefined {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1])
  } catch {
    return undefined
  }
}
