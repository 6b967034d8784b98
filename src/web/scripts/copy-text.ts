/** Copies the text that it stands beside. Without a script there is no button, and a click on the text selects it. */
class CopyText extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false
    // Itself, as that is added once however often it is put into a page.
    this.querySelector('button')!.addEventListener('click', this)
  }

  handleEvent(): void {
    void this.#copy()
  }

  async #copy(): Promise<void> {
    const source = this.parentElement!.querySelector('pre')!
    const isCopied = await write(source.textContent, source)
    const status = this.querySelector('[role=status]')!
    status.textContent = isCopied ? 'Copied' : 'Copying is not allowed here'
    setTimeout(() => {
      status.textContent = ''
    }, 2_000)
  }
}

/** Over plain http browsers have no clipboard for pages, but copy what is selected. */
async function write(text: string, source: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    getSelection()?.selectAllChildren(source)
    return document.execCommand('copy')
  }
}

if (!customElements.get('copy-text')) customElements.define('copy-text', CopyText)
