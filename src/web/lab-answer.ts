import type { z } from 'zod'
import { endingsOf } from '../core/runs/endings.ts'
import type { LabAnswerShape, LabColumnShape } from '../operations/lab/shapes.ts'
import { count, formatDollars } from './format.ts'

export type LabAnswer = z.output<typeof LabAnswerShape>
export type LabColumn = z.output<typeof LabColumnShape>

export const stateWords: Record<LabAnswer['state'], string> = { waiting: 'waiting', held: 'answering', filled: 'done', failed: 'failed', stopped: 'stopped' }

export function isOpen({ state }: Pick<LabAnswer, 'state'>): boolean {
  return state === 'waiting' || state === 'held'
}

/** Its last try is over and written down: one that was stopped may still be on its way. Of one whose process died, only a message tells. */
export function hasEnded({ state, tries, durationMs, message }: LabAnswer): boolean {
  return !isOpen({ state }) && tries > 0 && (durationMs !== null || message !== null)
}

/** The clock of a column: `0.0 s`, `12.3 s`, `2:05`. */
export function clock(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.floor(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** What an answer took; nothing, which is not unknown, where it was refused. While it is under way, words are counted, as the provider tells tokens at the end. */
export function tokensText(answer: LabAnswer): string {
  if (answer.outputTokens !== null) return count(answer.outputTokens, 'token')
  if (isOpen(answer)) return wordsText(wordsIn(answer.text?.text ?? ''))
  return answer.mayBeCharged ? 'tokens unknown' : '– tokens'
}

export function wordsText(words: number): string {
  return count(words, 'word')
}

export function wordsIn(text: string): number {
  return text.match(/\S+/g)?.length ?? 0
}

/** Of an answer no more characters are shown here than are rendered (`maxRenderedCharacters`), also while it arrives. */
export const mostShown = 400_000

/** As much of a text as is shown. */
export function shownOf(text: string): string {
  return text.length > mostShown ? text.slice(0, mostShown).toWellFormed() : text
}

/** What is said where a text goes on after what is shown of it; null where all is shown. */
export function cutRemark(length: number, { isArriving }: { isArriving: boolean }): string | null {
  if (length <= mostShown) return null
  if (isArriving) return `Only the first ${mostShown.toLocaleString('en')} characters are shown here. What arrives after them is kept too.`
  return `Only the first ${mostShown.toLocaleString('en')} of ${length.toLocaleString('en')} characters are shown here. All of them are kept.`
}

/** What an answer cost. A price would tell whose it is, so a blind session does not say. */
export function costText(answer: LabAnswer, blind: boolean): string {
  if (blind) return 'cost hidden'
  if (isOpen(answer)) return ''
  if (!answer.mayBeCharged) return '– cost'
  if (answer.costUsd === null) return 'cost unknown'
  return answer.costUsd === 0 ? 'no cost' : formatDollars(answer.costUsd)
}

/** What has to be said of an answer beside it. */
export function remarkOf(answer: LabAnswer): string | null {
  if (isOpen(answer)) return retryRemark(answer)
  if (answer.state === 'stopped') return stopRemark(answer)
  if (answer.message) return answer.message.text
  return endingsIn(answer).join(' ') || null
}

/** What the provider's answer came with, beside what is said of its end already. */
export function warningsBeside(answer: LabAnswer): LabAnswer['warnings'] {
  const said = endingsIn(answer)
  return answer.warnings.filter(({ text }) => !said.includes(text))
}

/** Also where warnings are hidden: how an answer ended tells nobody whose it is. */
function endingsIn({ state, finishReason, text }: LabAnswer): string[] {
  return state === 'filled' ? endingsOf({ finishReason, text: text?.text ?? null }) : []
}

/** Why it is asked again, and when. */
function retryRemark({ state, tries, message, waitMs }: LabAnswer): string | null {
  const soon = waitMs ? `in ${Math.ceil(waitMs / 1_000)} s` : 'next'
  if (!message) return state === 'waiting' && waitMs ? `It is asked ${soon}: its provider takes no more requests for a while.` : null
  if (state === 'held' && tries < 2) return null
  const why = `the last one failed. ${message.text}`
  if (state === 'held') return `Try ${tries}, because ${why}`
  return `Try ${tries + 1} comes ${soon}, because ${why}`
}

function stopRemark({ problem, message, tries, text }: LabAnswer): string {
  if (problem !== null && problem !== 'stopped' && message) return `Stopped before try ${tries + 1}. The last one failed: ${message.text}`
  return text?.text ? 'Stopped: this is the part that had arrived.' : 'Stopped before anything arrived.'
}
