import { DomainError } from '../../core/errors.ts'
import type { CollectionFacts, ImportedRow } from '../../core/imports/records.ts'
import { slugify } from '../../core/text/slug.ts'
import { AnswersBeside } from '../answers-beside.ts'
import type { Format, SourceFile, SourceTree } from '../format.ts'
import { benchOf, inBench } from './bench.ts'
import { readPairJudgments, readSingleJudgments } from './judgments.ts'
import { fastChatKind, type FastChatKind } from './kind.ts'
import { readAnswers, readQuestions } from './mt-bench.ts'
import { readOldAnswers, readOldModels, readOldQuestions, readReviews } from './vicuna.ts'

/** FastChat's benchmarks: MT-bench, and the 80 questions of Vicuna in their old layout. */
export const fastchat: Format = {
  name: 'fastchat',
  title: 'FastChat LLM judge (MT-bench, Vicuna)',
  summary: 'Questions, answers turn by turn, reference answers and pairwise judgments (both orders are one vote; an ' +
    'unread verdict, or two that contradict each other, is an abstention). Rows with the score of a single answer are ' +
    'rejected: a score is no vote. Votes of Vicuna against itself are kept: a judge was shown the same text twice and ' +
    'gave a verdict, which says something of the judge; boards set them aside (`self-play`). The judge’s prompts are lost.',
  detect(file) {
    const kind = fastChatKind(file.head)
    if (kind === undefined) return 'no'
    return kind === 'auxiliary' ? 'auxiliary' : 'rows'
  },
  order(file) {
    const kind = fastChatKind(file.head)
    return kind === undefined ? 1 : orders[kind]
  },
  hasVotes(file) {
    const kind = fastChatKind(file.head)
    return kind === 'pair judgment' || kind === 'old review'
  },
  collection(file, tree) {
    return collectionOf(benchOf(file, tree), isReference(file))
  },
  async* read(file, tree) {
    const kind = fastChatKind(file.head)
    if (kind === undefined) throw new DomainError('invalid', 'This is none of the files of a FastChat benchmark.')
    yield* readers[kind](file, tree)
  },
}

const orders: Record<FastChatKind, number> = {
  'question': 0, 'old question': 0, 'old model': 0,
  'answer': 1, 'old answer': 1,
  'pair judgment': 2, 'single judgment': 2, 'old review': 2,
  'auxiliary': 3,
}

const readers: Record<FastChatKind, (file: SourceFile, tree: SourceTree) => AsyncIterable<ImportedRow>> = {
  'question': (file, tree) => readQuestions(file, benchOf(file, tree)),
  'answer': (file, tree) => readAnswers(file, benchOf(file, tree), isReference(file) ? { reference: true } : undefined),
  'pair judgment': (file, tree) => readPairJudgments(file, benchOf(file, tree), answersBeside(file, tree)),
  'single judgment': (file) => readSingleJudgments(file),
  'old question': (file, tree) => readOldQuestions(file, benchOf(file, tree)),
  'old answer': (file, tree) => readOldAnswers(file, benchOf(file, tree)),
  'old review': (file, tree) => readReviews(file, tree, benchOf(file, tree)),
  'old model': (file) => readOldModels(file),
  'auxiliary': async function* () {},
}

const names: Record<string, string> = {
  'mt-bench': 'MT-bench', 'vicuna': 'Vicuna benchmark', 'fastchat': 'FastChat answers',
}

/** Reference answers are kept apart: they were made for the judge, some of them with help, and not to be compared. */
function collectionOf(bench: string, reference: boolean): CollectionFacts {
  const name = names[bench] ?? bench
  const slug = slugify(bench) || 'fastchat'
  return reference ? { slug: `${slug}-reference`, name: `${name}: reference answers` } : { slug, name }
}

function isReference(file: SourceFile): boolean {
  return file.path.split('/').includes('reference_answer')
}

function answersBeside(file: SourceFile, tree: SourceTree): AnswersBeside {
  const bench = benchOf(file, tree)
  return new AnswersBeside((model) => {
    const answers = tree.find(inBench(file, `model_answer/${model}.jsonl`))
    return answers && fastChatKind(answers.head) === 'answer' ? readAnswers(answers, bench) : undefined
  })
}
