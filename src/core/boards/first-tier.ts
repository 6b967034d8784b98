/** In a first tier of more models than this the votes say so little that the cheapest of them is no advice. */
export const widestTier = 10
