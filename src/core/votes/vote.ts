/** What a voter said of two answers. `abstain` is a judge who gave no verdict; it is kept and never counted. */
export const verdicts = ['left', 'right', 'tie', 'both-bad', 'abstain'] as const
export type Verdict = (typeof verdicts)[number]

/** Who judged: a person, a model acting as judge, or a source that does not say. */
export type JudgeKind = 'human' | 'model' | 'unknown'

/** Who can decide a duel: whoever votes here says which. */
export const deciders = ['human', 'model'] as const
export type Decider = (typeof deciders)[number]

/** How clear a verdict is to the voter. */
export const strengths = ['slight', 'clear'] as const
export type Strength = (typeof strengths)[number]
