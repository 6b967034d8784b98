import type { SharedV4Warning } from '@ai-sdk/provider'
import type { ModelRequest, ModelSettings } from '../core/providers/provider.ts'
import { type RequestForm, sentSetting } from './request-form.ts'
import { warningSentence } from './sdk-prompt.ts'

/**
 * Warnings for the settings of a request, by what its body says: a package may leave a setting out in silence, or add to
 * it. What the package says of a setting is the reason that is given; what it says of other things stays as it is.
 */
export function settingWarnings({ settings }: ModelRequest, form: RequestForm, body: Record<string, unknown>, told: SharedV4Warning[]): string[] {
  const asked = Object.entries(settings).filter(([, value]) => value !== undefined) as Array<[keyof ModelSettings, unknown]>
  const sentences = new Map(asked.flatMap(([name, value]) => {
    const sentence = sentenceFor(name, value, sentSetting(form, body, name))
    return sentence === undefined ? [] : [[name, sentence] as const]
  }))
  const reasonOf = (name: keyof ModelSettings) => told.filter((warning) => isAbout(warning, name)).map(reasonIn)[0]
    ?? (name === 'reasoning' && settings.maxOutputTokens !== undefined ? form.whyNoReasoning?.(settings.maxOutputTokens) : undefined)
  const others = told.filter((warning) => !asked.some(([name]) => isAbout(warning, name) && (sentences.has(name) || name === 'maxOutputTokens')))
  return [...[...sentences].map(([name, sentence]) => [sentence, reasonOf(name)].filter(Boolean).join(' ')), ...others.map(warningSentence)]
}

function sentenceFor(name: keyof ModelSettings, asked: unknown, sent: unknown): string | undefined {
  if (sent === undefined) return `${name} is not supported and was not honoured.`
  // Where a service takes a number of tokens in place of an effort, the package has translated it.
  if (JSON.stringify(sent) === JSON.stringify(asked) || (name === 'reasoning' && asked !== 'none' && typeof sent === 'number')) return undefined
  return `${name} was not honoured as asked: ${JSON.stringify(asked)} was asked for, ${JSON.stringify(sent)} was sent.`
}

/** The packages name one setting otherwise. */
function isAbout(warning: SharedV4Warning, name: keyof ModelSettings): boolean {
  const about = warning.type === 'deprecated' ? warning.setting : warning.type === 'other' ? undefined : warning.feature
  return about === name || (name === 'stop' && about === 'stopSequences')
}

function reasonIn(warning: SharedV4Warning): string | undefined {
  return warning.type === 'deprecated' || warning.type === 'other' ? warning.message : warning.details
}
