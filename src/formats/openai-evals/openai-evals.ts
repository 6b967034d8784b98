import type { ImportedRow } from '../../core/imports/records.ts'
import { slugify } from '../../core/text/slug.ts'
import { firstJsonFields, hasAll } from '../first-row.ts'
import type { Format, SourceFile } from '../format.ts'
import { readRunLog } from './run-log.ts'
import { readSamples } from './samples.ts'

/** OpenAI evals: sample files, and the logs of runs. */
export const openaiEvals: Format = {
  name: 'openai-evals',
  title: 'OpenAI evals',
  summary: 'Samples as challenges with their ideal answers, and of a run’s log what the model answered (`sampling`), with ' +
    'what was found of it (`match`) as a fact about the answer. Other events, metrics and the final report are lost.',
  detect: (file) => (layoutOf(file) ? 'rows' : 'no'),
  order: (file) => (layoutOf(file) === 'samples' ? 0 : 1),
  collection: (file) => {
    const name = evalOf(file)
    return { slug: `openai-evals-${slugify(name) || 'samples'}`, name: `OpenAI evals: ${name}` }
  },
  read(file): AsyncIterable<ImportedRow> {
    return layoutOf(file) === 'samples' ? readSamples(file) : readRunLog(file)
  },
}

function layoutOf({ head }: SourceFile): 'samples' | 'log' | undefined {
  const fields = firstJsonFields(head)
  const spec = fields.get('spec')
  if (typeof spec === 'object' && spec !== null && 'completion_fns' in spec && 'eval_name' in spec) return 'log'
  return hasAll(fields, 'input', 'ideal') && isInput(fields.get('input')) ? 'samples' : undefined
}

function isInput(input: unknown): boolean {
  if (typeof input === 'string') return true
  return Array.isArray(input) && input.every((message) => typeof message === 'object' && message !== null && 'role' in message)
}

/** The eval's name, which a log says itself; a sample file is called after it. */
function evalOf({ head, path }: SourceFile): string {
  const spec = firstJsonFields(head).get('spec') as { base_eval?: unknown; eval_name?: unknown } | undefined
  const name = spec?.base_eval ?? spec?.eval_name
  if (typeof name === 'string' && name !== '') return name
  return path.replace(/(\/samples)?\.jsonl$/, '').split('/').at(-1)!
}
