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
import type { AttachmentInput } from './shapes.ts'

/** Images that models take; everything else has to be text. */
const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/**
 * Puts attachments into the blob store. What a file is, its bytes say.
 * @throws DomainError `too-large` or `invalid`.
 */
export async function storeAttachments(store: Store, given: Array<z.output<typeof AttachmentInput>>): Promise<Attachment[]> {
  const blobs = openBlobs(store.blobsFolder)
  return Promise.all(given.map(async ({ name, base64 }) => {
    const bytes = Buffer.from(base64, 'base64')
    if (bytes.length > mostAttachmentBytes) throw new DomainError('too-large', `"${name}" is larger than ${mostAttachmentBytes / 1024 / 1024} MB. Make it smaller, or leave it out.`)
    const sniffed = sniffMediaType(bytes)
    const mediaType = sniffed !== undefined && imageTypes.includes(sniffed) ? sniffed : 'text/plain'
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
    else parts.push({ type: 'text', text: `\n\n${name}:\n\n${Buffer.from((await blobs.get(sha256))!).toString()}` })
  }
  return { role: 'user', parts }
}

/** @throws DomainError `invalid` naming a model that is known to take no images. */
export async function refuseBlindModels(columns: Array<Pick<ColumnRow, 'name'> & { input: string[] | null }>, attachments: Attachment[]): Promise<void> {
  if (attachments.every(({ mediaType }) => mediaType === 'text/plain')) return
  const textOnly = columns.filter(({ input }) => input !== null && !input.includes('image'))
  if (textOnly.length > 0) throw new DomainError('invalid', `${textOnly.map(({ name }) => `"${name}"`).join(', ')} takes no images. Leave the images out, or choose other models.`)
}
