import type { FieldTable } from './row-fields.ts'

/** What each field of a plain row of votes may be called; where a row has several, the first counts. */
export const fieldNames = {
  left: ['model_a', 'left', 'left_model'],
  right: ['model_b', 'right', 'right_model'],
  winner: ['winner', 'verdict'],
  prompt: ['prompt', 'question_id'],
  voter: ['voter', 'judge', 'judge_hash'],
  category: ['category'],
} as const

type Role = keyof typeof fieldNames

/** What is wanted of a vote besides its models and its winner: reading what nobody asks for costs as much. */
export interface Wanted {
  prompt: boolean
  voter: boolean
  category: boolean
  style: boolean
}

/** Arena's own counts of style, as an object of each row. */
export const metadataField = 'conv_metadata'

/** The fields that are read from the rows of a file: by number, with what each is for. */
export interface Layout extends FieldTable, Record<Role, number[]> {
  /** Pairs of fields that hold a count for the left and the right answer. */
  style: Array<{ feature: string; left: number; right: number }>
  metadata: number | undefined
}

/** The fields to read from a file whose first row has these values. */
export function layoutOf(firstRow: ReadonlyMap<string, unknown>, wanted: Wanted): Layout {
  const layout: Layout = {
    names: [], isNumeric: [], style: [], metadata: undefined,
    left: [], right: [], winner: [], prompt: [], voter: [], category: [],
  }
  for (const role of Object.keys(fieldNames) as Role[]) {
    if (role in wanted && !wanted[role as keyof Wanted]) continue
    layout[role] = fieldNames[role].map((name) => addField(layout, name, false))
  }
  if (!wanted.style) return layout
  layout.style = featuresIn(firstRow).map(({ feature, left, right }) =>
    ({ feature, left: addField(layout, left, true), right: addField(layout, right, true) }))
  if (layout.style.length === 0) layout.metadata = addField(layout, metadataField, true)
  return layout
}

/** Whether rows with these fields are plain votes: two models and a winner. */
export function areVotes(seen: Iterable<string>): boolean {
  const names = new Set(seen)
  return (['left', 'right', 'winner'] as const).every((role) => fieldNames[role].some((name) => names.has(name)))
}

function addField(layout: Layout, name: string, isNumeric: boolean): number {
  layout.isNumeric.push(isNumeric)
  return layout.names.push(name) - 1
}

const sideEndings: Array<[left: string, right: string]> = [['_a', '_b'], ['_left', '_right']]

/** Whatever is counted for either side: `tokens_a` and `tokens_b` are the feature `tokens`. */
function featuresIn(row: ReadonlyMap<string, unknown>) {
  return [...row.keys()].flatMap((left) => sideEndings.flatMap(([ofLeft, ofRight]) => {
    const feature = left.endsWith(ofLeft) ? left.slice(0, -ofLeft.length) : ''
    const right = feature + ofRight
    return feature !== '' && isCount(row.get(left)) && isCount(row.get(right)) ? [{ feature, left, right }] : []
  }))
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value))
}
