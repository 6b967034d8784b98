import type { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { Format, SourceFile, SourceTree } from '../format.ts'
import { importRow, type Reading } from '../import-row.ts'
import { readText } from '../reading/text.ts'
import { literalsOf, notLiteral, type Declaration } from './literals.ts'
import {
  readChallenge, readModel, readResponse, rivalChallenge, rivalCollection, rivalModel, rivalResponse, type Wordings,
} from './records.ts'

const largestModuleBytes = 4 * 1024 * 1024

const responseModule = /:\s*ModelResponse\s*=\s*\{/
const listModule = /:\s*(AIModel|PromptChallenge)\[\]\s*=\s*\[/
const moduleOfTheSite = /(^|\/)src\/(lib|types)\/.*\.ts$/

/** RIVAL's repository: TypeScript modules that hold models, challenges and answers as object literals. */
export const rivalTypescript: Format = {
  name: 'rival-typescript',
  title: 'RIVAL (TypeScript)',
  summary: 'Models, challenges and responses as object literals in the TypeScript modules of RIVAL\'s repository. ' +
    'Only literals are read and nothing is executed; fields that are computed are lost, and answers are marked as ' +
    'transformed, because they were rewritten to compile.',
  detect: ({ head, path }) => {
    if (!path.endsWith('.ts')) return 'no'
    if (responseModule.test(head) || listModule.test(head)) return 'rows'
    return moduleOfTheSite.test(path) ? 'auxiliary' : 'no'
  },
  order: ({ head }) => (listModule.test(head) ? 0 : 1),
  collection: () => ({ ...rivalCollection, licence: 'MIT' }),
  read: readModule,
}

async function* readModule(file: SourceFile, tree: SourceTree): AsyncGenerator<ImportedRow> {
  const wordings = await wordingsIn(tree)
  const source = await readText(file, largestModuleBytes)
  for (const declaration of declarationsIn(source)) {
    if ('rejected' in declaration) yield declaration
    else yield* rowsOf(declaration, slugOf(file.path), wordings)
  }
}

function declarationsIn(source: string): Array<Declaration | { at: { line: number }; rejected: string }> {
  try {
    return literalsOf(source)
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } }
    return [{ at: { line: loc?.line ?? 1 }, rejected: `not TypeScript: ${message}` }]
  }
}

async function* rowsOf({ line, value }: Declaration, slug: string, wordings: Wordings): AsyncGenerator<ImportedRow> {
  const values = Array.isArray(value) ? value : [value]
  for (const one of values) {
    if (typeof one !== 'object' || one === null) continue
    if ('content' in one && 'modelId' in one) {
      const object = { ...one, _slug: slug }
      yield read(object, line, rivalResponse, (row) => readResponse(row, wordings, { transformed: true }))
    } else if ('provider' in one) yield read(one, line, rivalModel, readModel)
    else if ('expectedOutputType' in one) yield read(one, line, rivalChallenge, readChallenge)
  }
}

/** Fields that are no literals are lost; without one that is needed the row does not fit and says so. */
async function read<Schema extends z.ZodObject>(
  object: object, line: number, schema: Schema, readRow: (row: z.output<Schema>) => Reading,
): Promise<ImportedRow> {
  const computed = Object.entries(object).filter(([, value]) => value === notLiteral).map(([field]) => field)
  const value = Object.fromEntries(Object.entries(object).filter(([, held]) => held !== notLiteral))
  const row = await importRow({ line, value }, schema, readRow)
  if ('records' in row) return computed.length > 0 ? { ...row, lost: [...row.lost ?? [], ...computed] } : row
  return computed.length > 0 ? { ...row, rejected: `${row.rejected} (no literals: ${computed.join(', ')})` } : row
}

function slugOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.ts$/, '')
}

const wordingsByTree = new WeakMap<SourceTree, Promise<Wordings>>()

/** The wordings of the challenges that this tree's modules define. */
function wordingsIn(tree: SourceTree): Promise<Wordings> {
  const known = wordingsByTree.get(tree) ?? collectWordings(tree)
  wordingsByTree.set(tree, known)
  return known
}

async function collectWordings(tree: SourceTree): Promise<Wordings> {
  const wordings: Wordings = new Map()
  for (const file of tree.files) {
    if (!file.path.endsWith('.ts') || !/:\s*PromptChallenge\[\]\s*=\s*\[/.test(file.head)) continue
    for (const declaration of declarationsIn(await readText(file, largestModuleBytes))) {
      const list = 'value' in declaration && Array.isArray(declaration.value) ? declaration.value : []
      for (const one of list) {
        const parsed = rivalChallenge.safeParse(one)
        if (parsed.success) wordings.set(parsed.data.id, parsed.data.prompt)
      }
    }
  }
  return wordings
}
