import { z } from 'zod'

/** How many rows of what. */
export const TableCounts = z.array(z.object({ name: z.string(), rows: z.number().int() }))
