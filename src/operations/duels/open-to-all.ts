import type { Database } from '../../store/database.ts'
import type { DuelRow } from '../../store/duels.ts'
import { unseal } from '../../store/sealed.ts'

/** What was revealed to one may be read by all: sealed answers leave their pool. */
export async function openToAll({ pool, left_response_id, right_response_id }: DuelRow, transaction: Database): Promise<void> {
  if (pool === 'sealed') await unseal(transaction, [left_response_id, right_response_id])
}
