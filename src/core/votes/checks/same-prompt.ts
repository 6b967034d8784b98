import { couldNotLook, type Finding } from '../check.ts'

export const samePromptVersion = 1

/** What a vote was about; null for what its source does not say. */
export interface JudgedPair {
  voter: string | null
  challenge: number | null
  turn: number
  models: [number, number]
}

/** The same for votes by one voter on the same two models, on one turn of one challenge, whichever side each was on. */
export function pairOf({ voter, challenge, turn, models: [a, b] }: JudgedPair): string | null {
  return voter === null || challenge === null ? null : `${challenge} ${turn} ${Math.min(a, b)} ${Math.max(a, b)} ${voter}`
}

/** Was it this voter's first verdict on this pair for this challenge? Null where voter or challenge is not known. */
export function checkSamePrompt(wasJudgedBefore: boolean | null): Finding {
  return wasJudgedBefore === null ? couldNotLook : { outcome: wasJudgedBefore ? 'fail' : 'pass', detail: null }
}
