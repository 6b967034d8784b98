import type { z } from 'zod'
import { sides } from '../../core/duels/duel.ts'
import { stripControls } from '../../core/text/measure.ts'
import type { DuelShape } from './shapes.ts'

type Duel = z.output<typeof DuelShape>

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

function tellVote({ verdict, withdrawn }: NonNullable<Duel['vote']>, reveal: Duel['reveal']): string {
  const setAside = reveal?.setAside && !withdrawn ? ` ${reveal.setAside.text}` : ''
  return `Your vote: ${verdict}${withdrawn ? ', taken back' : ''}.${setAside}`
}

function tellNext({ id, state }: Duel): string {
  return state === 'sealed' ? `No vote yet: diptych duels vote ${id} left (or right, tie, both-bad).` : 'It ended without a vote.'
}
