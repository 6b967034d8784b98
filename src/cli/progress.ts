import type { Progress } from '../operations/operation.ts'

const barWidth = 24

/** Shows progress on one line of a terminal; on anything else it stays silent. */
export function progressLine(stream: NodeJS.WriteStream): { show(event: Progress): void; clear(): void } {
  let isShown = false
  const clear = () => {
    if (isShown) stream.write('\r\u001B[K')
    isShown = false
  }
  return {
    clear,
    show(event) {
      if (!stream.isTTY) return
      stream.write(`\r\u001B[K${describeProgress(event).slice(0, stream.columns - 1)}`)
      isShown = true
    },
  }
}

/** `[████····] 40 %  responses.json  12,000 rows`, or the message alone while the total is unknown. */
export function describeProgress({ message, done, total }: Progress): string {
  if (done === undefined || !total) return message
  const share = Math.min(1, done / total)
  const filled = Math.round(share * barWidth)
  return `[${'█'.repeat(filled)}${'·'.repeat(barWidth - filled)}] ${Math.floor(share * 100)} %  ${message}`
}
