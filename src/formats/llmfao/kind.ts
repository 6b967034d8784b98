import { csvHeader, firstJsonFields, hasAll } from '../first-row.ts'
import type { SourceFile, SourceTree } from '../format.ts'

export type LlmfaoKind = 'prompts' | 'models' | 'results' | 'pairs' | 'human votes' | 'model votes'

const jsonKinds: Array<[LlmfaoKind, ...string[]]> = [
  ['pairs', 'id', 'prompt', 'model_x', 'result_x', 'model_y', 'result_y'],
  ['results', 'id', 'model', 'result', 'prompt', 'api_id', 'slug'],
  ['models', 'id', 'api_id', 'name', 'api', 'org'],
  ['prompts', 'id', 'text', 'type', 'slug', 'note'],
]
const csvColumns = ['id', 'prompt', 'model_x', 'model_y', 'winner', 'left', 'right']

/** What a file of this project holds, told from its first row; undefined where it is none of them. */
export function llmfaoKind(head: string): LlmfaoKind | undefined {
  const fields = firstJsonFields(head)
  if (fields.size > 0) return jsonKinds.find(([, ...names]) => hasAll(fields, ...names))?.[0]
  const columns = new Set(csvHeader(head))
  if (!hasAll(columns, ...csvColumns)) return undefined
  return columns.has('worker') ? 'human votes' : 'model votes'
}

/** The file's folder, with a slash at its end unless it is the root. */
export function folderOf({ path }: SourceFile): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/** The name of who judged in `gpt4-comparisons.csv`. */
export function judgeOf({ path }: SourceFile): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/(-crowd)?-comparisons\.csv$/, '').replace(/\.csv$/, '')
}

/** Whether this is `gpt4-crowd-comparisons.csv` while `gpt4-comparisons.csv`, of which it is a part, lies beside it. */
export function isPartOfAnother(file: SourceFile, tree: SourceTree): boolean {
  if (!file.path.endsWith('-crowd-comparisons.csv')) return false
  return tree.find(`${folderOf(file)}${judgeOf(file)}-comparisons.csv`) !== undefined
}

const helpers = [/^README/, /^LICENSE/, /-instruction\.(md|txt)$/, /^expected-.*\.csv$/, /^gpt\d+(-responses)?\.jsonl$/]

/** Whether this is one of the files without rows that lie beside the project's data. */
export function isHelper(file: SourceFile, tree: SourceTree): boolean {
  const name = file.path.slice(folderOf(file).length)
  if (!helpers.some((pattern) => pattern.test(name))) return false
  const results = tree.find(`${folderOf(file)}results.jsonl`)
  return results !== undefined && llmfaoKind(results.head) === 'results'
}
