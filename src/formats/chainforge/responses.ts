import { z } from 'zod'
import type { ImportedChallenge, ImportedResponse } from '../../core/imports/records.ts'
import { known } from '../catalogue-facts.ts'
import { saysSomething, type Reading } from '../import-row.ts'

/** A text, or its place in the flow's table of texts. */
const Text = z.union([z.string(), z.int().nonnegative()])
type Text = z.output<typeof Text>

const Llm = z.union([
  z.string().min(1).transform((model) => ({ model, temp: undefined, settings: undefined })),
  z.looseObject({ model: z.string().min(1), temp: z.number().nullish(), settings: z.record(z.string(), z.unknown()).nullish() }),
])

export const Answered = z.object({
  uid: z.string().nullish(),
  prompt: Text,
  vars: z.record(z.string(), z.unknown()).nullish(),
  llm: Llm,
  responses: z.array(z.union([Text, z.looseObject({ t: z.string() })])),
  tokens: z.looseObject({ prompt_tokens: z.number().nonnegative().nullish(), completion_tokens: z.number().nonnegative().nullish() }).nullish(),
  chat_history: z.array(z.looseObject({ role: z.string(), content: Text })).nullish(),
  // ChainForge's own paths through the flow.
  metavars: z.unknown().optional(),
})
type Answered = z.output<typeof Answered>

/** Settings that shape an answer. Others may hold addresses and keys, and are left where they are. */
const shapingSettings = ['top_p', 'top_k', 'max_tokens', 'presence_penalty', 'frequency_penalty', 'stop', 'seed']

/** All samples of one prompt that one model answered. */
export function readAnswered(answered: Answered, texts: string[]): Reading {
  const { llm, responses, tokens, vars, uid } = answered
  const challenge = challengeOf(answered, texts)
  if (!challenge) return { rejected: 'prompt: stands at a place that the flow’s table of texts does not have' }
  const records = responses.map((response, index) => {
    const body = typeof response === 'object' ? undefined : textOf(response, texts)
    return body === undefined ? undefined : known<ImportedResponse>({
      kind: 'response', model: llm.model, challenge, body, outputType: 'text',
      turn: challenge.turns.length > 1 ? challenge.turns.length : undefined,
      sample: responses.length > 1 ? index + 1 : undefined,
      sourceId: uid ? `${uid}:${index + 1}` : undefined,
      settings: settingsOf(llm),
      // Tokens are counted for all samples together.
      inputTokens: responses.length === 1 ? tokens?.prompt_tokens ?? undefined : undefined,
      outputTokens: responses.length === 1 ? tokens?.completion_tokens ?? undefined : undefined,
      provenance: saysSomething(vars) ? { vars: Object.fromEntries(Object.entries(vars!).map(([name, value]) => [name, resolved(value, texts)])) } : undefined,
    })
  })
  const kept = records.filter((record) => record !== undefined)
  if (kept.length === 0) return { rejected: 'responses: holds no text' }
  return { records: kept, lost: kept.length < responses.length ? ['responses.media'] : [] }
}

/** What the person said before, if this was a chat, and now. */
function challengeOf({ prompt, chat_history: history, llm }: Answered, texts: string[]): ImportedChallenge | undefined {
  const said = (history ?? []).filter(({ role }) => role === 'user').map(({ content }) => content)
  const turns = [...said, prompt].map((text) => textOf(text, texts))
  if (turns.some((turn) => turn === undefined)) return undefined
  const system = llm.settings?.['system_msg']
  return known<ImportedChallenge>({
    kind: 'challenge', system: typeof system === 'string' && system !== '' ? system : undefined, turns: turns as string[],
  })
}

function settingsOf({ temp, settings }: Answered['llm']): Record<string, unknown> | undefined {
  const shaping = shapingSettings.map((name) => [name, settings?.[name]] as const).filter(([, value]) => saysSomething(value))
  const kept = known({ temperature: temp ?? undefined, ...Object.fromEntries(shaping) })
  return Object.keys(kept).length > 0 ? kept : undefined
}

function textOf(text: Text, texts: string[]): string | undefined {
  return typeof text === 'string' ? text : texts[text]
}

function resolved(value: unknown, texts: string[]): unknown {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? texts[value] ?? value : value
}
