export interface JsonChange {
  /** Keys and positions from the root, as a JSON Pointer (RFC 6901): `/items/0/name`; empty for the root itself. */
  path: string
  kind: 'added' | 'removed' | 'changed'
  before?: unknown
  after?: unknown
}

export interface JsonDiff {
  changes: JsonChange[]
  /** Changes beyond the bound that are not listed. */
  more: number
}

/** More changes than a person reads. */
const maxChanges = 1000

/**
 * What changed between two JSON values, by structure: the order of keys does not matter, the order of lists does. Lists
 * are compared position by position.
 */
export function diffJson(before: unknown, after: unknown): JsonDiff {
  const diff: JsonDiff = { changes: [], more: 0 }
  // A stack of our own: an answer may nest deeper than functions can.
  const open: Array<[path: string, before: unknown, after: unknown]> = [['', before, after]]
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const children = compare(pair, diff)
    for (const child of children.reverse()) open.push(child)
  }
  return diff
}

function compare([path, before, after]: [string, unknown, unknown], diff: JsonDiff): Array<[string, unknown, unknown]> {
  if (before === undefined) add(diff, { path, kind: 'added', after })
  else if (after === undefined) add(diff, { path, kind: 'removed', before })
  else if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    return childrenOf(path, before, after)
  } else if (before !== after) add(diff, { path, kind: 'changed', before, after })
  return []
}

function add(diff: JsonDiff, change: JsonChange): void {
  if (diff.changes.length < maxChanges) diff.changes.push(change)
  else diff.more++
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function childrenOf(
  path: string, before: Record<string, unknown>, after: Record<string, unknown>,
): Array<[string, unknown, unknown]> {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].map((key) => [`${path}/${pointerStep(key)}`, ownValue(before, key), ownValue(after, key)])
}

/** Not `value[key]`: a key may be called `constructor`. */
function ownValue(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function pointerStep(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
