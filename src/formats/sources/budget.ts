import { statfs } from 'node:fs/promises'
import { DomainError } from '../../core/errors.ts'

export interface UnpackLimits {
  /** All files of one given path together, unpacked. */
  unpackedBytes: number
  entries: number
  /** How many times larger than its archive the content may be, once it is larger than `freeBytes`. */
  ratio: number
  /** Content of this size is never called a bomb. */
  freeBytes: number
}

export const defaultLimits: UnpackLimits = {
  unpackedBytes: 64 * 2 ** 30,
  entries: 200_000,
  // Logs of a benchmark shrink 10 to 60 times; deflate cannot do more than 1,032.
  ratio: 250,
  freeBytes: 2 ** 30,
}

/** Counts what unpacking costs, and stops it where an archive asks for more than a person would mean. */
export class Budget {
  #bytes = 0
  #entries = 0
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  /** Takes one entry of this size. */
  takeEntry(bytes: number): void {
    this.#bytes += bytes
    this.#entries += 1
    const { unpackedBytes, entries } = this.#limits
    if (this.#entries > entries) throw refusal(`has more than ${entries.toLocaleString('en')} files`)
    if (this.#bytes > unpackedBytes) throw refusal(`needs more than ${gigabytes(unpackedBytes)} unpacked`)
  }

  /** Stops content that is out of all proportion to what was read for it. */
  checkRatio(unpacked: number, packed: number): void {
    const { freeBytes, ratio } = this.#limits
    if (unpacked > freeBytes && unpacked > ratio * packed) throw refusal(`grows more than ${ratio} times when unpacked`)
  }
}

/** The limits, lowered to what the disk of `folder` can take while leaving a tenth of its free space alone. */
export async function limitsOnDisk(folder: string, limits: UnpackLimits): Promise<UnpackLimits> {
  const { bavail, bsize } = await statfs(folder)
  return { ...limits, unpackedBytes: Math.min(limits.unpackedBytes, Math.floor(bavail * bsize * 0.9)) }
}

function refusal(what: string): DomainError {
  return new DomainError('too-large', `This archive ${what}. Unpack it yourself and import the folder.`)
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
