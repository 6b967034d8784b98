import { sliceKey, type Slice } from '../../core/boards/slice.ts'
import type { Database } from '../database.ts'
import type { BoardRow } from './stored.ts'

/** The newest board of another slice that was made from the same ledger, by the same rules and version of the method. */
export async function findCounterpart(
  db: Database, { ledger_head, rules_id, method_version }: Pick<BoardRow, 'ledger_head' | 'rules_id' | 'method_version'>, slice: Slice,
): Promise<Pick<BoardRow, 'id' | 'computed_at'> | undefined> {
  return db.selectFrom('boards').select(['id', 'computed_at']).where('slice_key', '=', sliceKey(slice))
    .where('ledger_head', ledger_head === null ? 'is' : '=', ledger_head).where('rules_id', '=', rules_id).where('method_version', '=', method_version)
    .orderBy('computed_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
}
