import type { ImportedRow } from '../../core/imports/records.ts'
import type { Format, SourceFile } from '../format.ts'
import { importRow } from '../import-row.ts'
import { readJsonArray } from '../reading/json.ts'
import { alpacaAnnotation, alpacaOutput, readAnnotation, readOutput } from './records.ts'

/** AlpacaEval's outputs and annotations, alone or as a whole `results` tree. */
export const alpacaEval: Format = {
  name: 'alpaca-eval',
  title: 'AlpacaEval',
  summary: 'Answers (`model_outputs.json`) and verdicts of judges (`annotations.json`), one file or a whole results ' +
    'folder. Which side the judge saw first is lost at the source; the judge\'s raw text is lost here. A missing ' +
    'preference is kept as an abstention. A baseline against itself is rejected: its rows hold 1.5 throughout and no ' +
    'judge’s text, price or time, so nobody was asked. A verdict that stands in two folders counts once. Configurations and leaderboards are recognised and not imported.',
  detect: (file) => {
    if (isAnnotations(file.head) || isOutputs(file.head)) return 'rows'
    return isHelper(file) ? 'auxiliary' : 'no'
  },
  order: ({ head }) => (isAnnotations(head) ? 2 : 1),
  hasVotes: ({ head }) => isAnnotations(head),
  collection: () => ({
    slug: 'alpaca-eval', name: 'AlpacaEval', url: 'https://github.com/tatsu-lab/alpaca_eval', licence: 'CC BY-NC 4.0',
  }),
  read: readAlpacaEval,
}

const arrayOfObjects = /^\s*\[\s*\{/

/** Keys of an object; quotes inside of texts are escaped and do not count. */
function hasKeys(head: string, ...keys: string[]): boolean {
  return keys.every((key) => new RegExp(`(?<!\\\\)"${key}"\\s*:`).test(head))
}

function isAnnotations(head: string): boolean {
  return arrayOfObjects.test(head) && hasKeys(head, 'instruction', 'output_1', 'output_2', 'generator_2')
}

function isOutputs(head: string): boolean {
  return arrayOfObjects.test(head) && hasKeys(head, 'instruction', 'output') && !hasKeys(head, 'output_1')
}

const configKeys = /^ +(prompt_template|fn_completions|completions_kwargs|pretty_name):/m

function isHelper({ path, head }: SourceFile): boolean {
  if (/(^|\/)configs\.yaml$/.test(path)) return configKeys.test(head)
  return path.endsWith('_leaderboard.csv') && /(^|,)(win_rate|Human agreement)(,|\r?\n)/i.test(head)
}

async function* readAlpacaEval(file: SourceFile): AsyncGenerator<ImportedRow> {
  const folders = file.path.split('/').slice(0, -1)
  if (isAnnotations(file.head)) {
    for await (const row of readJsonArray(file)) {
      yield importRow(row, alpacaAnnotation, (annotation) => readAnnotation(annotation, folders.at(-1)))
    }
    return
  }
  for await (const row of readJsonArray(file)) {
    yield importRow(row, alpacaOutput, (output) => readOutput(output, folders.at(-1)))
  }
}
