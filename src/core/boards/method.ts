/**
 * What a board is computed by. A change that makes other numbers of the same votes gets a new version here: the version
 * is part of a board's hash.
 */
export const methodVersion = '4'

/** The change log of the method, newest first. */
export const methodChanges: ReadonlyArray<{ version: string; change: string }> = [
  {
    version: '4',
    change: 'A board of a past day counts a vote of which only the month or the year is known once that is over, not from its first day. '
      + 'The bootstrap by prompt and voter draws both anew, not prompts alone. Other boards have the numbers that they had.',
  },
  {
    version: '3',
    change: 'Where the votes do not connect all models, those of each part are ranked among themselves, and what is told of the whole is of '
      + 'the largest part. Boards whose votes connect all models have the numbers that they had.',
  },
  {
    version: '2',
    change: 'A category with fewer than 30 votes a model, or whose votes do not connect its models, is drawn towards all categories as far '
      + 'as its own votes are few. Other boards have the numbers that they had.',
  },
  {
    version: '1',
    change: 'Bradley-Terry with ties as half wins and half a virtual win and loss for each model; intervals clustered by prompt '
      + 'wherever prompts repeat; ranks from differences.',
  },
]

/** A model with fewer games than this is provisional: its interval is wider than 200 points. */
export const leastGames = 50

/** Below this many votes style control says little: its coefficients are as uncertain as they are large (RATINGS, 8). */
export const leastVotesForStyle = 500

/**
 * A term for the left side is fitted from so many votes on, and only where the sides of enough of them stand against each other
 * (side-balance.ts). Without that, a baseline that is always shown first would lose its lead to its side.
 */
export const leastVotesForSide = 50
export const leastSideBalance = 0.25

/**
 * Two models are the same for a reader when, in a duel between them, either is preferred in less than so many of a
 * hundred: 55, five more than of two equal ones.
 */
export const sameShare = 0.55

/** The same in points of rating: 35. */
export const samePoints = 400 * Math.log10(sameShare / (1 - sameShare))
