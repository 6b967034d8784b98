import { DomainError } from '../core/errors.ts'
import type { App, HttpServices } from '../http/context.ts'
import { readAttachment } from '../operations/lab/attachments.ts'
import { getLab } from '../operations/lab/read.ts'
import { perform } from '../operations/perform.ts'

/** Nothing between a reader and us may keep what is theirs, and what is no longer shared is gone at once. */
const ofOneReader = { 'Cache-Control': 'private, no-store', 'Content-Security-Policy': "sandbox; default-src 'none'", 'Cross-Origin-Resource-Policy': 'same-origin' }

/**
 * What a session has beside its page, for whoever may see it: an answer as it was written, all of it
 * (`/lab/SESSION/answers/COLUMN/ROUND/text`), and the files that went with a prompt (`/lab/SESSION/attachments/ROUND/PLACE`).
 */
export function mountLabFiles(app: App, services: HttpServices): void {
  app.get('/lab/:session/answers/:column{[0-9]+}/:round{[0-9]+}/text', async (c) => {
    const { session, column, round } = c.req.param()
    const { columns } = await perform(getLab, { session }, c.get('caller'), services)
    const text = columns[Number(column)]?.answers.find((answer) => answer.round === Number(round))?.text?.text
    if (text === undefined) throw new DomainError('not-found', 'Nothing of that answer has arrived.')
    return c.text(text, 200, ofOneReader)
  })
  app.get('/lab/:session/attachments/:round{[0-9]+}/:place{[0-9]+}', async (c) => {
    const { session, round, place } = c.req.param()
    const { bytes, mediaType } = await readAttachment({ session, round: Number(round), place: Number(place) }, c.get('caller'), services)
    const type = mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType
    return c.body(bytes as Uint8Array<ArrayBuffer>, 200, { ...ofOneReader, 'Content-Type': type })
  })
}
