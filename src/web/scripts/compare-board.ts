/** Makes the comparison nicer: columns scroll together, pictures pan together, texts and links are copied, keys work. */
class CompareBoard extends HTMLElement {
  connectedCallback(): void {
    this.#together([...this.querySelectorAll<HTMLElement>('.column-body')])
    const pictures = [...this.querySelectorAll<HTMLElement>('.picture')]
    for (const picture of pictures) centre(picture)
    this.#together(pictures)
    this.#markColumnInView()
    this.addEventListener('click', (event) => void this.#copy(event.target as Element))
    // On the board alone: single keys must not act wherever the focus is (WCAG 2.1.4).
    this.addEventListener('keydown', (event) => this.#press(event))
  }

  /** Scrolling one moves the others to the same share of their length. */
  #together(boxes: HTMLElement[]): void {
    let leader: HTMLElement | undefined
    for (const box of boxes) {
      const lead = () => { leader = box }
      box.addEventListener('pointerenter', lead)
      box.addEventListener('focusin', lead)
      box.addEventListener('touchstart', lead, { passive: true })
      box.addEventListener('scroll', () => {
        if (leader && leader !== box) return
        for (const other of boxes) if (other !== box) follow(box, other)
      }, { passive: true })
    }
  }

  /** On a phone, where columns are stacked: the quick switch says which one is being read. */
  #markColumnInView(): void {
    const links = [...this.querySelectorAll<HTMLAnchorElement>('.switch a')]
    const watcher = new IntersectionObserver((entries) => {
      const inView = entries.findLast(({ isIntersecting }) => isIntersecting)
      if (!inView) return
      for (const link of links) link.ariaCurrent = link.hash === `#${inView.target.id}` ? 'true' : null
    }, { rootMargin: '-25% 0px -70%' })
    if (links.length) for (const column of this.querySelectorAll('.column')) watcher.observe(column)
  }

  async #copy(target: Element): Promise<void> {
    const button = target.closest<HTMLButtonElement>('[data-copy-link], [data-copy-answer]')
    if (!button) return
    const { copyAnswer } = button.dataset
    const text = copyAnswer ? await (await fetch(`/api/v1/responses/${copyAnswer}/raw`)).text() : location.href.replace(/#.*/, '')
    const outcome = await navigator.clipboard.writeText(text).then(() => 'Copied', () => 'Copying is not allowed here')
    const status = this.querySelector('[role=status]')!
    const before = button.textContent
    button.textContent = status.textContent = outcome
    setTimeout(() => {
      button.textContent = before
      status.textContent = ''
    }, 1_500)
  }

  /** Keys 1 to 4 lead to the columns, letters press what carries them, Escape closes a menu. */
  #press(event: KeyboardEvent): void {
    const isTyping = (event.target as Element).matches('input, select, textarea')
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') this.#closeMenu()
    else if (/^[1-4]$/.test(event.key)) this.#jump(Number(event.key) - 1)
    else if (/^[a-z]$/i.test(event.key)) this.querySelector<HTMLElement>(`[data-key="${event.key.toLowerCase()}"]`)?.click()
  }

  #closeMenu(): void {
    const menu = this.querySelector<HTMLDetailsElement>('.pop[open]')
    if (!menu) return
    menu.open = false
    menu.querySelector('summary')!.focus()
  }

  #jump(index: number): void {
    const column = this.querySelectorAll<HTMLElement>('.column')[index]
    column?.scrollIntoView({ block: 'start' })
    column?.querySelector<HTMLElement>('h2 a')?.focus({ preventScroll: true })
  }
}

function follow(leader: HTMLElement, other: HTMLElement): void {
  const share = (at: number, length: number, box: number) => (length > box ? at / (length - box) : 0)
  other.scrollTop = share(leader.scrollTop, leader.scrollHeight, leader.clientHeight) * (other.scrollHeight - other.clientHeight)
  other.scrollLeft = share(leader.scrollLeft, leader.scrollWidth, leader.clientWidth) * (other.scrollWidth - other.clientWidth)
}

/** An enlarged picture begins with its middle. */
function centre(box: HTMLElement): void {
  box.scrollTo((box.scrollWidth - box.clientWidth) / 2, (box.scrollHeight - box.clientHeight) / 2)
}

customElements.define('compare-board', CompareBoard)
