import { listed } from './quoted-names.ts'

/** The reasons of more parts than this are no longer read. */
const mostTold = 5

/** What to know about parts, each sentence with the part that it is of; without, where it holds of every part. */
export function reasonsOfParts(parts: ReadonlyArray<{ names: string[]; reasons: string[] }>): string[] {
  const ofAll = parts[0]?.reasons.filter((reason) => parts.every(({ reasons }) => reasons.includes(reason))) ?? []
  const told = parts.flatMap(({ names, reasons }, part) => {
    const own = reasons.filter((reason) => !ofAll.includes(reason))
    return own.length > 0 ? [`Of part ${part + 1} (${listed(names)}): ${own.join(' ')}`] : []
  })
  const left = told.length - mostTold
  return [...ofAll, ...told.slice(0, mostTold), ...(left > 0 ? [`Such things are to be known of ${left} more parts.`] : [])]
}
