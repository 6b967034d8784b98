import type { Database } from '../database.ts'

/** The slug itself, or else with a number that makes it unique: `haiku`, `haiku-2`, `haiku-3`. */
export async function freeSlug(db: Database, table: 'models' | 'challenges', wanted: string): Promise<string> {
  const isTaken = async (number: number) => await db.selectFrom(table).select('id')
    .where('slug', '=', number === 1 ? wanted : `${wanted}-${number}`).executeTakeFirst() !== undefined
  if (!await isTaken(1)) return wanted
  let taken = 1
  let free = 2
  while (await isTaken(free)) [taken, free] = [free, free * 2]
  while (free - taken > 1) {
    const middle = (taken + free) >> 1
    if (await isTaken(middle)) taken = middle
    else free = middle
  }
  return `${wanted}-${free}`
}
