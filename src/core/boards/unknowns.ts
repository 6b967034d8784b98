import { leastGames } from './method.ts'

/** What this looks at in a board. */
export interface KnownOfBoard {
  votes: number
  prompts: number
  /** Share of the uncertainty that comes from the prompts, where prompts repeat. */
  promptShare: number | null
  /** How many sets of models the votes do not connect. */
  parts: number
  /** Of a category with few votes: by how many points models differ between categories. */
  shrinkagePoints?: number
  rows: Array<{ name: string; part: number; tier: number | null; games: number; price: number | null }>
}

/** What a board does not tell yet, in sentences, the most important first. */
export function unknownsOf({ votes, prompts, promptShare, parts, shrinkagePoints, rows }: KnownOfBoard): string[] {
  if (votes === 0) return ['Nobody has voted on this yet, so nothing is known.']
  const first = rows.filter(({ tier, part }) => tier === 1 && part === 1)
  const unpriced = first.filter(({ price }) => price === null)
  const provisional = rows.filter(({ games }) => games < leastGames).length
  return [
    parts > 1 && `How models of the ${parts} groups compare that have not met, not even over others.`,
    first.length > 1 && `Which of ${listOf(first.map(({ name }) => name))} is best: the votes do not tell them apart.`,
    shrinkagePoints !== undefined
      && `What sets this category apart: its votes are so few that its ratings lean on all categories, between which a model differs by some ${Math.max(1, Math.round(shrinkagePoints))} points.`,
    provisional > 0 && `How good ${provisional} of the ${rows.length} models really are: they had fewer than ${leastGames} duels.`,
    promptShare !== null && promptShare > 0.5
      && `What other challenges would say: ${Math.round(promptShare * 100)}% of the uncertainty comes from there being ${prompts} of them, and more votes on the same ones do not change that.`,
    unpriced.length > 0 && `What ${listOf(unpriced.map(({ name }) => name))} ${unpriced.length > 1 ? 'cost' : 'costs'}.`,
  ].filter((sentence) => sentence !== false)
}

const mostNamed = 4

function listOf(names: string[]): string {
  const shown = names.length > mostNamed ? [...names.slice(0, mostNamed - 1), `${names.length - mostNamed + 1} more`] : names
  return new Intl.ListFormat('en').format(shown)
}
