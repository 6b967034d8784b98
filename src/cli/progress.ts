import type { Progress } from '../operations/operation.ts'

const barWidth = 24

/** Shows progress on one line of a terminal; on anything else it stays silent. */
export function progressLine(stream: NodeJS.WriteStream, now: () => number = Date.now): { show(event: Progress): void; clear(): void } {
  let isShown = false
  let part = { total: undefined as number | undefined, last: -1, startMs: now() }
  return {
    clear() {
      if (isShown) stream.write('\r\u001B[K')
      isShown = false
    },
    show(event) {
      if (!stream.isTTY) return
      // Another file begins: its time left is judged by its own pace.
      const isNext = part.last >= 0 && (event.total !== part.total || (event.done ?? 0) < part.last)
      part = { total: event.total, last: event.done ?? 0, startMs: isNext ? now() : part.startMs }
      stream.write(`\r\u001B[K${describeProgress(event, now() - part.startMs).slice(0, stream.columns - 1)}`)
      isShown = true
    },
  }
}

/** `[████····] 40 %  12 s left  responses.json`, or the message alone while the total is unknown. */
export function describeProgress({ message, done, total }: Progress, elapsedMs: number): string {
  if (done === undefined || !total) return message
  const share = Math.min(1, done / total)
  const filled = Math.round(share * barWidth)
  const left = share > 0 && share < 1 ? `  ${timeLeft((elapsedMs * (1 - share)) / share)} left` : ''
  return `[${'█'.repeat(filled)}${'·'.repeat(barWidth - filled)}] ${Math.floor(share * 100)} %${left}  ${message}`
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
