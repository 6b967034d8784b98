import type { ImportedResponse, ImportedRow } from '../core/imports/records.ts'

/**
 * Looks up answers in the files that lie beside a file of votes, so that a vote is tied to the very answers it
 * compared. A model's file is read when the model is first asked for.
 */
export class AnswersBeside {
  readonly #rowsOf: (model: string) => AsyncIterable<ImportedRow> | undefined
  readonly #byModel = new Map<string, Promise<Map<string, ImportedResponse>>>()

  /** `rowsOf` reads the file with a model's answers, if there is one. */
  constructor(rowsOf: (model: string) => AsyncIterable<ImportedRow> | undefined) {
    this.#rowsOf = rowsOf
  }

  /** The first answer of this model to one turn of a challenge. */
  async find(model: string, challengeKey: string, turn: number): Promise<ImportedResponse | undefined> {
    let answers = this.#byModel.get(model)
    if (!answers) this.#byModel.set(model, answers = this.#read(model))
    return (await answers).get(slotOf(challengeKey, turn))
  }

  async #read(model: string): Promise<Map<string, ImportedResponse>> {
    const answers = new Map<string, ImportedResponse>()
    for await (const response of responsesIn(this.#rowsOf(model))) {
      if (response.model !== model || !('key' in response.challenge)) continue
      const slot = slotOf(response.challenge.key!, response.turn ?? 1)
      if (!answers.has(slot)) answers.set(slot, response)
    }
    return answers
  }
}

/** The responses among rows. */
export async function* responsesIn(rows: AsyncIterable<ImportedRow> | undefined): AsyncGenerator<ImportedResponse> {
  if (!rows) return
  for await (const row of rows) {
    if (!('records' in row)) continue
    for (const record of row.records) if (record.kind === 'response') yield record
  }
}

function slotOf(challengeKey: string, turn: number): string {
  return `${turn} ${challengeKey}`
}
