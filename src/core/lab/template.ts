/** Where a prompt has a variable: `{{name}}`, with any words between the braces. */
const variable = /\{\{\s*([^{}\s][^{}\n]{0,79}?)\s*\}\}/g

/** The names of the variables of a prompt and its system prompt, each once, in order. */
export function variablesOf(...templates: string[]): string[] {
  return [...new Set(templates.flatMap((template) => [...template.matchAll(variable)].map(([, name]) => name!)))]
}

/** The prompt with its variables filled in. What a value holds is not looked at again, so it may have braces of its own. */
export function fillTemplate(template: string, values: Record<string, string>): string {
  return template.replace(variable, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole))
}

/** A value that is longer would leave no room for the prompt's own words. */
const longestValue = 40

/** What a prompt is called where it has no title: its beginning on one line with its values, of which long ones are cut. */
export function promptTitle(template: string, values: Record<string, string>, longest: number): string {
  const short = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, onOneLine(value, longestValue)]))
  return onOneLine(fillTemplate(template, short), longest)
}

/** Cut between words where that leaves enough of them, and never inside a character. */
function onOneLine(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= longest) return line
  const cut = Array.from(line.slice(0, longest)).slice(0, -1).join('')
  const lastSpace = cut.lastIndexOf(' ')
  return `${(lastSpace > longest / 2 ? cut.slice(0, lastSpace) : cut).replace(/[\s,;:.]+$/, '')}…`
}
