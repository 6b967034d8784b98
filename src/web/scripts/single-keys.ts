/** Single keys that act on a page, which its reader may turn off (WCAG 2.1.4). What they do, buttons with `data-key` say. */
export class SingleKeys {
  readonly #host: HTMLElement
  readonly #setting: string

  /** `setting`: under which name the browser keeps whether they are on. */
  constructor(host: HTMLElement, setting: string) {
    this.#host = host
    this.#setting = setting
  }

  /** Whether a key means nothing else where it was pressed: no field, no dialogue, nothing held with it. */
  isFree({ ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
    return !ctrlKey && !metaKey && !altKey && !document.querySelector('dialog[open]') && !(target as Element).closest('input, select, textarea')
  }

  /** Presses the button of this key, if one is in sight. */
  press(key: string, event: KeyboardEvent): void {
    if (!this.areOn && key !== '?') return
    const button = this.#host.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(key)}"]`)
    if (!button?.checkVisibility()) return
    event.preventDefault()
    button.click()
  }

  /** Shows what the keys do, with the box that turns them off. */
  show(): void {
    const dialog = this.#host.querySelector('dialog')!
    const box = dialog.querySelector<HTMLInputElement>('[data-keys-on]')!
    box.checked = this.areOn
    dialog.addEventListener('close', () => localStorage.setItem(this.#setting, box.checked ? 'on' : 'off'), { once: true })
    dialog.showModal()
  }

  /** Whether the reader has left them on. */
  get areOn(): boolean {
    return localStorage.getItem(this.#setting) !== 'off'
  }
}
