/** sealed → voted → revealed; or expired, without a vote. */
export type DuelState = 'sealed' | 'voted' | 'revealed' | 'expired'

/** How a duel expired: its time ran out, or the voter passed it by. */
export type DuelEnd = 'time' | 'skipped'

/** Where the answers come from: those anyone can browse, or those kept off public pages until they were in a duel. */
export const pools = ['open', 'sealed'] as const
export type Pool = (typeof pools)[number]

/** Why a pair was drawn: by plain chance, for the models with the fewest games, or near in rating to a new model. */
export const drawReasons = ['uniform', 'balance', 'near'] as const
export type DrawReason = (typeof drawReasons)[number]

export const sides = ['left', 'right'] as const
export type Side = (typeof sides)[number]

/** How long a duel waits for its vote. */
export const duelHours = 6
