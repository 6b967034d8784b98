export interface Fence {
  language: string
  source: string
}

export interface EmbeddedDocument {
  outputType: 'html' | 'svg'
  source: string
}

/** The one fenced block that a text is, from its first line to its last; undefined where anything stands beside it. */
export function wholeFence(text: string): Fence | undefined {
  const trimmed = text.trim()
  const [, fence, language = ''] = /^(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n`]*\n/.exec(trimmed) ?? []
  if (fence === undefined || !trimmed.endsWith(`\n${fence}`)) return undefined
  const source = trimmed.slice(trimmed.indexOf('\n') + 1, -fence.length - 1)
  const isOne = !source.includes(`\n${fence}`) && !source.startsWith(fence)
  return isOne ? { language: language.toLowerCase(), source } : undefined
}

/** The bytes of a web page or drawing as a browser takes them: where they are one fenced block, what stands in it. */
export function documentBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart()
  if (!start.startsWith('```') && !start.startsWith('~~~')) return bytes
  const fence = wholeFence(new TextDecoder().decode(bytes))
  return fence ? new TextEncoder().encode(fence.source) : bytes
}

/**
 * The web page or drawing that a text answer is as a whole, bare or as one fenced block, so that a page may offer a
 * preview beside the text. The answer stays text: what it is was settled when it was asked for.
 */
export function embeddedDocument(text: string): EmbeddedDocument | undefined {
  const source = (wholeFence(text)?.source ?? text).trim()
  const end = source.slice(-20).toLowerCase()
  const start = withoutProlog(source.slice(0, 4000))
  if (/^<svg[\s>]/i.test(start)) return /<\/svg\s*>$/.test(end) ? { outputType: 'svg', source } : undefined
  const isPage = /^(?:<!doctype html|<html[\s>])/i.test(start) && /<\/(?:html|body)\s*>$/.test(end)
  return isPage ? { outputType: 'html', source } : undefined
}

/** Without XML declaration, comments and an SVG document type. */
function withoutProlog(source: string): string {
  let rest = source.trimStart()
  for (let prolog = prologOf(rest); prolog !== undefined; prolog = prologOf(rest)) {
    const end = rest.indexOf(prolog)
    if (end < 0) return ''
    rest = rest.slice(end + prolog.length).trimStart()
  }
  return rest
}

function prologOf(source: string): string | undefined {
  if (source.startsWith('<?xml')) return '?>'
  if (source.startsWith('<!--')) return '-->'
  return /^<!doctype svg/i.test(source) ? '>' : undefined
}
