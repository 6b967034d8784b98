import type { z } from 'zod'
import { sides } from '../../core/duels/duel.ts'
import { stripControls } from '../../core/text/measure.ts'
import type { CrowdCounts, DuelShape, VotedShape } from './shapes.ts'

type Duel = z.output<typeof DuelShape>
type Voted = z.output<typeof VotedShape>
type Reveal = NonNullable<Voted['reveal']>

/** A duel as the command line tells it to a person who may vote on it there. */
export function tellDuel(duel: Duel): string {
  const { id, challenge, criteria, vote, reveal } = duel
  const prompt = challenge.prompts.map(({ text }) => stripControls(text)).join('\n\n')
  const answers = sides.map((side) => `── ${side}${reveal ? `: ${stripControls(reveal[side].model.name)}` : ''} ──\n${tellAnswer(duel[side])}`)
  return [`Duel ${id}, ${stateOf(duel)}\n${stripControls(challenge.title)}`, `── prompt ──\n${prompt}`, ...answers, `Judged by ${criteria.join(', ')}.`, vote ? tellVote(vote, reveal) : tellNext(duel)].join('\n\n')
}

function stateOf({ state, ended, expiresAt }: Duel): string {
  if (state === 'sealed') return `sealed, open until ${expiresAt}`
  return state === 'expired' && ended === 'skipped' ? 'skipped' : state
}

function tellAnswer(answer: Duel['left']): string {
  if (answer === null) return 'no longer shown'
  const warning = answer.mayRevealAuthor ? 'This answer may reveal its author.\n' : ''
  const isRead = answer.text !== null && answer.outputType !== 'svg' && answer.outputType !== 'html'
  return warning + (isRead ? stripControls(answer.text!.text) : `${answer.outputType}, ${answer.size} bytes: ${answer.raw}`)
}

function tellVote({ verdict, judge, withdrawn }: NonNullable<Duel['vote']>, reveal: Duel['reveal']): string {
  const setAside = reveal?.setAside && !withdrawn ? ` ${reveal.setAside.text}` : ''
  const ofModel = judge === 'model' && !withdrawn ? ' It counts on boards of judging models alone.' : ''
  return `${judge === 'model' ? 'Vote of a model' : 'Your vote'}: ${verdict}${withdrawn ? ', taken back' : ''}.${setAside}${ofModel}`
}

/** What became of a vote: whose answers they were, what it did, what others say, its receipt, and what can still be done. */
export function tellVoted(voted: Voted): string {
  const { id, reveal } = voted
  const vote = voted.vote!
  return [
    `Duel ${id}\n${tellVote(vote, reveal)}${vote.withdrawn ? ' It stays stored, and counts for nothing.' : ' It is stored.'}`,
    reveal ? tellReveal(reveal) : `Who wrote them: diptych duels reveal ${id}`,
    `Receipt: ${vote.receipt.token}\nWhether the vote still stands: diptych receipts verify RECEIPT`,
    ...(vote.canUndo ? [`Take it back before the next duel starts: diptych duels undo ${id}`] : []),
  ].join('\n\n')
}

function tellReveal({ left, right, ratings, noRatings, crowd, compare }: Reveal): string {
  const sidesOf = { left, right }
  const whose = sides.map((side) => {
    const { name, creator } = sidesOf[side].model
    return `${side}: ${stripControls(name)} (${stripControls(creator ?? 'creator unknown')})${ratings ? `, rating ${tellRating(ratings[side].before)} before, ${tellRating(ratings[side].after)} after` : ''}`
  })
  const others = [`Others here: ${tellCounts(crowd.challenge)}`, `Others everywhere: ${tellCounts(crowd.everywhere)}`]
  return [[...whose, ...(noRatings ? [noRatings] : [])].join('\n'), [...others, `Both in full: ${compare}`].join('\n')].join('\n\n')
}

function tellRating({ rating, lo, hi }: { rating: number; lo: number; hi: number }): string {
  return `${Math.round(rating)} (${Math.round(lo)} to ${Math.round(hi)})`
}

function tellCounts({ votes, left, right, tie, bothBad }: z.output<typeof CrowdCounts>): string {
  return votes === 0 ? 'no votes' : `left ${left}, right ${right}, tie ${tie}, both bad ${bothBad}`
}

/** A duel that was passed by. */
export function tellSkipped({ id }: Pick<Duel, 'id'>): string {
  return `Duel ${id} ended without a vote, and its pair does not come again. The next: diptych duels create`
}

function tellNext({ id, state }: Duel): string {
  return state === 'sealed' ? `No vote yet: diptych duels vote ${id} left (or right, tie, both-bad).` : 'It ended without a vote.'
}
