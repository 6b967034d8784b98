import type { MarkdownIt, Token } from 'markdown-it'
import { escapeHtml } from './escape-html.ts'
import { renderState, type RenderState } from './render-state.ts'

/** An address that a link of an answer may have: absolute, and of one of three schemes. No other is ever followed. */
export function isAllowedLink(url: string): boolean {
  return url.length <= maxUrlCharacters && /^(?:https?:\/\/[^/]|mailto:.)/i.test(url) && !/[\0-\x20\x7f]/.test(url)
}

const maxUrlCharacters = 2000

/**
 * Bytes of addresses in one answer beyond what it holds itself. A definition used many times would otherwise make a
 * small answer a page of gigabytes; later links keep their text only.
 */
const maxRepeatedUrlCharacters = 200_000

const attributes = 'rel="noopener noreferrer nofollow ugc"'

/** Links leave for allowed addresses only, and pictures become links: nothing of an answer is loaded from elsewhere. */
export function safeLinks(markdown: MarkdownIt): void {
  markdown.validateLink = isAllowedLink
  const { rules } = markdown.renderer
  rules.link_open = (tokens, index, _options, env) => {
    const token = tokens[index]!
    if (token.hidden) return ''
    renderState(env).linksOpen++
    return openLink(token, 'href', renderState(env))
  }
  rules.link_close = (tokens, index, _options, env) => {
    if (tokens[index]!.hidden) return ''
    renderState(env).linksOpen--
    return '</a>'
  }
  rules.image = (tokens, index, options, env, renderer) => {
    const token = tokens[index]!
    const alternative = renderer.renderInlineAsText(token.children ?? [], options, env ?? {})
    const text = escapeHtml(alternative.trim() || String(token.attrGet('src')))
    const isInsideLink = renderState(env).linksOpen > 0
    return isInsideLink ? text : `${openLink(token, 'src', renderState(env))}${text}</a>`
  }
}

function openLink(token: Token, attribute: 'href' | 'src', state: RenderState): string {
  const url = String(token.attrGet(attribute) ?? '')
  const isFromDefinition = token.meta?.label !== undefined
  if (isFromDefinition) state.repeatedUrlCharacters += url.length
  if (!isAllowedLink(url) || state.repeatedUrlCharacters > maxRepeatedUrlCharacters) return '<a>'
  return `<a href="${escapeHtml(url)}"${attribute === 'src' ? ' class="image-link"' : ''} ${attributes}>`
}
