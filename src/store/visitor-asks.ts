import type { Database } from './database.ts'

/** Adds to what somebody has asked on a day, and answers how much that is now. Earlier days are forgotten. */
export async function addVisitorAsks(db: Database, day: string, who: string, asks: number): Promise<number> {
  await db.deleteFrom('visitor_asks').where('day', '<', day).execute()
  const { asks: sum } = await db.insertInto('visitor_asks').values({ day, who, asks })
    .onConflict((conflict) => conflict.columns(['day', 'who']).doUpdateSet((row) => ({ asks: row('visitor_asks.asks', '+', asks) })))
    .returning('asks').executeTakeFirstOrThrow()
  return sum
}
