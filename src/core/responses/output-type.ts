/** What kind of thing an answer is, which decides how it is shown. `text` is prose or markdown. */
export const outputTypes = ['text', 'code', 'json', 'csv', 'html', 'svg', 'image', 'audio', 'video'] as const

export type OutputType = (typeof outputTypes)[number]

/** Output types whose bytes are text: they are searched, compared by words and previewed. */
export function isTextual(type: OutputType): boolean {
  return type !== 'image' && type !== 'audio' && type !== 'video'
}
