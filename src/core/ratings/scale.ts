/** Points of rating for one natural log-odds: 400 points are odds of ten to one. */
export const pointsOfLogOdds = 400 / Math.LN10

/** Mean rating of the models with votes. */
export const centre = 1000
