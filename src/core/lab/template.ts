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
