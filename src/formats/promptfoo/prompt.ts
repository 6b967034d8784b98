import { z } from 'zod'
import type { ImportedChallenge } from '../../core/imports/records.ts'

const Messages = z.array(z.object({ role: z.string(), content: z.string() })).min(1)

/**
 * The challenge in a rendered prompt. A prompt may be a chat as JSON: a system message and what the person says. A chat
 * that already holds answers, or anything else, stays the one text that it is.
 */
export function challengeOfPrompt(raw: string, title: string | undefined): ImportedChallenge {
  const messages = Messages.safeParse(parsed(raw))
  const whole: ImportedChallenge = { kind: 'challenge', turns: [raw], title }
  if (!messages.success) return whole
  const system = messages.data.filter(({ role }) => role === 'system').map(({ content }) => content)
  const said = messages.data.filter(({ role }) => role === 'user').map(({ content }) => content)
  if (said.length !== 1 || system.length + said.length !== messages.data.length) return whole
  return { kind: 'challenge', system: system.length > 0 ? system.join('\n') : undefined, turns: said, title }
}

function parsed(raw: string): unknown {
  if (!raw.trimStart().startsWith('[')) return undefined
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}
