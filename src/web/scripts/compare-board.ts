/** Makes the comparison nicer: panes scroll together, pictures pan together, texts and links are copied. */
class CompareBoard extends HTMLElement {
  connectedCallback(): void {
    this.#together([...this.querySelectorAll<HTMLElement>('.column-body')])
    this.#together([...this.querySelectorAll<HTMLElement>('.picture')])
    for (const button of document.querySelectorAll<HTMLButtonElement>('.needs-script')) button.hidden = false
    document.addEventListener('click', (event) => void this.#copy(event.target as Element))
    document.addEventListener('keydown', (event) => this.#jump(event))
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

  async #copy(target: Element): Promise<void> {
    const button = target.closest<HTMLButtonElement>('[data-copy-link], [data-copy-answer]')
    if (!button) return
    const { copyAnswer } = button.dataset
    const text = copyAnswer ? await (await fetch(`/api/v1/responses/${copyAnswer}/raw`)).text() : location.href
    const before = button.textContent
    button.textContent = await navigator.clipboard.writeText(text).then(() => 'Copied', () => 'Copying is not allowed here')
    setTimeout(() => { button.textContent = before }, 1_500)
  }

  /** Keys 1 to 4 lead to the columns. */
  #jump(event: KeyboardEvent): void {
    const isTyping = (event.target as Element).matches('input, select, textarea')
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !/^[1-4]$/.test(event.key)) return
    const column = this.querySelectorAll<HTMLElement>('.column')[Number(event.key) - 1]
    column?.scrollIntoView({ block: 'start' })
    column?.querySelector<HTMLElement>('h2 a')?.focus({ preventScroll: true })
  }
}

function follow(leader: HTMLElement, other: HTMLElement): void {
  const share = (at: number, length: number, box: number) => (length > box ? at / (length - box) : 0)
  other.scrollTop = share(leader.scrollTop, leader.scrollHeight, leader.clientHeight) * (other.scrollHeight - other.clientHeight)
  other.scrollLeft = share(leader.scrollLeft, leader.scrollWidth, leader.clientWidth) * (other.scrollWidth - other.clientWidth)
}

customElements.define('compare-board', CompareBoard)
