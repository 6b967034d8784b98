/** A spot of a chart, in pixels, and what may stand at it: the first of these that has room. */
export interface LabelledSpot {
  x: number
  y: number
  labels: string[]
}

/** What stands at a spot, on which side of it and how far from it. */
export interface PlacedLabel {
  text: string
  anchor: 'start' | 'end'
  dx: number
  dy: number
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

const places: Array<Omit<PlacedLabel, 'text'>> = [{ anchor: 'start', dx: 9, dy: -8 }, { anchor: 'end', dx: -9, dy: -8 }, { anchor: 'start', dx: 9, dy: 20 }, { anchor: 'end', dx: -9, dy: 20 }]
const [letterWidth, ascent, descent, radius] = [7.5, 13, 4, 7]

/**
 * The labels of spots in a chart so wide, none of them on another, on a spot, or outside. Where nothing has room, the last
 * that may stand there does all the same, in the way of as little as can be.
 */
export function placeLabels(spots: LabelledSpot[], width: number): PlacedLabel[] {
  const taken: Box[] = spots.map(({ x, y }) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }))
  return spots.map((spot) => {
    const hits = (label: PlacedLabel) => hitsOf(boxOf(spot, label), taken, width)
    const best = spot.labels.map((text) => places.map((place) => ({ text, ...place })).reduce((found, label) => (hits(label) < hits(found) ? label : found)))
    const chosen = best.find((label) => hits(label) === 0) ?? best.at(-1)!
    taken.push(boxOf(spot, chosen))
    return chosen
  })
}

/** How many boxes this one lies on; more than there are where it is not inside. */
function hitsOf(box: Box, taken: Box[], width: number): number {
  return taken.filter((other) => overlap(box, other)).length + (box.left < 0 || box.right > width ? taken.length : 0)
}

function boxOf({ x, y }: LabelledSpot, { text, anchor, dx, dy }: PlacedLabel): Box {
  const length = letterWidth * text.length
  const left = anchor === 'start' ? x + dx : x + dx - length
  return { left, right: left + length, top: y + dy - ascent, bottom: y + dy + descent }
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}
