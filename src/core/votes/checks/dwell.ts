import type { OutputType } from '../../responses/output-type.ts'
import type { JudgeKind } from '../vote.ts'
import { couldNotLook, type Finding } from '../check.ts'

/**
 * Nobody reads faster: adults read silently 238 words a minute on average, nearly all between 175 and 300 (Brysbaert, Journal of
 * Memory and Language 109, 2019), and beyond 600 to 700 a minute it is skimming, in which most of a text is missed (Rayner
 * et al., Psychological Science in the Public Interest 17, 2016).
 */
export const fastestWordsPerMinute = 700

/** Who has read so much of both answers may have made up their mind: nobody has to finish a long answer to prefer the other. */
export const longestNeededMs = 10_000

/** To see two pictures and press a key. */
export const shortestNeededMs = 1_000

/** 2: the source of a drawing or a page is not read. */
export const dwellVersion = 2

/** The words of an answer that are there to be read; null for what is looked at or listened to, whatever its source holds. */
export function wordsToRead(answer: { output_type: OutputType; words: number | null } | undefined): number | null {
  return answer && readTypes.includes(answer.output_type) ? answer.words : null
}

const readTypes: readonly OutputType[] = ['text', 'code', 'json', 'csv']

/** Was there time to read both answers? Words are null for what has none, such as a picture; times where nobody measured. */
export function checkDwell(words: [number | null, number | null], dwellMs: number | null): Finding {
  if (dwellMs === null) return couldNotLook
  const readingMs = ((words[0] ?? 0) + (words[1] ?? 0)) / fastestWordsPerMinute * 60_000
  const neededMs = Math.round(Math.min(longestNeededMs, Math.max(shortestNeededMs, readingMs)))
  return { outcome: dwellMs >= neededMs ? 'pass' : 'fail', detail: { dwellMs, neededMs } }
}

/**
 * How long the answers can have been before the voter at most: from the draw to the vote by our clock, and as their own page
 * says, where it says less. Null where neither is known, and of a judging model, which reads at no pace of people.
 */
export function dwellOf({ judgeKind, drawnAt, votedAt, toldMs }: { judgeKind: JudgeKind; drawnAt: string | null; votedAt: string | null; toldMs: number | null }): number | null {
  if (judgeKind === 'model') return null
  const elapsedMs = drawnAt === null || votedAt === null ? NaN : Date.parse(votedAt) - Date.parse(drawnAt)
  const known = [elapsedMs, toldMs ?? NaN].filter((ms) => !Number.isNaN(ms))
  return known.length === 0 ? null : Math.max(0, Math.min(...known))
}
