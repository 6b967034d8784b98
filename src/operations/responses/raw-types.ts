import type { OutputType } from '../../core/responses/output-type.ts'

/** As what the bytes of an answer are sent, and with which ending, where its source does not say. */
export const rawTypes: Record<OutputType, [mediaType: string, ending: string]> = {
  text: ['text/plain; charset=utf-8', 'txt'], code: ['text/plain; charset=utf-8', 'txt'], json: ['application/json', 'json'],
  csv: ['text/csv; charset=utf-8', 'csv'], html: ['text/plain; charset=utf-8', 'html'], svg: ['text/plain; charset=utf-8', 'svg'],
  image: ['application/octet-stream', 'bin'], audio: ['application/octet-stream', 'bin'], video: ['application/octet-stream', 'bin'],
}
