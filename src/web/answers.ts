import { DomainError } from '../core/errors.ts'
import { readByteRange } from '../http/byte-range.ts'
import type { App, HttpServices } from '../http/context.ts'
import { documentBytes } from '../media/rendering/embedded-document.ts'
import { previewDocument, refusesTopLevel, svgHeaders } from '../media/sandbox.ts'
import { duelAnswer } from '../operations/duels/answer.ts'
import { getResponse } from '../operations/responses/get.ts'
import { rawResponse } from '../operations/responses/raw.ts'
import { perform } from '../operations/perform.ts'
import { cardTexts } from './card-texts.ts'

/** Media types of pictures, sounds and films that a browser may show from our address; anything else stays a download. */
const shownMediaTypes = /^(image\/(png|jpeg|gif|webp|avif)|audio\/(mpeg|ogg|wav|mp4|aac|flac|webm)|video\/(mp4|webm))$/

/**
 * The addresses from which pages show answers that are not text: web pages in sandboxed frames, without scripts at first
 * (`/frames/ID`) and with them on request (`/frames/ID/live`); pictures, sounds and films as media (`/media/ID`). Answers of
 * a duel have addresses of the duel: `/duels/DUEL/left/frame`, `/duels/DUEL/left/frame/live`, `/duels/DUEL/left/media`.
 * What a card has to be copied stands alone at `/cards/ID/curl`, `/cards/ID/sdk` and `/cards/ID/json`, for whoever has no mouse
 * to select it with.
 */
export function mountAnswers(app: App, services: HttpServices): void {
  app.get('/frames/:id/:mode{live}?', async (c) => {
    refuseTopLevel(c.req.header('sec-fetch-dest'))
    const answer = await perform(rawResponse, { id: c.req.param('id') }, c.get('caller'), services)
    return frame(answer, c.req.param('mode'))
  })
  app.get('/media/:id', async (c) =>
    media(await perform(rawResponse, { id: c.req.param('id') }, c.get('caller'), services), c.req.raw, 'public, max-age=86400'))
  app.get('/cards/:id/:form{curl|sdk|json}', async (c) => {
    const texts = cardTexts(await perform(getResponse, { id: c.req.param('id') }, c.get('caller'), services))
    const text = texts.find(({ form }) => form === c.req.param('form'))?.text
    if (text === undefined) throw new DomainError('not-found', 'Its source does not say enough to ask the same again.')
    return c.text(text, 200, { 'Cache-Control': 'private, no-cache', 'Content-Security-Policy': "sandbox; default-src 'none'" })
  })
  app.get('/duels/:duel/:side/frame/:mode{live}?', async (c) => {
    refuseTopLevel(c.req.header('sec-fetch-dest'))
    const { duel, side, mode } = c.req.param()
    return frame(await perform(duelAnswer, { duel, side }, c.get('caller'), services), mode, ofOneVoter)
  })
  app.get('/duels/:duel/:side/media', async (c) => {
    const { duel, side } = c.req.param()
    return media(await perform(duelAnswer, { duel, side }, c.get('caller'), services), c.req.raw, ofOneVoter)
  })
}

/** Nothing between a voter and us may keep an answer of a duel. */
const ofOneVoter = 'private, no-store'

interface Answer {
  bytes: Uint8Array
  mediaType: string
  outputType: string
}

function refuseTopLevel(secFetchDest: string | undefined): void {
  if (refusesTopLevel(secFetchDest)) throw new DomainError('forbidden', 'A web page written by a model is only shown inside a frame. Open the answer’s own page.')
}

function frame({ bytes, outputType }: Answer, mode: string | undefined, caching?: string): Response {
  if (outputType !== 'html') throw new DomainError('not-found', 'This answer is no web page.')
  const document = previewDocument(documentBytes(bytes as Uint8Array<ArrayBuffer>), { scripts: mode === 'live' })
  if (caching) document.headers.set('Cache-Control', caching)
  return document
}

/** A player asks for parts of a sound or film; one browser plays none whose parts cannot be had. */
function media({ bytes, mediaType, outputType }: Answer, { headers }: Request, caching: string): Response {
  const body = bytes as Uint8Array<ArrayBuffer>
  if (outputType === 'svg') return new Response(documentBytes(body), { headers: { ...svgHeaders(), 'Cache-Control': caching } })
  if (!shownMediaTypes.test(mediaType)) throw new DomainError('not-found', 'This answer is nothing a browser can show. Its bytes are at its raw address.')
  const described = {
    'Content-Type': mediaType, 'Cache-Control': caching, 'Accept-Ranges': 'bytes',
    'Content-Security-Policy': "sandbox; default-src 'none'", 'Cross-Origin-Resource-Policy': 'same-origin',
  }
  // Whoever has a part already and asks whether it is still good gets everything: no reply of ours names a version.
  const range = headers.has('if-range') ? undefined : readByteRange(headers.get('range') ?? undefined, body.length)
  if (range === undefined) return new Response(body, { headers: described })
  if (range === 'unsatisfiable') return new Response(null, { status: 416, headers: { ...described, 'Content-Range': `bytes */${body.length}` } })
  const { start, end } = range
  return new Response(body.subarray(start, end + 1), { status: 206, headers: { ...described, 'Content-Range': `bytes ${start}-${end}/${body.length}` } })
}
