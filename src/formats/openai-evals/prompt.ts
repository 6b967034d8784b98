import { z } from 'zod'
import type { ImportedChallenge } from '../../core/imports/records.ts'
import { known } from '../catalogue-facts.ts'

const Message = z.looseObject({ role: z.string(), content: z.string(), name: z.string().nullish() })

/** A prompt as text, or as the messages of a chat. */
export const Prompt = z.union([z.string(), z.array(Message).min(1)])
type Prompt = z.output<typeof Prompt>

/**
 * The challenge in a prompt: system messages, and what the person says. Examples that a prompt shows (as named system
 * messages, or as answers in its chat) belong to it, so such a prompt stays one text of the whole chat.
 */
export function challengeOf(prompt: Prompt, reference?: string[]): ImportedChallenge {
  if (typeof prompt === 'string') return known({ kind: 'challenge' as const, turns: [prompt], reference })
  const system = prompt.filter(({ role }) => role === 'system' || role === 'developer')
  const said = prompt.filter(({ role }) => role === 'user')
  const isPlain = said.length === 1 && system.length + said.length === prompt.length && prompt.every(({ name }) => !name)
  if (!isPlain) return known({ kind: 'challenge' as const, turns: [chatText(prompt)], reference })
  const text = system.map(({ content }) => content).join('\n')
  return known({ kind: 'challenge' as const, system: text || undefined, turns: [said[0]!.content], reference })
}

/** Nothing of a chat may be lost, so it is kept as the JSON that it was. */
function chatText(prompt: Exclude<Prompt, string>): string {
  return JSON.stringify(prompt, null, 1)
}
