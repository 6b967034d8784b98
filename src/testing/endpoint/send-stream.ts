import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Manner } from './directives.ts'
import type { Wire } from './wire.ts'

/** Half of “é”: no UTF-8 text has it before a quotation mark. */
const brokenCharacter = Buffer.from([0xc3])

/** Sends a stream piece by piece, or all at once where no interval is set. Answers once everything was handed over. */
export async function sendStream(
  response: ServerResponse, stream: ReturnType<Wire['writeStream']>, how: ReadonlySet<Manner>, intervalMs: number,
): Promise<void> {
  const half = Math.ceil(stream.pieces.length / 2)
  const breaksOff = how.has('cut') || how.has('reset') || how.has('stall') || how.has('error-event') || how.has('bad-json')
  const pieces = breaksOff ? stream.pieces.slice(0, half) : stream.pieces
  response.write(Buffer.from(stream.opening.join('')))
  if (how.has('bad-utf8')) await send(response, [breakCharacters(pieces[0]!), ...pieces.slice(1)], intervalMs)
  else await send(response, pieces, intervalMs)
  if (how.has('stall') || response.destroyed) return
  if (how.has('reset')) return breakOff(response)
  if (how.has('bad-json')) response.write('data: {"choices":[{"delta":\n\n')
  if (how.has('error-event')) response.write(stream.error)
  if (breaksOff) return void response.end()
  response.write(stream.closing.join(''))
  if (how.has('late-reset')) return breakOff(response)
  response.end(how.has('no-done') ? '' : stream.done)
}

async function send(response: ServerResponse, pieces: Array<string | Buffer>, intervalMs: number): Promise<void> {
  if (intervalMs > 0) {
    for (const piece of pieces) {
      if (response.destroyed) return
      response.write(piece)
      await wait(intervalMs)
    }
    return
  }
  response.write(Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))))
}

/** Puts the broken character at the end of the event's text. */
function breakCharacters(piece: string): Buffer {
  const text = /"(?:content|text|delta)":"[^"]*/.exec(piece)
  const index = text ? text.index + text[0].length : piece.length
  return Buffer.concat([Buffer.from(piece.slice(0, index)), brokenCharacter, Buffer.from(piece.slice(index))])
}

/** The connection ends as a crash ends it, after what was written has left. */
async function breakOff(response: ServerResponse): Promise<void> {
  await wait(20)
  response.destroy()
}
