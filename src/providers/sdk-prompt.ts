import type { LanguageModelV4CallOptions, LanguageModelV4FilePart, LanguageModelV4Message, LanguageModelV4TextPart, SharedV4Warning } from '@ai-sdk/provider'
import type { Message, MessagePart, ModelRequest } from '../core/providers/provider.ts'

/** A request in the form of the AI SDK's language models. */
export function sdkCall({ messages, settings }: ModelRequest, signal: AbortSignal): LanguageModelV4CallOptions {
  const { stop, ...others } = settings
  return { prompt: messages.map(sdkMessage), ...others, ...(stop && { stopSequences: stop }), abortSignal: signal }
}

function sdkMessage({ role, parts }: Message): LanguageModelV4Message {
  return role === 'system' ? { role, content: textOf(parts) } : { role, content: parts.map(sdkPart) }
}

function sdkPart(part: MessagePart): LanguageModelV4TextPart | LanguageModelV4FilePart {
  return part.type === 'text' ? part : { type: 'file', mediaType: part.mediaType, data: { type: 'data', data: part.bytes } }
}

/** What a picture or a sound is asked for with: these models take one text. */
export function promptText(messages: Message[]): string {
  return messages.map(({ parts }) => textOf(parts)).filter(Boolean).join('\n\n')
}

function textOf(parts: MessagePart[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')
}

/** An option that was not honoured, as a sentence. */
export function warningSentence(warning: SharedV4Warning): string {
  switch (warning.type) {
    case 'unsupported': return `${warning.feature} is not supported and was not honoured.${told(warning.details)}`
    case 'compatibility': return `${warning.feature} was sent in another form.${told(warning.details)}`
    case 'deprecated': return `${warning.setting} is deprecated. ${warning.message}`
    case 'other': return warning.message
  }
}

/** Warnings for settings that this way of asking has no place for. */
export function ignoredSettings({ settings }: ModelRequest, honoured: string[]): string[] {
  const names = Object.entries(settings).filter(([, value]) => value !== undefined).map(([name]) => name)
  return names.filter((name) => !honoured.includes(name)).map((name) => `${name} is not supported and was not honoured.`)
}

function told(details: string | undefined): string {
  return details ? ` ${details}` : ''
}
