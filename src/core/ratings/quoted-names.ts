/** Some names in a sentence; they may hold anything, so they are quoted. */
export function listed(names: string[]): string {
  const first = names.slice(0, 3).map((name) => JSON.stringify(name)).join(', ')
  return names.length > 3 ? `${first} and ${names.length - 3} more` : first
}

/** The sentence with other names for those that `listed` quoted in it; what `nameOf` does not know stays. */
export function renamed(sentence: string, nameOf: (quoted: string) => string | undefined): string {
  return sentence.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => {
    const name = nameOf(JSON.parse(quoted) as string)
    return name === undefined ? quoted : `“${name}”`
  })
}
