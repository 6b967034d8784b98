/** What kind of maker stands behind a model. A house author is a style of sample texts made for this project, never a model. */
export const creatorKinds = ['company', 'lab', 'community', 'person', 'house', 'unknown'] as const
export type CreatorKind = (typeof creatorKinds)[number]

export const modalities = ['text', 'image', 'audio', 'video', 'pdf'] as const
export type Modality = (typeof modalities)[number]

export const capabilities = ['reasoning', 'tool-call', 'structured-output', 'attachment', 'temperature'] as const
export type Capability = (typeof capabilities)[number]

/** Prices in US dollars per million tokens; a missing class is unknown, not free. */
export interface Price {
  input?: number
  output?: number
  cacheRead?: number
  cacheWrite?: number
  reasoning?: number
  /** Who charges it, as a provider slug: `anthropic`, `openrouter`. */
  provider: string
  /** Where the figure was read: a name or a URL. */
  source: string
  /** The day it was true, as exact as the source: `2026-07-02`, `2026-07`; absent where the source has no date. */
  date?: string
}

export interface CreatorFacts {
  slug: string
  name: string
  kind?: CreatorKind
  country?: string
  url?: string
}

/**
 * What is known about a model. Every field but the name may be unknown, and stays unknown until a source says it.
 * Dates are as exact as the source: `2025`, `2025-07` or `2025-07-11`.
 */
export interface ModelFacts {
  slug?: string
  name: string
  creator?: CreatorFacts
  family?: string
  /** Slug of the model this one is a variant of ("high effort", "thinking"). */
  base?: string
  /** What makes this a variant, in a few words. */
  variant?: string
  released?: string
  retired?: string
  knowledge?: string
  input?: Modality[]
  output?: Modality[]
  capabilities?: Capability[]
  categories?: string[]
  contextTokens?: number
  outputTokens?: number
  /** `small` (≤ 10 B parameters), `medium` (≤ 80 B), `large`, `xlarge`; only where a source says so. */
  sizeClass?: 'small' | 'medium' | 'large' | 'xlarge'
  openWeights?: boolean
  licence?: string
  url?: string
  prices?: Price[]
  /** Other spellings by which sources name exactly this model. */
  aliases?: string[]
  /** Where these facts were read. */
  source?: string
  /** The day they were read, as `YYYY-MM-DD`. */
  sourceDate?: string
}
