import { hash } from 'node:crypto'
import type { z } from 'zod'
import { audiencesFromPrompt, splitByAudience } from '../../core/challenges/audiences.ts'
import type { Audience } from '../../core/challenges/challenge.ts'
import { isTextual } from '../../core/responses/output-type.ts'
import { openBlobs } from '../../media/blobs.ts'
import { bytesOfBodies, type ResponseRow, type ResponseWithBytes } from '../../store/responses.ts'
import type { Context } from '../operation.ts'
import type { ResponseDetail, ResponseSummary } from '../shapes.ts'
import { untrusted } from '../untrusted.ts'

type Services = Pick<Context, 'renderer'>

/** The exact bytes of an answer; undefined where the source did not hold them. */
export async function bytesOf(row: Pick<ResponseWithBytes, 'bytes' | 'sha256'>, { store }: Pick<Context, 'store'>): Promise<Uint8Array | undefined> {
  if (row.bytes || row.sha256 === null) return row.bytes ?? undefined
  return openBlobs(store.blobsFolder).get(row.sha256)
}

/** Responses as lists show them, with a preview of each text. Bytes are read only of texts that were never previewed. */
export async function presentResponses(rows: ResponseRow[], { renderer, db }: Pick<Context, 'renderer' | 'db'>): Promise<Array<z.input<typeof ResponseSummary>>> {
  const previewed = rows.filter(hasPreview)
  const excerpts = new Map(previewed.map((row) => [row.id, renderer.knownExcerpt(row.sha256, row.output_type)]))
  const unseen = previewed.filter(({ id }) => excerpts.get(id) === undefined)
  const bytes = await bytesOfBodies(db, unseen.map(({ body_id }) => body_id))
  for (const { id, body_id, sha256, output_type } of unseen) {
    const found = bytes.get(body_id)
    if (found) excerpts.set(id, renderer.excerpt(sha256, output_type, () => decode(found)))
  }
  return rows.map((row) => presentResponse(row, excerpts.get(row.id)))
}

function hasPreview<T extends ResponseRow>(row: T): row is T & { sha256: string; body_id: number } {
  return isTextual(row.output_type) && row.output_type !== 'svg' && row.sha256 !== null
}

function presentResponse(row: ResponseRow, excerpt: string | undefined): z.input<typeof ResponseSummary> {
  return {
    id: row.public_id,
    model: { slug: row.model_slug, name: row.model_name, house: row.model_house, creator: row.creator_name },
    challenge: { slug: row.challenge_slug, title: row.challenge_title },
    collection: { slug: row.collection_slug, name: row.collection_name, url: row.collection_url, licence: row.collection_licence },
    outputType: row.output_type, mediaType: row.media_type, turn: row.turn, sample: row.sample,
    sha256: row.sha256, size: row.size, words: row.words, answeredAt: row.answered_at,
    excerpt: excerpt === undefined ? null : untrusted(excerpt),
  }
}

/** A response with everything known of it; with `render`, as safe HTML too, split by the challenge's audiences where that is sure. */
export function presentResponseDetail(
  row: ResponseWithBytes, services: Services, options: { render?: boolean; audiences?: Audience[] } = {},
): z.input<typeof ResponseDetail> {
  const text = isTextual(row.output_type) && row.bytes ? decode(row.bytes) : null
  const rendered = options.render && text !== null && row.sha256 ? services.renderer.render(row.sha256, row.output_type, () => text) : undefined
  return {
    ...presentResponse(row, text !== null && hasPreview(row) ? services.renderer.excerpt(row.sha256, row.output_type, () => text) : undefined),
    text: text === null ? null : untrusted(text),
    html: rendered?.html, notes: rendered?.notes,
    parts: options.render && text !== null && row.output_type === 'text' ? partsOf(text, options.audiences ?? [], services) : undefined,
    title: row.title, askedPrompt: row.asked_prompt === null ? null : untrusted(row.asked_prompt),
    settings: row.settings, inputTokens: row.input_tokens, outputTokens: row.output_tokens, reasoningTokens: row.reasoning_tokens,
    timeToFirstTokenMs: row.ttft_ms, durationMs: row.duration_ms, costUsd: row.cost_usd, finishReason: row.finish_reason,
    transformed: row.transformed, provenance: row.provenance, importedAt: row.created_at,
  }
}

/** Whom a challenge names as readers: as it says itself, or else as its prompt lists them. */
export function audiencesOf({ audiences, turns }: { audiences: Audience[]; turns: string[] }): Audience[] {
  return audiences.length ? audiences : (audiencesFromPrompt(turns[0] ?? '') ?? [])
}

function partsOf(text: string, audiences: Audience[], { renderer }: Services) {
  const split = audiences.length ? splitByAudience(text, audiences) : undefined
  return split?.parts.map(({ audience, text: part }) => ({ slug: audience.slug, name: audience.name, html: renderer.render(hash('sha256', part), 'text', () => part).html }))
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
