import { firstJsonFields } from '../first-row.ts'
import type { SourceFile, SourceTree } from '../format.ts'

/** Folders inside a benchmark's own folder. */
const innerFolders = new Set(['model_answer', 'reference_answer', 'model_judgment', 'answer', 'review'])

/** The folder that a benchmark's files lie in: `data/mt_bench` for `data/mt_bench/model_answer/m.jsonl`. */
export function benchFolder(path: string): string {
  const folders = path.split('/').slice(0, -1)
  const inner = folders.findIndex((folder) => innerFolders.has(folder))
  return folders.slice(0, inner < 0 ? undefined : inner).join('/')
}

/** A path inside the benchmark's folder. */
export function inBench(file: SourceFile, path: string): string {
  const folder = benchFolder(file.path)
  return folder === '' ? path : `${folder}/${path}`
}

/**
 * The name of the benchmark a file belongs to, as the first part of its challenges' keys: its folder's name, or else
 * what its own questions say, or else `unknown`.
 */
export function benchOf(file: SourceFile, tree: SourceTree, unknown = 'fastchat'): string {
  const folder = benchFolder(file.path).split('/').at(-1)!
  if (folder !== '') return benchSlug(folder)
  const questions = tree.find('question.jsonl')
  return benchOfRow(firstJsonFields(file.head)) ?? (questions && benchOfRow(firstJsonFields(questions.head))) ?? unknown
}

export function benchSlug(name: string): string {
  // FastChat's first benchmark, the 80 questions Vicuna was shown with, lies in a folder called `table`.
  if (name === 'table') return 'vicuna'
  return name.toLowerCase().replaceAll('_', '-')
}

function benchOfRow(fields: Map<string, unknown>): string | undefined {
  const category = fields.get('category')
  if (typeof category === 'string' && /^arena[-_]hard/.test(category)) return benchSlug(category)
  // MT-bench numbers its questions from 81 to 160, after the 80 of Vicuna.
  const id = fields.get('question_id')
  return typeof id === 'number' && id >= 81 && id <= 160 ? 'mt-bench' : undefined
}
