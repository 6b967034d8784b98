import { bothBad, leftWins, rightWins, tied } from '../../core/ratings/votes.ts'

/** A label that says that there was no verdict: nothing to count, and no tie either. */
export const noVerdict = 4
/** A label that we do not know. */
export const unknownLabel = 255

/** Every label that battle files have had, spelled exactly as they spell it (docs/rating.md lists them). */
const labels: Array<[outcome: number, ...labels: string[]]> = [
  [leftWins, 'model_a', 'left', 'a', 'A', 'model_1', 'leftvote', 'A>B', 'A>>B'],
  [rightWins, 'model_b', 'right', 'b', 'B', 'model_2', 'rightvote', 'B>A', 'B>>A'],
  [tied, 'tie', 'tievote', 'A=B', 'both_good', 'both good', 'both-good'],
  [bothBad, 'both_bad', 'both-bad', 'both bad', 'bothbad', 'tie (bothbad)', 'bothbad_vote'],
  [noVerdict, 'abstain', 'void', 'error'],
]

export const outcomeOfLabel: ReadonlyMap<string, number> =
  new Map(labels.flatMap(([outcome, ...spellings]) => spellings.map((label) => [label, outcome] as const)))

const spelled = [...outcomeOfLabel].map(([label, outcome]) => ({ bytes: Buffer.from(label), outcome }))
const longestLabel = Math.max(...spelled.map(({ bytes }) => bytes.length))
const byLength = Array.from({ length: longestLabel + 1 }, (_, length) => spelled.filter(({ bytes }) => bytes.length === length))

/** What the label in these bytes means: a code of `outcomes`, `noVerdict` or `unknownLabel`. */
export function outcomeOfBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > longestLabel) return unknownLabel
  const candidates = byLength[end - start]!
  for (let index = 0; index < candidates.length; index++) {
    const candidate = candidates[index]!
    if (equalBytes(candidate.bytes, bytes, start)) return candidate.outcome
  }
  return unknownLabel
}

function equalBytes(expected: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < expected.length; index++) if (expected[index] !== bytes[start + index]) return false
  return true
}
