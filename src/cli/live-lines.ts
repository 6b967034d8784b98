import type { Room } from './show-run.ts'

/** Draws lines on a terminal again and again, each time over the last. `show` is told what the window has room for now. */
export function liveLines(stream: NodeJS.WriteStream, show: (room: Room) => Promise<string[]>, everyMs: number): { end(): void } {
  let drawn = 0
  let isOver = false
  const draw = async () => {
    const lines = await show(roomOf(stream))
    if (isOver) return
    stream.write(`${overwrite(drawn)}${lines.join('\n')}\n`)
    drawn = lines.length
  }
  const timer = setInterval(() => void draw().catch(() => undefined), everyMs)
  return {
    end() {
      isOver = true
      clearInterval(timer)
      stream.write(overwrite(drawn))
    },
  }
}

/** One column and one row less than there are: the cursor stands below the last line. A terminal of unknown size counts 0. */
function roomOf({ columns, rows }: NodeJS.WriteStream): Room {
  return { columns: (columns || 80) - 1, rows: (rows || 24) - 1 }
}

function overwrite(lines: number): string {
  return lines > 0 ? `\u001B[${lines}A\u001B[0J` : ''
}
