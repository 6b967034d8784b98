/** Where a prompt has a variable: `{{name}}`, with any words between the braces. */
const variable = /\{\{\s*([^{}\s][^{}\n]{0,79}?)\s*\}\}/g

/** The names of a prompt's variables, each once, in order. */
export function variablesOf(template: string): string[] {
  return [...new Set([...template.matchAll(variable)].map(([, name]) => name!))]
}

/** The prompt with its variables filled in. What a value holds is not looked at again, so it may have braces of its own. */
export function fillTemplate(template: string, values: Record<string, string>): string {
  return template.replace(variable, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole))
}
