import { createHash } from 'node:crypto'
import { randomOf } from '../../core/ratings/random.ts'
import type { ModelRequest } from '../../core/providers/provider.ts'
import { promptText } from '../sdk-prompt.ts'

export type Form = 'text' | 'svg' | 'html' | 'json' | 'csv'

/** What a writer can tell of a prompt without understanding it. */
export interface Asked {
  /** The first sentence, shortened. */
  subject: string
  form: Form
  questions: string[]
  /** Longer words that stand in the prompt most often. */
  keyWords: string[]
  numbers: string[]
  wordCount: number
  /** Draws one of several, always the same ones for the same writer, conversation and seed. */
  pick<T>(choices: readonly T[]): T
}

export function readAsked(request: ModelRequest): Asked {
  const lastOfUser = request.messages.filter(({ role }) => role === 'user').slice(-1)
  const prompt = promptText(lastOfUser)
  const digest = createHash('sha256').update(JSON.stringify([request.model, request.settings.seed ?? null, promptText(request.messages)])).digest()
  const random = randomOf(digest.readUIntLE(0, 6))
  const words = prompt.match(/[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/gu) ?? []
  return {
    subject: shorten(prompt.trim().split(/(?<=[.!?])\s|\n/)[0] || 'nothing'), form: formOf(prompt),
    questions: (prompt.match(/[^.!?\n]+\?/g) ?? []).slice(0, 5).map((question) => question.trim()),
    keyWords: mostFrequent(words.filter((word) => word.length > 4 && !/\d/.test(word)).map((word) => word.toLowerCase())),
    numbers: [...new Set(words.filter((word) => /^\d+$/.test(word)))].slice(0, 6), wordCount: words.length,
    pick: (choices) => choices[Math.floor(random() * choices.length)]!,
  }
}

/** What the prompt wants as its whole reply: told by the sentence about the reply, else by the first form it names. */
function formOf(prompt: string): Form {
  const aboutReply = prompt.match(/\b(?:reply|respond|answer|output)\b[^\n]*/gi)?.join(' ') ?? ''
  const named = /\b(svg|html|json|csv)\b/i
  const form = named.exec(aboutReply)?.[1] ?? /\b(?:an?|the|one|as|into|in) (?:\w+ ){0,2}(svg|html|json|csv)\b/i.exec(prompt)?.[1]
  return (form?.toLowerCase() as Form | undefined) ?? 'text'
}

function mostFrequent(words: string[]): string[] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 6).map(([word]) => word)
}

function shorten(text: string): string {
  return text.length <= 140 ? text : `${text.slice(0, 140).replace(/\s\S*$/, '')} …`
}
