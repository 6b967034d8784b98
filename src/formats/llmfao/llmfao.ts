import { DomainError } from '../../core/errors.ts'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { Format, SourceFile, SourceTree } from '../format.ts'
import { isHelper, isPartOfAnother, llmfaoKind, type LlmfaoKind } from './kind.ts'
import { readModels, readPrompts, readResults } from './rows.ts'
import { readVotes } from './votes.ts'

/** LLMFAO: llmonitor.com's prompts and results, with votes of a crowd and of two GPT models on pairs of them. */
export const llmfao: Format = {
  name: 'llmfao',
  title: 'LLMFAO (llmonitor prompts, crowd and GPT votes)',
  summary: 'Prompts, models, results, and votes by people and models; the pairs are the results again, and the ' +
    'training pairs are no votes. Lost are stop sequences, the kind of model, and characters per second.',
  detect(file, tree) {
    const kind = llmfaoKind(file.head)
    if (kind === undefined) return isHelper(file, tree) ? 'auxiliary' : 'no'
    return kind === 'pairs' || isPartOfAnother(file, tree) ? 'auxiliary' : 'rows'
  },
  order(file) {
    const kind = llmfaoKind(file.head)
    return kind === undefined ? 1 : orders[kind]
  },
  hasVotes(file) {
    const kind = llmfaoKind(file.head)
    return kind === 'human votes' || kind === 'model votes'
  },
  collection() {
    return { slug: 'llmfao', name: 'LLMFAO', url: 'https://github.com/dustalov/llmfao', licence: 'CC BY 4.0' }
  },
  async* read(file, tree) {
    const kind = llmfaoKind(file.head)
    if (kind === undefined) throw new DomainError('invalid', 'This is none of LLMFAO’s files with rows.')
    yield* readers[kind](file, tree)
  },
}

const orders: Record<LlmfaoKind, number> = {
  'prompts': 0, 'models': 0, 'results': 1, 'human votes': 2, 'model votes': 2, 'pairs': 3,
}

const readers: Record<LlmfaoKind, (file: SourceFile, tree: SourceTree) => AsyncIterable<ImportedRow>> = {
  'prompts': readPrompts,
  'models': readModels,
  'results': readResults,
  'human votes': readVotes,
  'model votes': readVotes,
  'pairs': async function* () {},
}
