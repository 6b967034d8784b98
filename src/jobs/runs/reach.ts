import type { ClaimableCell } from '../../store/runs/claim.ts'

/** For so long it is taken as it was found: a key may be entered, or a file be read anew by a restart. */
const holdsMs = 5_000
/** A provider that stays out of reach is told of so often. */
const tellAgainMs = 600_000

export interface ReachOptions {
  /** Throws where this process cannot ask the model, with the reason. */
  tryLine(cell: ClaimableCell): Promise<unknown>
  now(): Date
  onError(error: unknown): void
}

/**
 * Which providers this process can ask, where machines share a database: one may lack the secret that a key was encrypted
 * with, or a file that names a provider. It leaves their cells to the others instead of failing them.
 */
export class Reach {
  readonly #options: ReachOptions
  readonly #known = new Map<string, { isReached: boolean; lookAgain: number; tellAgain: number }>()

  constructor(options: ReachOptions) {
    this.#options = options
  }

  async has(cell: ClaimableCell): Promise<boolean> {
    const { tryLine, now, onError } = this.#options
    const [name, time] = [cell.provider, now().getTime()]
    const known = this.#known.get(name)
    if (known && time < known.lookAgain) return known.isReached
    const trouble = await tryLine(cell).then(() => undefined, (error: unknown) => error)
    const isTold = trouble !== undefined && time >= (known?.tellAgain ?? 0)
    if (isTold) onError(new Error(`Cells of the provider "${name}" are left to other workers, as this process cannot ask it.`, { cause: trouble }))
    this.#known.set(name, {
      isReached: trouble === undefined, lookAgain: time + holdsMs, tellAgain: trouble === undefined ? 0 : isTold ? time + tellAgainMs : known!.tellAgain,
    })
    return trouble === undefined
  }
}
