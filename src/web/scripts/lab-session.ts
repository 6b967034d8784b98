import { clock, costText, cutRemark, hasEnded, isOpen, remarkOf, shownOf, stateWords, tokensText, warningsBeside, wordsText, type LabAnswer } from '../lab-answer.ts'
import { LiveText, wholeEnd } from '../lab-live-text.ts'
import { growText } from './lab-growing-text.ts'
import { SingleKeys } from './single-keys.ts'
import { keepWritten } from './written-fields.ts'

/**
 * Follows a session of the Lab while its models answer: text grows as it arrives, clocks run, a whole answer takes the
 * place of its plain text. Every step is a form that works without it; keys choose, stop and ask.
 */
class LabSession extends HTMLElement {
  readonly #keys = new SingleKeys(this, 'lab-keys')
  #leaving = new AbortController()
  readonly #places = new Map<string, Place>()
  #cards: ReturnType<typeof setTimeout> | undefined

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController())
    this.addEventListener('submit', (event) => void this.#submit(event), { signal })
    this.addEventListener('click', (event) => this.#click(event), { signal })
    document.addEventListener('keydown', (event) => this.#press(event), { signal })
    if (this.dataset.state === 'answering') this.#follow(signal)
  }

  disconnectedCallback(): void {
    this.#leaving.abort()
  }

  #follow(signal: AbortSignal): void {
    const events = new EventSource(`/api/v1/lab/${this.dataset.session}/events`)
    const timer = setInterval(() => this.#tick(), 100)
    const stop = () => {
      events.close()
      clearInterval(timer)
    }
    signal.addEventListener('abort', stop)
    events.addEventListener('progress', ({ data }: MessageEvent<string>) => this.#take((JSON.parse(data) as { data?: LabEvent }).data))
    events.addEventListener('result', () => {
      stop()
      for (const place of this.#places.values()) place.draw()
      this.dataset.state = 'done'
      this.#tell('All have answered.')
    })
    // One with data is a refusal of ours. One without is a connection that broke: the browser opens it again by itself.
    events.addEventListener('error', (event) => {
      if (!('data' in event)) return
      stop()
      this.#complain('The answers cannot be followed any more. Open the page anew.')
    })
  }

  #take(event: LabEvent | undefined): void {
    if (!event) return
    const round = event.kind === 'answer' ? event.answer.round : event.round
    const place = this.#placeOf(event.column, round)
    if (!place) return
    if (event.kind !== 'answer') return place.add(event)
    const said = place.settle(event.attempt, event.answer, this.dataset.blind === 'yes')
    if (said !== undefined) this.#tell(said)
    if (hasEnded(event.answer)) this.#bringCards()
  }

  /** How an answer was asked for is written by the server: it comes once the answer has ended and its name is known. */
  #bringCards(): void {
    if (this.dataset.blind === 'yes') return
    clearTimeout(this.#cards)
    this.#cards = setTimeout(() => void this.#fetchCards().catch(() => undefined), 300)
  }

  async #fetchCards(): Promise<void> {
    const reply = await fetch(location.pathname, { headers: { Accept: 'text/html' }, signal: this.#leaving.signal })
    const page = new DOMParser().parseFromString(await reply.text(), 'text/html')
    for (const card of page.querySelectorAll<HTMLElement>('.lab-how')) {
      const pane = this.querySelector(`[data-column="${card.id.slice('how-'.length)}"] .column-body`)
      if (pane && !this.querySelector(`#${card.id}`)) pane.append(document.adoptNode(card))
    }
  }

  #placeOf(column: number, round: number): Place | undefined {
    const key = `${column} ${round}`
    const section = this.querySelector<HTMLElement>(`[data-column="${column}"]`)
    const answer = section?.querySelector<HTMLElement>(`[data-answer][data-round="${round}"]`)
    if (!this.#places.has(key) && section && answer) this.#places.set(key, new Place(section, answer, String(round) === this.dataset.round))
    return this.#places.get(key)
  }

  #tick(): void {
    for (const place of this.#places.values()) place.tick()
  }

  #tell(message: string): void {
    this.querySelector('[data-status]')!.textContent = message
  }

  #complain(message: string): void {
    const note = this.querySelector('[data-problem]') ?? Object.assign(document.createElement('p'), { className: 'note', role: 'alert' })
    note.toggleAttribute('data-problem', true)
    note.textContent = message
    this.querySelector('.lab-bar')!.before(note)
    note.scrollIntoView({ block: 'nearest' })
  }

  #click(event: Event): void {
    const target = event.target as Element
    if (target.closest('button')?.dataset.key === '?') return this.#keys.show()
    const from = target.closest<HTMLElement>('[data-share-from]')?.dataset.shareFrom
    const select = this.querySelector<HTMLSelectElement>('select[name="shared"]')
    if (from === undefined || !select) return
    event.preventDefault()
    select.value = from
    this.querySelector<HTMLTextAreaElement>('#next')!.focus()
  }

  #press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && target.id === 'next') {
      event.preventDefault()
      return (target as HTMLTextAreaElement).form!.requestSubmit()
    }
    if (this.#keys.isFree(event)) this.#keys.press(event.key.toLowerCase(), event)
  }

  /** A step is taken without leaving the page: what it answers takes this one's place, and what was scrolled stays so. */
  async #submit(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement
    if (!form.hasAttribute('data-step')) return
    event.preventDefault()
    if (this.hasAttribute('aria-busy')) return
    this.ariaBusy = 'true'
    try {
      const fields = new FormData(form, event.submitter)
      const body = form.enctype === 'multipart/form-data' ? fields : new URLSearchParams(fields as never)
      const reply = await fetch(form.getAttribute('action')!, { method: 'POST', body, headers: { Accept: 'text/html' } })
      const page = new DOMParser().parseFromString(await reply.text(), 'text/html')
      const next = page.querySelector<LabSession>('lab-session')
      if (reply.ok && next) this.#become(next, page.title, form, fields.get('column'))
      else this.#complain(page.querySelector('.error-message')?.textContent ?? `The server answered with ${reply.status}. Try again.`)
    } catch {
      this.#complain('That did not reach the server. What you wrote is still here: try again.')
    } finally {
      this.ariaBusy = null
    }
  }

  #become(next: LabSession, title: string, sent: HTMLFormElement, column: FormDataEntryValue | null): void {
    const panes = [...this.querySelectorAll<HTMLElement>('.lab-columns, .column-body')].map(({ scrollTop, scrollLeft }) => ({ scrollTop, scrollLeft }))
    const isSameRound = next.dataset.round === this.dataset.round
    document.title = title
    history.replaceState(null, '', location.pathname)
    this.replaceWith(document.adoptNode(next))
    keepWritten(this, next, sent)
    next.querySelectorAll<HTMLElement>('.lab-columns, .column-body').forEach((pane, index) => {
      if (isSameRound) pane.scrollTo({ top: panes[index]!.scrollTop, left: panes[index]!.scrollLeft, behavior: 'instant' })
    })
    const focused = next.querySelector<HTMLElement>(column === null ? '#answers' : `[data-column="${column}"] .column-body`)
    focused?.focus({ preventScroll: isSameRound })
  }
}

type LabEvent =
  | { kind: Kind; column: number; round: number; attempt: string; from: number; text: string }
  | { kind: 'answer'; column: number; attempt: string | null; answer: LabAnswer }

const kinds = ['text', 'reasoning'] as const
type Kind = (typeof kinds)[number]

/** How many characters are laid out in one frame; a single long word of so many takes a tenth of a second. */
const mostPerFrame = 20_000

/** Where an answer stands on the page, and how much of it is there. */
class Place {
  readonly #section: HTMLElement
  readonly #answer: HTMLElement
  /** The column’s head tells of its last answer alone. */
  readonly #isLast: boolean
  #attempt: string | null = null
  readonly #known = { text: new LiveText(), reasoning: new LiveText() }
  readonly #drawn = { text: 0, reasoning: 0 }
  #isDrawing = false
  #since: number | undefined
  /** Says how long a wait still is. */
  #remark: { answer: LabAnswer; until: number } | undefined

  constructor(section: HTMLElement, answer: HTMLElement, isLast: boolean) {
    this.#section = section
    this.#answer = answer
    this.#isLast = isLast
    const elapsed = this.#find('[data-clock]')?.dataset.elapsed
    if (elapsed !== undefined) this.#since = performance.now() - Number(elapsed)
  }

  #find(selector: string): HTMLElement | null {
    return this.#section.querySelector(selector)
  }

  #own(selector: string): HTMLElement {
    return this.#answer.querySelector<HTMLElement>(selector)!
  }

  get #isOpen(): boolean {
    return isOpen({ state: this.#answer.dataset.state as LabAnswer['state'] })
  }

  /** Text that has arrived. What is there already is not written again, wherever the stream begins anew. */
  add({ kind, attempt, from, text }: { kind: Kind; attempt: string; from: number; text: string }): void {
    if (!this.#isOpen) return
    if (attempt !== this.#attempt) this.#begin(attempt)
    if (this.#known[kind].take(from, text)) this.#drawSoon()
  }

  #drawSoon(): void {
    if (this.#isDrawing) return
    this.#isDrawing = true
    requestAnimationFrame(() => this.draw())
  }

  #begin(attempt: string | null): void {
    this.#attempt = attempt
    for (const kind of kinds) [this.#known[kind], this.#drawn[kind]] = [new LiveText(), 0]
    this.#own('[data-text]').textContent = this.#own('[data-reasoning]').textContent = ''
    this.#own('.reasoning').hidden = true
  }

  /** Puts on the page what has arrived since the last frame; of a lot, as much as a frame has time for. */
  draw(): void {
    this.#isDrawing = false
    if (!this.#isOpen) return
    for (const kind of kinds) {
      const { shown, length } = this.#known[kind]
      const end = wholeEnd(shown, Math.min(shown.length, this.#drawn[kind] + mostPerFrame))
      growText(this.#own(`[data-${kind}]`), shown.slice(this.#drawn[kind], end))
      this.#drawn[kind] = end
      this.#tellCut(kind, length, true)
      if (end < shown.length) this.#drawSoon()
    }
    if (this.#known.reasoning.length > 0) this.#own('.reasoning').hidden = false
    if (this.#known.text.length + this.#known.reasoning.length > 0) this.#answer.querySelector('[data-waiting]')?.remove()
  }

  #tellCut(kind: Kind, length: number, isArriving: boolean): void {
    const [note, remark] = [this.#own(`[data-cut="${kind}"]`), cutRemark(length, { isArriving })]
    note.hidden = remark === null
    const words = note.querySelector('span')!
    if (words.textContent !== (remark ?? '')) words.textContent = remark
  }

  /** Takes an answer as it stands now. Answers what is to be said of it, where its state has changed. */
  settle(attempt: string | null, answer: LabAnswer, blind: boolean): string | undefined {
    const before = this.#answer.dataset.state
    if (this.#isLast) this.#tellHead(answer, blind)
    if (before === answer.state && !isOpen(answer)) return undefined
    if (isOpen(answer)) this.#restart(attempt, answer)
    else this.#end(answer)
    this.#answer.dataset.state = answer.state
    const remark = remarkOf(answer)
    const note = this.#own('[data-remark]')
    note.textContent = remark
    note.hidden = remark === null
    if (remark !== null) this.#answer.querySelector('[data-waiting]')?.remove()
    note.className = answer.state === 'failed' ? 'lab-problem' : 'note'
    this.#remark = isOpen(answer) && answer.waitMs ? { answer, until: performance.now() + answer.waitMs } : undefined
    return before === answer.state ? undefined : `${this.#section.dataset.label}: ${[stateWords[answer.state], ...(isOpen(answer) ? [] : [remark ?? tokensText(answer)])].join(', ')}`
  }

  #restart(attempt: string | null, { state, text, reasoning, elapsedMs }: LabAnswer): void {
    this.#since = elapsedMs === null ? undefined : performance.now() - elapsedMs
    // What a try brought in vain is no part of the next one.
    if (state === 'waiting') this.#begin(null)
    else if (attempt !== null && attempt !== this.#attempt) this.#begin(attempt)
    this.#answer.dataset.state = state
    this.#known.text.take(0, text?.text ?? '')
    this.#known.reasoning.take(0, reasoning?.text ?? '')
    this.draw()
  }

  /** The whole answer, as it is meant to be read, comes in the place of its plain text. */
  #end(answer: LabAnswer): void {
    const { html, text, reasoning } = answer
    const pane = this.#answer.closest<HTMLElement>('.column-body')!
    const { scrollTop } = pane
    const place = this.#own('[data-text]')
    this.#answer.querySelector('[data-waiting]')?.remove()
    if (html === undefined) place.textContent = shownOf(text?.text ?? '')
    // Safe HTML of our own renderer, the same that the page holds when it is opened.
    else place.innerHTML = html
    place.classList.toggle('live', html === undefined)
    if (reasoning) this.#own('[data-reasoning]').textContent = shownOf(reasoning.text)
    this.#tellCut('text', text?.text.length ?? 0, false)
    this.#tellCut('reasoning', reasoning?.text.length ?? 0, false)
    this.#own('.reasoning').hidden = !reasoning
    this.#answer.append(...warningsBeside(answer).map((warning) => Object.assign(document.createElement('p'), { className: 'note', textContent: warning.text })))
    pane.scrollTop = scrollTop
  }

  #tellHead(answer: LabAnswer, blind: boolean): void {
    this.#section.dataset.state = answer.state
    const told = { '[data-state-word]': stateWords[answer.state], '[data-tokens]': tokensText(answer), '[data-cost]': costText(answer, blind) }
    for (const [selector, text] of Object.entries(told)) this.#find(selector)!.textContent = text
    if (answer.elapsedMs !== null) this.#find('[data-clock]')!.textContent = clock(answer.elapsedMs)
  }

  tick(): void {
    if (this.#remark) this.#own('[data-remark]').textContent = remarkOf({ ...this.#remark.answer, waitMs: Math.max(0, this.#remark.until - performance.now()) })
    if (!this.#isLast || !this.#isOpen || this.#since === undefined) return
    this.#find('[data-clock]')!.textContent = clock(performance.now() - this.#since)
    if (this.#known.text.length > 0) this.#find('[data-tokens]')!.textContent = wordsText(this.#known.text.words)
  }
}

customElements.define('lab-session', LabSession)
