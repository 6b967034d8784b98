import type { OutputType } from '../responses/output-type.ts'

export const difficulties = ['easy', 'medium', 'hard'] as const
export type Difficulty = (typeof difficulties)[number]

/** A reader whom an answer has to address in a part of its own. */
export interface Audience {
  slug: string
  name: string
  /** Words that a heading about this audience holds, in lower case: `physicist`, `phd`. */
  keywords: string[]
}

/** One or more prompt turns put to every model. */
export interface ChallengeFacts {
  slug?: string
  title?: string
  description?: string
  category?: string
  difficulty?: Difficulty
  outputType?: OutputType
  tags?: string[]
  audiences?: Audience[]
  /** What its answers may be judged by beside the whole, instead of the usual criteria. */
  criteria?: string[]
  language?: string
  system?: string
  /** What the person says, turn by turn. At least one. */
  turns: string[]
  version?: number
  /** The source's own answer key or reference answers, turn by turn. */
  reference?: string[]
}
