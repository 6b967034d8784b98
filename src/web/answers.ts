import { DomainError } from '../core/errors.ts'
import type { App, HttpServices } from '../http/context.ts'
import { previewDocument, refusesTopLevel, svgHeaders } from '../media/sandbox.ts'
import { rawResponse } from '../operations/responses/raw.ts'
import { perform } from '../operations/perform.ts'

/** Media types of pictures, sounds and films that a browser may show from our address; anything else stays a download. */
const shownMediaTypes = /^(image\/(png|jpeg|gif|webp|avif)|audio\/(mpeg|ogg|wav|mp4)|video\/(mp4|webm))$/

/**
 * The addresses from which pages show answers that are not text: web pages in sandboxed frames, without scripts at first
 * (`/frames/ID`) and with them on request (`/frames/ID/live`); pictures, sounds and films as media (`/media/ID`).
 */
export function mountAnswers(app: App, services: HttpServices): void {
  app.get('/frames/:id/:mode{live}?', async (c) => {
    if (refusesTopLevel(c.req.header('sec-fetch-dest'))) throw new DomainError('forbidden', 'A web page written by a model is only shown inside a frame. Open the answer’s own page.')
    const answer = await readBytes(c.req.param('id'), c.get('caller'), services)
    if (answer.outputType !== 'html') throw new DomainError('not-found', 'This answer is no web page.')
    return previewDocument(answer.bytes as Uint8Array<ArrayBuffer>, { scripts: c.req.param('mode') === 'live' })
  })
  app.get('/media/:id', async (c) => {
    const answer = await readBytes(c.req.param('id'), c.get('caller'), services)
    if (answer.outputType === 'svg') return c.body(answer.bytes as Uint8Array<ArrayBuffer>, 200, { ...svgHeaders(), 'Cache-Control': 'public, max-age=86400' })
    if (!shownMediaTypes.test(answer.mediaType)) throw new DomainError('not-found', 'This answer is nothing a browser can show. Its bytes are at its raw address.')
    return c.body(answer.bytes as Uint8Array<ArrayBuffer>, 200, {
      'Content-Type': answer.mediaType, 'Cache-Control': 'public, max-age=86400',
      'Content-Security-Policy': "sandbox; default-src 'none'", 'Cross-Origin-Resource-Policy': 'same-origin',
    })
  })
}

async function readBytes(id: string, caller: Parameters<typeof perform>[2], services: HttpServices) {
  return perform(rawResponse, { id }, caller, services)
}
