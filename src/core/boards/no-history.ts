/** With fewer votes than this between two points a rating moves with each of them. */
export const votesOfPoint = 100

/** What this looks at in a board. */
export interface KnownOfDays {
  /** Votes that count. */
  used: number
  /** Those of which the day is known, and on how many days they were cast; undefined where the board does not tell. */
  dated?: { votes: number; days: number } | undefined
  /** Points that ratings are told at, and models with a rating at the last. */
  points: number
  rated: number
  /** Its ratings lean on those of other categories. */
  leans: boolean
}

/** Why no line can be drawn of ratings over time, in a sentence; null where one can. */
export function whyNoHistory({ used, dated, points, rated, leans }: KnownOfDays): string | null {
  const least = 2 * votesOfPoint
  if (leans) return 'Ratings that lean on other categories are not told over time.'
  if (points >= 2) return rated > 0 ? null : 'These votes give no ratings on one scale.'
  if (used < least) return `There ${votesInWords(used)}: a line takes ${least}, as with fewer a rating moves with each of them.`
  if (!dated) return 'This board does not tell on which days its votes were cast: the next one will.'
  if (dated.votes < least) {
    return `Of ${dated.votes === 0 ? 'none' : dated.votes === 1 ? 'only 1' : `only ${inWords(dated.votes)}`} of these ${inWords(used)} votes it is known on which day they were cast: a line takes ${least}.`
  }
  const whole = dated.votes < used ? `The ${inWords(dated.votes)} of these ${inWords(used)} votes whose day is known` : `These ${inWords(used)} votes`
  return `${whole} were ${dated.days === 1 ? 'all' : 'nearly all'} cast on one day, and there is no line from a day to itself.`
}

function votesInWords(votes: number): string {
  return votes === 1 ? 'is only 1 vote' : `are only ${inWords(votes)} votes`
}

function inWords(number: number): string {
  return number.toLocaleString('en')
}
