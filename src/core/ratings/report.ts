/** How to rate. Every field has a default in `defaultRateOptions`. */
export interface RateOptions {
  method: 'bt' | 'davidson' | 'rao-kupper' | 'elo'
  /** Virtual half-win and half-loss of each model against an average one, in votes (`c`); 0 for none. */
  prior: number
  se: 'recommended' | 'sandwich' | 'hessian'
  cluster: 'none' | 'prompt' | 'voter' | 'both'
  ties: 'half' | 'drop'
  /** Whether ratings are those at equal style. */
  style: boolean
  /** Whether a term for the left side is fitted and reported. */
  side: boolean
  /** Also rate each category by itself, shrunken towards the whole. */
  by?: 'category'
  /** Rounds of the Poisson bootstrap; 0 for none. */
  bootstrap: number
  seed: number
  /** Move the scale so that this model has this rating. For display only. */
  anchor?: { model: string; rating: number }
  /** Also report every pair that met. */
  pairs: boolean
}

export const defaultRateOptions: RateOptions = {
  method: 'bt', prior: 0.5, se: 'recommended', cluster: 'none', ties: 'half', style: false, side: false, bootstrap: 0, seed: 1, pairs: false,
}

/**
 * A rating of one set of votes: everything needed to show a board, or the reason why there is no honest one. Where the votes do
 * not connect all models, `models`, `pairs` and `differencesApart` are of every part, and what is told of the whole (`tie`, `side`,
 * `style`, `fit`, `promptShare`, `differences`) is of the largest.
 */
export interface RateReport {
  method: RateOptions['method']
  options: RateOptions
  votes: VoteCounts
  /** Whether one finite optimum of all models together exists without a prior (Ford 1957). */
  exists: boolean
  /** Strongly connected sets of models, largest first. */
  components: string[][]
  /** Where the votes do not connect all models: the parts that can be rated each by itself, largest first. */
  parts?: string[][]
  /** Why there are no ratings, or what to know about them. */
  reason?: string
  /** Models of sets that nobody outside took a point from, and that took none from outside, where `exists` is false. */
  undefeated?: string[]
  winless?: string[]
  scale: { centre: number; base: number; factor: number }
  models: RatedModel[]
  pairs?: RatedPair[]
  /** With `pairs`: of the largest part, and of the others. */
  differences?: Differences
  differencesApart?: Differences[]
  /** How often equal models tie, by Davidson's ν or Rao and Kupper's η, where the method has one. */
  tie?: { parameter: 'nu' | 'eta'; value: number; shareOfEqual: number }
  side?: { coefficient: number; se: number; lo: number; hi: number; rating: number }
  style?: StyleEffect[]
  fit?: GoodnessOfFit
  /** Share of the variance of the ratings that comes from prompts: more votes on the same prompts do not narrow it. */
  promptShare?: number
  bootstrap?: { rounds: number; seed: number }
  /** Of a category with few votes: its ratings are drawn towards those of all, and models differ between categories by so much (a standard deviation). */
  shrinkage?: { points: number }
  categories?: Array<{ category: string; votes: number; report: Omit<RateReport, 'categories' | 'hash'> }>
  /** SHA-256 of votes, options and version of the method; filled in by the caller who can hash. */
  hash?: string
}

export interface VoteCounts {
  read: number
  used: number
  /** `examples` says where the first ones stand, and what was found there. */
  rejected: Array<{ reason: string; count: number; examples?: string[] }>
}

/** Ratings are on the scale 1000 + 400·log10 of the odds, the models with votes having 1000 on average. Null: no honest number. */
export interface RatedModel {
  model: string
  rating: number | null
  se: number | null
  /** 95 % interval. */
  lo: number | null
  hi: number | null
  /** Best and worst rank in its part that the differences to the others leave open at 95 %, for this model alone … */
  rankLo: number | null
  rankHi: number | null
  /** … and for all models at once. */
  rankLoSimultaneous: number | null
  rankHiSimultaneous: number | null
  /** 1 is the best of its part: a model opens a new tier when it is significantly worse than the best of the tier before. */
  tier: number | null
  /** Probability of being the best of its part. */
  pBest: number | null
  games: number
  wins: number
  losses: number
  ties: number
  bothBad: number
  /** Percentiles 2.5, 50 and 97.5 of the bootstrap, where one was asked for. */
  bootstrap?: { lo: number; median: number; hi: number }
}

export interface RatedPair {
  a: string
  b: string
  games: number
  winsA: number
  winsB: number
  ties: number
  bothBad: number
  /** Expected score of a against b by the fit, 0 to 1. */
  expected: number | null
  /** Standardised residual of the observed score. */
  residual: number | null
  /** Evidence that the better of the two is better, valid at every look; ≥ 20 may be said aloud at 5 %. */
  eValue: number
  /** 95 % confidence sequence of the share of decisive votes that a wins. */
  sequence: { lo: number; hi: number }
}

/** Standard errors of all differences of ratings: of models i > j at i (i - 1) / 2 + j. */
export interface Differences {
  models: string[]
  se: number[]
  /** How many standard errors make a 95 % interval. */
  critical: number
}

export interface StyleEffect {
  feature: string
  coefficient: number
  se: number
  lo: number
  hi: number
}

export interface GoodnessOfFit {
  g2: number
  df: number
  p: number
  /** Pairs whose standardised residual is beyond 3. */
  outliers: Array<{ a: string; b: string; residual: number }>
}
