/** So much of the window has to be filled by an answer for it to have been seen, unless it ends before. */
const leastShare = 0.3

/**
 * Whether each answer of a duel has been seen: it filled a real share of the window above the ballot, or its end was there.
 * A line of it at the edge is not enough, and a short answer asks for no more than it is.
 */
export class AnswersSeen {
  readonly #unseen: Set<Element>
  readonly #ballot: Element

  constructor(answers: Iterable<Element>, ballot: Element) {
    this.#unseen = new Set(answers)
    this.#ballot = ballot
  }

  get areAll(): boolean {
    return this.#unseen.size === 0
  }

  /** Looks whenever something moves, and calls once when all have been seen. */
  watch(signal: AbortSignal, whenAll: () => void): void {
    const stop = new AbortController()
    const look = () => {
      if (document.visibilityState === 'hidden' || stop.signal.aborted) return
      for (const answer of this.#unseen) if (this.#isSeen(answer)) this.#unseen.delete(answer)
      if (!this.areAll) return
      stop.abort()
      whenAll()
    }
    const sizes = new ResizeObserver(look)
    for (const answer of this.#unseen) sizes.observe(answer)
    const until = AbortSignal.any([signal, stop.signal])
    until.addEventListener('abort', () => sizes.disconnect())
    addEventListener('scroll', look, { signal: until, passive: true })
    addEventListener('resize', look, { signal: until })
    document.addEventListener('visibilitychange', look, { signal: until })
  }

  #isSeen(answer: Element): boolean {
    const { top, bottom } = answer.getBoundingClientRect()
    const floor = Math.min(innerHeight, this.#ballot.getBoundingClientRect().top)
    const shown = Math.min(bottom, floor) - Math.max(top, 0)
    return shown > 0 && (bottom <= floor + 1 || shown >= Math.min(leastShare * innerHeight, 0.8 * floor))
  }
}
