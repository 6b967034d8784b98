/** Something that costs and is worth. */
export interface Offer {
  cost: number
  worth: number
}

/**
 * Which offers nobody beats: no other is worth at least as much for less, or more for as little. Equal offers are both in.
 * In order of cost.
 */
export function paretoFront<T extends Offer>(offers: readonly T[]): T[] {
  const byCost = [...offers].sort((a, b) => a.cost - b.cost || b.worth - a.worth)
  const front: T[] = []
  for (const offer of byCost) {
    const best = front.at(-1)
    if (!best || offer.worth > best.worth || (offer.worth === best.worth && offer.cost === best.cost)) front.push(offer)
  }
  return front
}
