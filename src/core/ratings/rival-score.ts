import { leftWins, rightWins, type Votes } from './votes.ts'

/** A model's RIVAL-style score with what it is made of. Null: not known. */
export interface RivalScore {
  games: number
  /** Wins and half of the ties (of either kind) as a share of the games. */
  winRate: number | null
  /** 1 - twice the standard deviation of the win rate over challenges; null where challenges are not known, or only one is. */
  consistency: number | null
  /** min(1, games / 100). */
  credibility: number
  /** winRate × consistency × credibility × 1000, from 0 to 1000. */
  score: number | null
}

/** So many games make a score fully credible. */
const credibleGames = 100

/**
 * A score in the style of RIVAL (rival.tips/methodology), by place in `votes.models`: win rate × consistency across challenges ×
 * credibility × 1000. RIVAL does not publish its curves; these are ours. Consistency is 1 - 2 sd, where sd is the standard
 * deviation over challenges of (wins + ties / 2 + ½) / (games + 1), which is at most ½; credibility grows in a straight line
 * until 100 games.
 *
 * It is a column beside the rating and not the headline, because a win rate does not ask against whom: over 30 models and
 * 20,000 votes such a score ranks as well as Bradley and Terry where opponents are drawn evenly (Kendall's τ to the truth .927
 * against .937), worse where popular models get weak opponents (.869 against .942), and not at all where near-rated models
 * meet (.03 against .93).
 */
export function rivalScores(votes: Votes): RivalScore[] {
  const [games, score] = [new Float64Array(votes.models.length), new Float64Array(votes.models.length)]
  const challenges = votes.models.map(() => new Map<number, { games: number; score: number }>())
  const add = (model: number, prompt: number, scored: number, weight: number) => {
    games[model]! += weight
    score[model]! += weight * scored
    if (prompt < 0) return
    const onPrompt = challenges[model]!.get(prompt) ?? { games: 0, score: 0 }
    onPrompt.games += weight
    onPrompt.score += weight * scored
    challenges[model]!.set(prompt, onPrompt)
  }
  for (let row = 0; row < votes.length; row++) {
    const [left, right, outcome, weight] = [votes.left[row]!, votes.right[row]!, votes.outcome[row]!, votes.weight?.[row] ?? 1]
    if (left === right || !(weight > 0)) continue
    const ofLeft = outcome === leftWins ? 1 : outcome === rightWins ? 0 : 0.5
    const prompt = votes.prompt?.[row] ?? -1
    add(left, prompt, ofLeft, weight)
    add(right, prompt, 1 - ofLeft, weight)
  }
  return votes.models.map((_, model) => scoreFrom(games[model]!, score[model]!, consistencyOf([...challenges[model]!.values()])))
}

function scoreFrom(games: number, score: number, consistency: number | null): RivalScore {
  const winRate = games > 0 ? score / games : null
  const credibility = Math.min(1, games / credibleGames)
  return { games, winRate, consistency, credibility, score: winRate === null || consistency === null ? null : winRate * consistency * credibility * 1000 }
}

function consistencyOf(challenges: Array<{ games: number; score: number }>): number | null {
  if (challenges.length < 2) return null
  const rates = challenges.map(({ games, score }) => (score + 0.5) / (games + 1))
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  return 1 - 2 * Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / rates.length)
}
