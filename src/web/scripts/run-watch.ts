import { barHtml, markHtml, tellColumn, tellLive, tellRun, type ColumnFacts, type RunFacts } from '../run-marks.ts'

interface Told {
  run: RunFacts
  models: Array<ColumnFacts & { column: number }>
  cells: Array<Parameters<typeof markHtml>[0]>
}

/** How often the parts that are made by the server are fetched anew at most. */
const partsEveryMs = 3_000

/** Keeps a run's page as the run is. Without a script “Look again” does. */
class RunWatch extends HTMLElement {
  #source: EventSource | undefined
  #slugs: string[] = []
  #partsTimer: ReturnType<typeof setTimeout> | undefined
  #partsAt = 0
  #state: RunFacts['state'] | undefined
  #standing = ''

  connectedCallback(): void {
    const { run, version = '', cursor, slugs = '[]', standing = '' } = this.dataset
    if (run === undefined) return
    this.#standing = standing
    this.#slugs = JSON.parse(slugs) as string[]
    const query = new URLSearchParams({ after: version, ...(cursor && { cursor }) })
    const source = new EventSource(`/api/v1/runs/${encodeURIComponent(run)}/events?${query}`)
    this.#source = source
    this.querySelector('.look-again')?.setAttribute('hidden', '')
    source.addEventListener('open', () => this.#tell(this.#standing))
    source.addEventListener('progress', ({ data }: MessageEvent<string>) => {
      const told = (JSON.parse(data) as { data?: Told }).data
      if (told) this.#show(told)
    })
    source.addEventListener('result', () => this.#end(''))
    source.addEventListener('error', (event) => {
      // The server’s own word has data; a broken connection has none, and the browser tries again by itself.
      if (event instanceof MessageEvent) this.#end('The server no longer tells of this run. Look again.')
      else this.#tell(source.readyState === EventSource.CLOSED ? 'The connection is lost. Look again.' : 'The connection is lost; trying again.')
    })
  }

  disconnectedCallback(): void {
    this.#source?.close()
    clearTimeout(this.#partsTimer)
  }

  #end(message: string): void {
    this.#source?.close()
    this.#tell(message)
    if (message) this.querySelector('.look-again')?.removeAttribute('hidden')
    void this.#fetchParts()
  }

  #tell(message: string): void {
    const status = this.querySelector('[data-live]')!
    if (status.textContent !== message) status.textContent = message
  }

  #show({ run, models, cells }: Told): void {
    const now = Date.now()
    const facts: Record<string, string> = tellRun(run, now)
    for (const element of this.querySelectorAll<HTMLElement>('[data-fact]')) {
      const text = facts[element.dataset.fact!]
      if (text !== undefined && element.textContent !== text) element.textContent = text
    }
    this.querySelector('[data-bar]')!.innerHTML = barHtml(run.counts)
    for (const model of models) this.#showColumn(model)
    for (const cell of cells) this.#mark(cell)
    this.#tell((this.#standing = tellLive(run, now)))
    // What can be done changes with the state.
    if (this.#state !== run.state) this.#partsAt = 0
    this.#state = run.state
    this.#fetchPartsSoon()
  }

  #showColumn(model: Told['models'][number]): void {
    for (const [name, text] of Object.entries(tellColumn(model))) {
      const element = this.querySelector<HTMLElement>(`[data-column="${model.column}"] [data-told="${name}"]`)!
      element.textContent = text
      element.classList.toggle('unknown', text === 'unknown')
    }
  }

  #mark(cell: Told['cells'][number]): void {
    const row = this.querySelector<HTMLTableRowElement>(`tr[data-challenge="${CSS.escape(cell.challenge)}"]`)
    const mark = row?.cells[cell.column + 1]?.querySelector(`[data-sample="${cell.sample}"]`)
    if (mark) mark.outerHTML = markHtml(cell, this.#slugs[cell.column]!)
  }

  /** The first change is shown at once, those that follow it together. */
  #fetchPartsSoon(): void {
    this.#partsTimer ??= setTimeout(() => void this.#fetchParts(), Math.max(0, this.#partsAt + partsEveryMs - performance.now()))
  }

  async #fetchParts(): Promise<void> {
    this.#partsAt = performance.now()
    try {
      const reply = await fetch(location.href, { headers: { Accept: 'text/html' } })
      if (!reply.ok) return
      const page = new DOMParser().parseFromString(await reply.text(), 'text/html')
      for (const part of this.querySelectorAll<HTMLElement>('[data-part]')) {
        // What somebody is in the middle of stays.
        const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`)
        if (fresh && !part.contains(document.activeElement) && !part.querySelector('details[open]') && part.innerHTML !== fresh.innerHTML) part.replaceChildren(...fresh.childNodes)
      }
    } catch {
      // The next change fetches them again.
    } finally {
      this.#partsTimer = undefined
    }
  }
}

customElements.define('run-watch', RunWatch)
