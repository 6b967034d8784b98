import { AnswersSeen } from './answers-seen.ts'
import { FrameHint } from './frame-hint.ts'
import { SingleKeys } from './single-keys.ts'

/**
 * Makes the arena nicer: keys vote, the ballot waits until both answers have been on the screen, a verdict and the next
 * duel come without a flash. Every step is a form that works without it; pages come as HTML and are put in place.
 */
class ArenaDuel extends HTMLElement {
  readonly #keys = new SingleKeys(this, 'arena-keys')
  #leaving = new AbortController()
  readonly #frameHint = new FrameHint(this, () => this.#keys.areOn)
  #seen?: AnswersSeen
  readonly #scriptsRun = new Set<string>()
  #shownMs = 0
  #shownSince = 0

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController())
    this.addEventListener('submit', (event) => void this.#submit(event), { signal })
    this.addEventListener('click', (event) => this.#click(event), { signal })
    // The event of a <details> does not bubble.
    this.addEventListener('toggle', (event) => this.#showWhole(event.target as HTMLDetailsElement), { signal, capture: true })
    document.addEventListener('keydown', (event) => this.#press(event), { signal })
    this.#frameHint.watch(signal)
    if (this.dataset.state === 'sealed') this.#watch(signal)
    else this.#prepareNext()
  }

  disconnectedCallback(): void {
    this.#leaving.abort()
  }

  /** What opens in the ballot pushes it below the answers, perhaps out of sight. */
  #showWhole(details: HTMLDetailsElement): void {
    if (details.matches('.more')) details.closest('.ballot')!.scrollIntoView({ block: details.open ? 'start' : 'nearest' })
  }

  /** Both answers have been on the screen, and how long the page was before the voter: facts that go with the vote. */
  #watch(signal: AbortSignal): void {
    const count = () => {
      if (document.visibilityState === 'visible') this.#shownSince = performance.now()
      else this.#shownMs = this.#dwellMs()
    }
    this.#shownSince = performance.now()
    document.addEventListener('visibilitychange', count, { signal })
    for (const button of this.#verdicts) button.ariaDisabled = 'true'
    this.#tell('Read both answers first: the buttons wait until both have been on the screen.')
    this.#seen = new AnswersSeen(this.querySelectorAll('.column-body'), this.querySelector('.ballot')!)
    this.#seen.watch(signal, () => this.#open())
  }

  #dwellMs(): number {
    const running = document.visibilityState === 'visible' ? performance.now() - this.#shownSince : 0
    return Math.round(this.#shownMs + running)
  }

  #open(): void {
    for (const button of this.#verdicts) button.ariaDisabled = null
    this.#tell('')
  }

  get #verdicts(): HTMLButtonElement[] {
    return [...this.querySelectorAll<HTMLButtonElement>('.verdicts button')]
  }

  #tell(message: string): void {
    const status = this.querySelector('[data-status]')
    if (status) status.textContent = message
  }

  #click(event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>('button')
    if (button?.dataset.key === '?') this.#keys.show()
    if (button && 'runAll' in button.dataset) for (const link of this.querySelectorAll<HTMLElement>('[data-run]')) link.click()
    const link = (event.target as Element).closest<HTMLElement>('[data-run]')
    if (link) this.#noteRun(link)
    if (button?.ariaDisabled !== 'true') return
    event.preventDefault()
    this.#tell('Not yet: read both answers first.')
  }

  /** A web page was judged running, or as it stood still: a fact that goes with the vote. */
  #noteRun(link: HTMLElement): void {
    this.#scriptsRun.add(link.dataset.run!)
    const told = link.closest('[data-scripts]')!.querySelector('[data-scripts-told]')!
    told.textContent = 'Its scripts are running.'
    link.textContent = 'Run them anew'
    if (this.#scriptsRun.size === 2) for (const button of this.querySelectorAll<HTMLElement>('[data-run-all]')) button.hidden = true
  }

  /** Empty where no answer brings scripts. */
  get #scriptFacts(): Array<[name: string, value: string]> {
    if (!this.querySelector('[data-run]')) return []
    return this.#scriptsRun.size === 0 ? [['scriptsRun', '']] : [...this.#scriptsRun].map((side) => ['scriptsRun', side])
  }

  #press(event: KeyboardEvent): void {
    if (!this.#keys.isFree(event)) return
    // Inside an answer or a prompt the arrows scroll.
    if (arrows[event.key] && (event.target as Element).closest('.column-body, .prompt, .picture, .answer')) return
    this.#keys.press(arrows[event.key] ?? event.key.toLowerCase(), event)
  }

  async #submit(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement
    if (form.method === 'dialog') return
    event.preventDefault()
    if (this.hasAttribute('aria-busy')) return
    this.ariaBusy = 'true'
    try {
      const prepared = form.matches('[data-next]') ? await nextPage : undefined
      if (prepared) tellStarted(prepared)
      show(prepared ?? (await post(form, event.submitter, [['dwellMs', String(this.#dwellMs())], ['bothSeen', this.#seen?.areAll ? 'yes' : 'no'], ...this.#scriptFacts])))
    } catch (error) {
      this.#complain(error instanceof Refusal ? error.message : 'That did not reach the server. Your choices are still here: try again.')
    } finally {
      this.ariaBusy = null
    }
  }

  #complain(message: string): void {
    const note = this.querySelector('[data-problem]') ?? Object.assign(document.createElement('p'), { className: 'note', role: 'alert' })
    note.toggleAttribute('data-problem', true)
    note.textContent = message
    ;(this.querySelector('.ballot, .reveal-actions') ?? this).prepend(note)
  }

  /** The next duel is drawn while the names are read. It starts when the voter goes on: until then the vote can be undone. */
  #prepareNext(): void {
    const form = this.querySelector<HTMLFormElement>('form[data-next]')
    nextPage = form ? post(form, null, [['ahead', 'yes']]).catch(() => undefined) : undefined
    void nextPage?.then((page) => {
      for (const { src } of page?.main.querySelectorAll<HTMLImageElement>('img[src]') ?? []) new Image().src = src
    })
  }
}

const arrows: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowDown: '↓' }
interface Arrived {
  address: string
  title: string
  main: HTMLElement
}

let nextPage: Promise<Arrived | undefined> | undefined

/** The server said no, with a sentence for the voter. */
class Refusal extends Error {}

/** Sends a form as the browser would, and answers the page it leads to. */
async function post(form: HTMLFormElement, submitter: HTMLElement | null, facts: Array<[name: string, value: string]>): Promise<Arrived> {
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action')!
  const body = new URLSearchParams(new FormData(form, submitter) as never)
  for (const [name] of facts) body.delete(name)
  for (const [name, value] of facts) body.append(name, value)
  const reply = await fetch(action, { method: 'POST', body, headers: { Accept: 'text/html' } })
  const page = new DOMParser().parseFromString(await reply.text(), 'text/html')
  const main = page.querySelector('main')
  if (!reply.ok || !main) throw new Refusal(main?.querySelector('.error-message')?.textContent ?? `The server answered with ${reply.status}. Try again.`)
  return { address: reply.url, title: page.title, main }
}

/** The duel of a page that was prepared is before the voter now. Where that does not arrive, their vote on it, or skipping it, says so. */
function tellStarted({ main }: Arrived): void {
  const { duel } = main.querySelector<HTMLElement>('arena-duel')!.dataset
  fetch(`/api/v1/duels/${duel}/start`, { method: 'POST', keepalive: true }).catch(() => {})
}

/** Puts a page in place of this one, as a step that the back button undoes. */
function show({ address, title, main }: Arrived): void {
  nextPage = undefined
  const place = () => {
    history.pushState({ arena: true }, '', address)
    document.title = title
    document.querySelector('main')!.replaceWith(document.adoptNode(main))
    const focused = main.querySelector<HTMLElement>('#reveal') ?? main.querySelector<HTMLElement>('.arena-head h1')
    if (focused && !focused.hasAttribute('tabindex')) focused.tabIndex = -1
    focused?.focus({ preventScroll: true })
    scrollTo({ top: 0, behavior: 'instant' })
  }
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || !document.startViewTransition) place()
  // A step that comes before the last one has faded out skips its fade: the page is in place all the same.
  else document.startViewTransition(place).ready.catch(() => {})
}

addEventListener('popstate', () => location.reload())
customElements.define('arena-duel', ArenaDuel)
