import type { z } from 'zod'
import type { AnswerDetail } from '../operations/responses/card.ts'

/** The forms in which an answer can be asked for again outside. */
export type CardForm = 'curl' | 'sdk' | 'json'

export interface CardText {
  form: CardForm
  name: string
  text: string
}

/** A card to be copied: as a command, as code, as data. A form is missing where too little is known for it. */
export function cardTexts({ card: { code, ...facts } }: Pick<z.output<typeof AnswerDetail>, 'card'>): CardText[] {
  return [
    ...(code.curl ? [{ form: 'curl' as const, name: 'As a curl command', text: code.curl.text }] : []),
    ...(code.sdk ? [{ form: 'sdk' as const, name: 'As AI SDK code', text: code.sdk.text }] : []),
    { form: 'json', name: 'As JSON', text: JSON.stringify(facts, null, 2) },
  ]
}
