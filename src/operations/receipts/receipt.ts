import { readSigningKey } from '../../store/secrets.ts'
import type { Services } from '../operation.ts'
import { signed, verified } from '../signing.ts'

export interface Receipt {
  /** Id of the vote. */
  vote: string
  /** Hash of the ledger's entry that chains it. */
  ledger: string
  at: string
}

/** A receipt with all of it signed, so that nobody else can make one. */
export async function makeReceipt(receipt: Receipt, { store }: Pick<Services, 'store'>): Promise<Receipt & { token: string }> {
  const { vote, ledger, at } = receipt
  return { ...receipt, token: signed(await readSigningKey(store), 'receipt', JSON.stringify([vote, ledger, at])) }
}

/** What a receipt says; undefined where we never gave it. */
export async function readReceipt(token: string, { store }: Pick<Services, 'store'>): Promise<Receipt | undefined> {
  const text = verified(await readSigningKey(store), 'receipt', token)
  if (text === undefined) return undefined
  const [vote, ledger, at] = JSON.parse(text) as [string, string, string]
  return { vote, ledger, at }
}
