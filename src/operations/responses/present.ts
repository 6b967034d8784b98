import { hash } from 'node:crypto'
import type { z } from 'zod'
import { audiencesFromPrompt, splitByAudience } from '../../core/challenges/audiences.ts'
import type { Audience } from '../../core/challenges/challenge.ts'
import { namedLanguages } from '../../core/challenges/code-language.ts'
import { isTextual } from '../../core/responses/output-type.ts'
import { openBlobs } from '../../media/blobs.ts'
import type { AnswerRenderer } from '../../media/rendering/cached.ts'
import { bytesOfBodies, type ResponseRow, type ResponseWithBytes } from '../../store/responses.ts'
import type { Context } from '../operation.ts'
import type { ResponseDetail, ResponseSummary } from '../shapes.ts'
import { untrusted, untrustedData } from '../untrusted.ts'

type Services = Pick<Context, 'renderer'>

/** The exact bytes of an answer; undefined where the source did not hold them. */
export async function bytesOf(row: Pick<ResponseWithBytes, 'bytes' | 'sha256'>, { store }: Pick<Context, 'store'>): Promise<Uint8Array | undefined> {
  if (row.bytes || row.sha256 === null) return row.bytes ?? undefined
  return openBlobs(store.blobsFolder).get(row.sha256)
}

/** Responses as lists show them, with a preview of each text and the fault of each drawing. Bytes are read only of those never looked at before. */
export async function presentResponses(rows: ResponseRow[], { renderer, db }: Pick<Context, 'renderer' | 'db'>): Promise<Array<z.input<typeof ResponseSummary>>> {
  const previewed = rows.filter(hasPreview)
  const previews = new Map(previewed.map((row) => [row.id, knownPreview(row, renderer)]))
  const unseen = previewed.filter(({ id }) => previews.get(id) === undefined)
  const bytes = await bytesOfBodies(db, unseen.map(({ body_id }) => body_id))
  for (const row of unseen) {
    const found = bytes.get(row.body_id)
    if (found) previews.set(row.id, previewOf(row, () => decode(found), renderer))
  }
  return rows.map((row) => presentResponse(row, previews.get(row.id)))
}

type Previewed<T extends ResponseRow = ResponseRow> = T & { sha256: string; body_id: number }

function hasPreview<T extends ResponseRow>(row: T): row is Previewed<T> {
  return isTextual(row.output_type) && row.sha256 !== null
}

/** What a list tells of an answer: the beginning of a text, the fault of a drawing (empty where it has none). */
function previewOf({ sha256, output_type }: Previewed, text: () => string, renderer: AnswerRenderer): string {
  return output_type === 'svg' ? renderer.fault(sha256, text) : renderer.excerpt(sha256, output_type, text)
}

function knownPreview({ sha256, output_type }: Previewed, renderer: AnswerRenderer): string | undefined {
  return output_type === 'svg' ? renderer.knownFault(sha256) : renderer.knownExcerpt(sha256, output_type)
}

function presentResponse(row: ResponseRow, preview: string | undefined): z.input<typeof ResponseSummary> {
  const isDrawing = row.output_type === 'svg'
  return {
    id: row.public_id,
    model: { slug: row.model_slug, name: row.model_name, house: row.model_house, creator: row.creator_name },
    challenge: { slug: row.challenge_slug, title: row.challenge_title },
    collection: { slug: row.collection_slug, name: row.collection_name, url: row.collection_url, licence: row.collection_licence },
    outputType: row.output_type, mediaType: row.media_type, turn: row.turn, sample: row.sample,
    sha256: row.sha256, size: row.size, words: row.words, answeredAt: row.answered_at,
    excerpt: isDrawing || preview === undefined ? null : untrusted(preview),
    fault: (isDrawing && row.size !== 0 && preview) || null,
  }
}

/** What a challenge says of how its answers are to be shown. */
interface Asked {
  audiences: Audience[]
  tags: string[]
  turns: string[]
}

/** A response with everything known of it; with `render`, as safe HTML too, split by the challenge's audiences where that is sure. */
export function presentResponseDetail(
  row: ResponseWithBytes, services: Services, { render, challenge }: { render?: boolean; challenge?: Asked } = {},
): z.input<typeof ResponseDetail> {
  const text = isTextual(row.output_type) && row.bytes ? decode(row.bytes) : null
  const rendered = render && text !== null && row.sha256 ? services.renderer.render(row.sha256, row.output_type, () => text, challenge && namedLanguages(challenge)) : undefined
  return {
    ...presentResponse(row, text !== null && hasPreview(row) ? previewOf(row, () => text, services.renderer) : undefined),
    text: text === null ? null : untrusted(text),
    html: rendered?.html, notes: rendered?.notes,
    parts: render && text !== null && row.output_type === 'text' ? partsOf(text, challenge ? audiencesOf(challenge) : [], services) : undefined,
    title: row.title === null ? null : untrusted(row.title), askedPrompt: row.asked_prompt === null ? null : untrusted(row.asked_prompt),
    settings: row.settings && untrustedData(row.settings), inputTokens: row.input_tokens, outputTokens: row.output_tokens, reasoningTokens: row.reasoning_tokens,
    timeToFirstTokenMs: row.ttft_ms, durationMs: row.duration_ms, costUsd: row.cost_usd, finishReason: row.finish_reason,
    transformed: row.transformed, provenance: row.provenance && untrustedData(row.provenance), importedAt: row.created_at,
  }
}

/** Whom a challenge names as readers: as it says itself, or else as its prompt lists them. */
function audiencesOf({ audiences, turns }: Asked): Audience[] {
  return audiences.length ? audiences : (audiencesFromPrompt(turns[0] ?? '') ?? [])
}

function partsOf(text: string, audiences: Audience[], { renderer }: Services) {
  const split = audiences.length ? splitByAudience(text, audiences) : undefined
  return split?.parts.map(({ audience, text: part }) => ({ slug: audience.slug, name: audience.name, html: renderer.render(hash('sha256', part), 'text', () => part).html }))
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
