import { variablesOf } from '../../core/lab/template.ts'

/** Makes the composer nicer: a variable’s field is there as soon as it is written, and Ctrl+Enter asks. */
class LabComposer extends HTMLElement {
  /** Values of variables that are in no prompt just now, so that a slip of the hand loses nothing. */
  readonly #values = new Map<string, string>()

  connectedCallback(): void {
    const prompts = [...this.querySelectorAll<HTMLTextAreaElement>('textarea[name="prompt"], textarea[name="system"]')]
    const offerValues = () => this.#offerValues(variablesOf(...prompts.map(({ value }) => value)))
    for (const prompt of prompts) prompt.addEventListener('input', offerValues)
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
      const button = this.querySelector<HTMLButtonElement>('form button.first')
      if (button) button.form!.requestSubmit(button)
    })
    // What the browser filled in again after a step back.
    offerValues()
  }

  #offerValues(names: string[]): void {
    const list = this.querySelector('[data-values]')!
    const fields = new Map([...list.querySelectorAll('textarea')].map((field) => [field.name.slice('value.'.length), field]))
    for (const [name, field] of fields) this.#values.set(name, field.value)
    if ([...fields.keys()].join('\n') === names.join('\n')) return
    list.replaceChildren(...names.map((name) => fields.get(name)?.closest('label') ?? makeField(name, this.#values.get(name) ?? '')))
  }
}

function makeField(name: string, value: string): HTMLLabelElement {
  const label = document.createElement('label')
  const word = Object.assign(document.createElement('span'), { className: 'lab-variable', textContent: name })
  const field = Object.assign(document.createElement('textarea'), { name: `value.${name}`, rows: 1, required: true, maxLength: 200_000, dir: 'auto', value })
  label.append(word, ' ', field)
  return label
}

customElements.define('lab-composer', LabComposer)
