import { sameShare, samePoints } from './method.ts'

/** One of two models that are held against each other. What is not known is null. */
export interface Side {
  name: string
  /** US dollars per million output tokens. */
  price: number | null
  /** Seconds an answer takes, on average. */
  seconds: number | null
}

/** How much better the first is than the second, in points of rating, with its 95 % interval. */
export interface Difference {
  points: number
  se: number
  lo: number
  hi: number
}

/** How the duels of the two came out, of the votes that count. */
export interface Counted {
  games: number
  /** Of the first, and of the second. */
  wins: number
  losses: number
  ties: number
  bothBad: number
}

export interface VerdictSentence {
  /** `better`: the interval leaves out zero. `same`: it lies within five of a hundred duels. `open`: neither. `unknown`: no number. */
  kind: 'better' | 'same' | 'open' | 'unknown'
  /** Which one is better, where one is. */
  better: 'a' | 'b' | null
  text: string
  /** Share of their duels in which the first is expected to be preferred, a tie counting half. */
  share: { expected: number; lo: number; hi: number } | null
  /** About how many more duels between the two would settle an open question. */
  moreDuels: number | null
  /** How many times as much the first costs as the second. */
  priceRatio: number | null
  /** How many times as long the first takes as the second. */
  timeRatio: number | null
}

/**
 * What can be said of two models: one is better, they are the same for a reader, or there are not enough votes; what the
 * ratings of all duels expect of the two, and beside it what was counted between them. `reason` says why there is no
 * difference to speak of, where there is none; `counted` is null where they never met.
 */
export function verdictSentence(
  a: Side, b: Side, difference: Difference | null,
  { counted = null, reason = 'they have no rating on one scale' }: { counted?: Counted | null; reason?: string | undefined } = {},
): VerdictSentence {
  const ratios = { priceRatio: ratioOf(a.price, b.price), timeRatio: ratioOf(a.seconds, b.seconds) }
  const facts = [...(difference || counted ? [countedOf(a, b, counted)] : []), ...factsOf(a, b, ratios)]
  if (!difference) {
    const text = sentence(`${a.name} and ${b.name} cannot be compared by votes yet: ${reason}`, facts)
    return { kind: 'unknown', better: null, text, share: null, moreDuels: null, ...ratios }
  }
  const share = { expected: shareAt(difference.points), lo: shareAt(difference.lo), hi: shareAt(difference.hi) }
  const kind = kindOf(difference)
  const better = kind === 'better' ? (difference.points > 0 ? 'a' : 'b') : null
  const moreDuels = kind === 'open' ? duelsToSettle(difference) : null
  return { kind, better, text: sentence(claim(a, b, kind, difference, moreDuels), facts), share, moreDuels, ...ratios }
}

function kindOf({ lo, hi }: Difference): 'better' | 'same' | 'open' {
  if (lo > -samePoints && hi < samePoints) return 'same'
  return lo > 0 || hi < 0 ? 'better' : 'open'
}

/** Bradley and Terry: the share of duels that a lead of so many points wins. */
function shareAt(points: number): number {
  return 1 / (1 + 10 ** (-points / 400))
}

/**
 * How many duels between the two narrow the interval until it either leaves out zero or lies within what is the same,
 * whichever comes first, if the difference stays what it is. One duel adds p(1-p)/S² to the information 1/se² about the
 * difference (Fisher; S = 400 / ln 10 points).
 */
export function duelsToSettle({ points, se, hi, lo }: Difference): number {
  const quantile = (hi - lo) / 2 / se
  const enough = Math.max(Math.abs(points), samePoints - Math.abs(points)) / quantile
  const expected = shareAt(points)
  const perDuel = (expected * (1 - expected)) / (400 / Math.LN10) ** 2
  return Math.max(1, Math.ceil((1 / enough ** 2 - 1 / se ** 2) / perDuel))
}

function claim(a: Side, b: Side, kind: 'better' | 'same' | 'open', { points, lo, hi }: Difference, moreDuels: number | null): string {
  const isTurned = points < 0
  const [first, second] = isTurned ? [b, a] : [a, b]
  const [low, high] = isTurned ? [-hi, -lo] : [lo, hi]
  const expected = `would be expected to be preferred in ${percent(shareAt(Math.abs(points)))} of duels (${percent(shareAt(low), '')} to ${percent(shareAt(high))})`
  if (kind === 'better') return `${first.name} is better than ${second.name}: it ${expected}`
  if (kind === 'same') return `${first.name} and ${second.name} are equally good, within ${percent(sameShare - 0.5)} of duels: the first ${expected}`
  return `There are not enough votes to say whether ${first.name} or ${second.name} is better: the first ${expected}; `
    + `about ${roughly(moreDuels!)} more votes on the two, on new challenges, would settle it`
}

function countedOf(a: Side, b: Side, counted: Counted | null): string {
  if (!counted) return 'They have not met in a duel that counts'
  const { games, wins, losses, ties, bothBad } = counted
  const outcomes = [
    `${a.name} won ${wins}`, `${b.name} won ${losses}`,
    ...(ties > 0 ? [ties === 1 ? '1 was a tie' : `${ties} were ties`] : []),
    ...(bothBad > 0 ? [`in ${bothBad} both were bad`] : []),
  ]
  return `Of the ${games === 1 ? 'one duel' : `${games.toLocaleString('en')} duels`} between them that ${games === 1 ? 'counts' : 'count'}, ${new Intl.ListFormat('en').format(outcomes)}`
}

function factsOf(a: Side, b: Side, { priceRatio, timeRatio }: { priceRatio: number | null; timeRatio: number | null }): string[] {
  return [
    comparison(a, b, priceRatio, { more: 'costs', unit: 'as much per output token as', same: 'They cost the same per output token' }),
    comparison(a, b, timeRatio, { more: 'takes', unit: 'as long for an answer as', same: 'They take about as long for an answer' }),
  ].filter((fact) => fact !== undefined)
}

function comparison(a: Side, b: Side, ratio: number | null, words: { more: string; unit: string; same: string }): string | undefined {
  if (ratio === null) return undefined
  const times = ratio >= 1 ? ratio : 1 / ratio
  if (times < 1.05) return words.same
  const [more, less] = ratio >= 1 ? [a, b] : [b, a]
  return `${more.name} ${words.more} ${times < 10 ? times.toFixed(1) : roughly(times)} times ${words.unit} ${less.name}`
}

/** Nothing is so many times as much as nothing: a price of zero has no ratio. */
function ratioOf(a: number | null, b: number | null): number | null {
  return a !== null && b !== null && a > 0 && b > 0 ? a / b : null
}

function sentence(claimed: string, facts: string[]): string {
  return [claimed, ...facts].map((part) => `${part}.`).join(' ')
}

function percent(share: number, sign = '%'): string {
  return `${Math.round(share * 100)}${sign}`
}

/** Two digits are all that such a number is good for. */
function roughly(number: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(number)) - 1)
  return (Math.round(number / unit) * unit).toLocaleString('en')
}
