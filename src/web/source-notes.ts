/** `top_p` and `maxTokens` as words: they are names of the source's own. */
export function wordsOf(name: string): string {
  return name.replaceAll('_', ' ').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').trim()
}

/** Deeper than so, what a source says is shown as it stands. */
const mostLevels = 3

/** What a source or a setting says, for reading: `{"input": 10, "stop": ["A", "B"]}` → `input 10, stop A, B`. Undefined where it says nothing. */
export function tellSaid(value: unknown, level = 1): string | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value !== 'object') return String(value)
  if (level > mostLevels) return JSON.stringify(value)
  const tell = (part: unknown) => tellSaid(part, level + 1)
  const parts = Array.isArray(value) ? value.flatMap((part) => tell(part) ?? []) : Object.entries(value).flatMap(([name, part]) => {
    const told = tell(part)
    return told === undefined ? [] : [`${wordsOf(name).toLowerCase()} ${isPlain(part) ? told : `(${told})`}`]
  })
  return parts.length === 0 ? undefined : parts.join(parts.some((part) => part.includes(', ')) ? '; ' : ', ')
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object'
}

/** What a source says of an answer, by the source's own names; those that say nothing are left out. */
export function sourceNotes(said: Record<string, unknown>, most: number): Array<[name: string, text: string]> {
  return Object.entries(said).flatMap(([name, value]): Array<[string, string]> => {
    const told = tellSaid(value)
    return told === undefined ? [] : [[name, told]]
  }).slice(0, most)
}
