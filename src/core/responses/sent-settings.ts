import type { ModelSettings } from '../providers/provider.ts'

type Body = Record<string, unknown>

/** Paths of each setting in a body, `generationConfig.topP`; several where dialects differ. None: the format has no place for it. */
export type SettingPlaces = Partial<Record<Exclude<keyof ModelSettings, 'reasoning'>, string[]>>

/** Where the body of a request holds our settings, by wire format. */
export const settingPlaces = {
  chat: {
    temperature: ['temperature'], topP: ['top_p'], topK: ['top_k'], maxOutputTokens: ['max_tokens', 'max_completion_tokens'], seed: ['seed', 'random_seed'],
    stop: ['stop'], presencePenalty: ['presence_penalty'], frequencyPenalty: ['frequency_penalty'],
  },
  responses: { temperature: ['temperature'], topP: ['top_p'], topK: ['top_k'], maxOutputTokens: ['max_output_tokens'], seed: ['seed'] },
  messages: { temperature: ['temperature'], topP: ['top_p'], topK: ['top_k'], maxOutputTokens: ['max_tokens'], stop: ['stop_sequences'] },
  generateContent: Object.fromEntries([
    ...['temperature', 'topP', 'topK', 'maxOutputTokens', 'seed', 'presencePenalty', 'frequencyPenalty'].map((name) => [name, [`generationConfig.${name}`]]),
    ['stop', ['generationConfig.stopSequences']],
  ]),
  media: { seed: ['seed', 'generationConfig.seed'] },
} satisfies Record<string, SettingPlaces>

/** Our name of what stands at a path, in whatever format: a path means the same in all of them. */
const nameAt = new Map(Object.values<SettingPlaces>(settingPlaces).flatMap((places) => Object.entries(places).flatMap(([name, paths]) => paths.map((path) => [path, name] as const))))

/** Where services are asked to reason, each in its own words. */
const reasoningPaths = new Set(['reasoning_effort', 'reasoning', 'thinking', 'output_config', 'generationConfig.thinkingConfig'])

/** What is no setting in a body: who is asked and what, how the reply travels, how many are wanted and whether the service keeps them. */
const otherFields = new Set([
  'model', 'messages', 'input', 'prompt', 'text', 'contents', 'system', 'systemInstruction', 'instructions',
  'stream', 'stream_options', 'include', 'n', 'store',
])

/**
 * Settings in a request's body that nobody asked for: what the package that speaks with the service put in by itself, by our
 * names, or by the body's own where we have none. `asked` are the names of those that were asked for.
 */
export function settingsUnasked(body: Body, asked: ReadonlySet<string>): Array<{ name: string; value: unknown }> {
  const { generationConfig, ...fields } = body
  const inGroup = typeof generationConfig === 'object' ? Object.entries(generationConfig ?? {}).map(([field, value]) => ({ field, path: `generationConfig.${field}`, value: value as unknown })) : []
  const all = [...Object.entries(fields).filter(([field]) => !otherFields.has(field)).map(([field, value]) => ({ field, path: field, value })), ...inGroup]
  return all.filter(({ value }) => value !== null && value !== undefined).flatMap(({ field, path, value }) => {
    const name = nameAt.get(path) ?? field
    const isAsked = asked.has(name) || asked.has(field) || (reasoningPaths.has(path) && asked.has('reasoning'))
    return isAsked ? [] : [{ name, value }]
  })
}
