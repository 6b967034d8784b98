import type { Decider } from '../votes/vote.ts'

export const fewestColumns = 2
export const mostColumns = 8
export const mostRounds = 50
export const mostPromptLength = 200_000
export const mostAttachments = 6
export const mostAttachmentBytes = 5 * 1024 * 1024

/** What a column is called while nobody may know its model. */
export function columnLabel(column: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + column)
}

/** A file that goes with a prompt, by its hash in the blob store; a text stands in the prompt itself. */
export interface Attachment {
  name: string
  mediaType: string
  sha256: string
  size: number
}

/** One question to all columns. */
export interface Round {
  /** As it was asked, with its variables filled in. */
  prompt: string
  attachments: Attachment[]
  /** Whose conversation so far everybody was given; null: each their own. */
  shared: number | null
  at: string
  /** Which column was found best, and whether that was said without knowing the names; by a person where nothing else is said. */
  best: { column: number; blind: boolean; at: string; judge?: Decider } | null
}
