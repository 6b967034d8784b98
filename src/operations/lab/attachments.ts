import { hash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { mostAttachmentBytes, type Attachment } from '../../core/lab/session.ts'
import { openBlobs } from '../../media/blobs.ts'
import { sniffMediaType } from '../../providers/media-type.ts'
import type { Store } from '../../store/database.ts'
import type { ColumnRow } from '../../store/runs/read.ts'
import type { StoredMessage } from '../../store/runs/stored.ts'
import type { Caller, Services } from '../operation.ts'
import { requireSession } from './require.ts'
import type { AttachmentInput } from './shapes.ts'

/** Images that models take; everything else has to be text. */
const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/** Where a file stands that went with a prompt: in which round, from 1, and at which place among its files, from 1. */
export interface AttachmentPlace {
  session: string
  round: number
  place: number
}

/**
 * A file that went with a prompt, for whoever may see its session. What it is, its bytes say.
 * @throws DomainError `not-found`.
 */
export async function readAttachment({ session: id, round, place }: AttachmentPlace, caller: Caller, services: Services): Promise<{ name: string; mediaType: string; bytes: Uint8Array }> {
  const { row } = await requireSession(services.store.read, id, caller, services)
  const attachment = row.rounds[round - 1]?.attachments[place - 1]
  if (!attachment) throw new DomainError('not-found', 'No such file went with this prompt.')
  const bytes = await openBlobs(services.store.blobsFolder).get(attachment.sha256)
  if (!bytes) throw new DomainError('not-found', `"${attachment.name}" is no longer kept here. Choose it again.`)
  return { name: attachment.name, mediaType: mediaTypeOf(bytes), bytes }
}

function mediaTypeOf(bytes: Uint8Array): string {
  const sniffed = sniffMediaType(bytes)
  return sniffed !== undefined && imageTypes.includes(sniffed) ? sniffed : 'text/plain'
}

/**
 * Puts attachments into the blob store. What a file is, its bytes say.
 * @throws DomainError `too-large` or `invalid`.
 */
export async function storeAttachments(store: Store, given: Array<z.output<typeof AttachmentInput>>): Promise<Attachment[]> {
  const blobs = openBlobs(store.blobsFolder)
  return Promise.all(given.map(async ({ name, base64 }) => {
    const bytes = Buffer.from(base64, 'base64')
    if (bytes.length > mostAttachmentBytes) throw new DomainError('too-large', `"${name}" is larger than ${mostAttachmentBytes / 1024 / 1024} MB. Make it smaller, or leave it out.`)
    const mediaType = mediaTypeOf(bytes)
    if (mediaType === 'text/plain' && (!isUtf8(bytes) || bytes.includes(0))) throw new DomainError('invalid', `"${name}" is neither text nor a PNG, JPEG, GIF or WebP image. Only these can go with a prompt.`)
    const sha256 = hash('sha256', bytes)
    await blobs.put(sha256, bytes)
    return { name, mediaType, sha256, size: bytes.length }
  }))
}

/** A prompt with its attachments as one message: texts stand in it under their names, images go beside it. */
export async function messageWith(store: Store, prompt: string, attachments: Attachment[]): Promise<StoredMessage> {
  const blobs = openBlobs(store.blobsFolder)
  const parts: StoredMessage['parts'] = [{ type: 'text', text: prompt }]
  for (const { name, mediaType, sha256 } of attachments) {
    if (mediaType !== 'text/plain') parts.push({ type: 'file', mediaType, sha256 })
    else parts.push({ type: 'text', text: `${headingOf(name)}${Buffer.from((await blobs.get(sha256))!).toString()}` })
  }
  return { role: 'user', parts }
}

/** @throws DomainError `invalid` naming a model that is known to take no images. */
export async function refuseBlindModels(columns: Array<Pick<ColumnRow, 'name'> & { input: string[] | null }>, attachments: Attachment[]): Promise<void> {
  if (attachments.every(({ mediaType }) => mediaType === 'text/plain')) return
  const textOnly = columns.filter(({ input }) => input !== null && !input.includes('image'))
  if (textOnly.length > 0) throw new DomainError('invalid', `${textOnly.map(({ name }) => `"${name}"`).join(', ')} takes no images. Leave the images out, or choose other models.`)
}

/** What stands before the text of a file in a question. */
export function headingOf(name: string): string {
  return `\n\n${name}:\n\n`
}
