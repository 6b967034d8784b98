/** What is added to a model's name where a provider tells which state of it answered: `-2025-08-07`, `-0613`, `-001`, `@20250219`. */
const stateOfModel = /^[-@:](latest|\d{2,8}|\d{4}-\d{2}-\d{2})$/

/**
 * Whether the model that a provider says has answered is another one than was asked for. A dated state of the same model is
 * not, nor the same name with or without its maker.
 */
export function isAnotherModel(asked: string, served: string): boolean {
  const [wanted, given] = [asked, served].map((name) => name.toLowerCase().split('/').at(-1)!.replace(/[-:]latest$/, '')) as [string, string]
  return given !== wanted && !(given.startsWith(wanted) && stateOfModel.test(given.slice(wanted.length)))
}
