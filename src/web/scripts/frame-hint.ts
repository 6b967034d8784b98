/**
 * Says at the foot of an answer, while its web page has the focus, that keys go to that page, with a button that takes them
 * back: from a frame of another origin no key arrives here, not even Esc.
 */
export class FrameHint {
  readonly #host: HTMLElement
  readonly #areKeysOn: () => boolean
  readonly #hint = hintWith('Keys go to the page in the frame.', 'Use keys here again', () => this.#takeBack())

  constructor(host: HTMLElement, areKeysOn: () => boolean) {
    this.#host = host
    this.#areKeysOn = areKeysOn
  }

  watch(signal: AbortSignal): void {
    let following = 0
    const look = () => {
      clearTimeout(following)
      const frame = this.#areKeysOn() && document.activeElement?.matches('iframe') ? document.activeElement : undefined
      const place = frame?.closest('.column-body')
      if (!place) return this.#hint.remove()
      if (this.#hint.parentElement !== place) place.append(this.#hint)
      // No event tells that the focus goes from one frame to another, or away with its frame.
      following = window.setTimeout(look, 300)
    }
    // The focus arrives in the frame after it has left this window.
    addEventListener('blur', () => setTimeout(look), { signal })
    addEventListener('focus', look, { signal })
    signal.addEventListener('abort', () => clearTimeout(following))
  }

  #takeBack(): void {
    const heading = this.#host.querySelector<HTMLElement>('#reveal, .arena-head h1')!
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
    this.#hint.remove()
  }
}

function hintWith(message: string, action: string, act: () => void): HTMLElement {
  const hint = Object.assign(document.createElement('p'), { className: 'frame-hint small', textContent: `${message} ` })
  hint.setAttribute('role', 'status')
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'small', textContent: action })
  button.addEventListener('click', act)
  hint.append(button)
  return hint
}
