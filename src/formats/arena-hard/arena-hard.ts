import { DomainError } from '../../core/errors.ts'
import type { CollectionFacts, ImportedRow } from '../../core/imports/records.ts'
import { slugify } from '../../core/text/slug.ts'
import { AnswersBeside } from '../answers-beside.ts'
import { benchOf, inBench } from '../fastchat/bench.ts'
import type { Format, SourceFile, SourceTree } from '../format.ts'
import { votesWithPrompts } from '../lmarena/lmarena.ts'
import { readAnswers, readAnswersV2 } from './answers.ts'
import { readBattles } from './battles.ts'
import { readJudgments } from './judgments.ts'
import { arenaHardKind, type ArenaHardKind } from './kind.ts'
import { readQuestions, readQuestionsV2, readVotedQuestions } from './questions.ts'

/** Arena-Hard-Auto, versions 0.1 and 2.0, and the 1k questions it began with. */
export const arenaHard: Format = {
  name: 'arena-hard',
  title: 'Arena-Hard-Auto',
  summary: 'Questions, answers and judgments in both orders (one vote, an abstention where they contradict each ' +
    'other; how clear a win was is kept beside it), and the battle lines of its ratings without their weights. The ' +
    'judge’s prompts, token and markdown counts are lost.',
  detect(file) {
    return arenaHardKind(file.head) === undefined ? 'no' : 'rows'
  },
  order(file) {
    const kind = arenaHardKind(file.head)
    return kind === undefined ? 1 : orders[kind]
  },
  hasVotes(file) {
    const kind = arenaHardKind(file.head)
    return kind === 'human votes' || kind === 'judgment' || kind === 'battles'
  },
  collection(file, tree) {
    const kind = arenaHardKind(file.head)
    if (kind === 'human votes') return votesWithPrompts
    if (kind === 'battles') return battlesCollection(file)
    const bench = benchName(file, tree)
    return { slug: slugify(bench) || 'arena-hard', name: bench.replace(/^arena-hard/, 'Arena-Hard') }
  },
  async* read(file, tree) {
    const kind = arenaHardKind(file.head)
    if (kind === undefined) throw new DomainError('invalid', 'This is none of Arena-Hard’s files.')
    yield* readers[kind](file, tree)
  },
}

const orders: Record<ArenaHardKind, number> = {
  'human votes': 0, 'question': 0, 'question v2': 0, 'answer': 1, 'answer v2': 1, 'judgment': 2, 'battles': 2,
}

const readers: Record<ArenaHardKind, (file: SourceFile, tree: SourceTree) => AsyncIterable<ImportedRow>> = {
  'human votes': (file, tree) => readVotedQuestions(file, benchName(file, tree)),
  'question': (file, tree) => readQuestions(file, benchName(file, tree)),
  'question v2': (file, tree) => readQuestionsV2(file, benchName(file, tree)),
  'answer': (file, tree) => readAnswers(file, benchName(file, tree)),
  'answer v2': (file, tree) => readAnswersV2(file, benchName(file, tree)),
  'judgment': (file, tree) => readJudgments(file, benchName(file, tree), answersBeside(file, tree)),
  'battles': (file) => readBattles(file),
}

/** Battle lines number the questions of one run, so each file is a collection of its own. */
function battlesCollection(file: SourceFile): CollectionFacts {
  const stem = file.path.split('/').at(-1)!.replace(/\.jsonl?$/, '')
  return { slug: slugify(stem) || 'arena-hard-battles', name: `Arena-Hard battles (${stem})` }
}

/** The benchmark's name; a lone file tells its version by the name of its questions' ids. */
function benchName(file: SourceFile, tree: SourceTree): string {
  return benchOf(file, tree, /"uid"/.test(file.head.slice(0, 1000)) ? 'arena-hard-v2.0' : 'arena-hard-v0.1')
}

function answersBeside(file: SourceFile, tree: SourceTree): AnswersBeside {
  const bench = benchName(file, tree)
  return new AnswersBeside((model) => {
    const answers = tree.find(inBench(file, `model_answer/${model}.jsonl`))
    const kind = answers && arenaHardKind(answers.head)
    if (kind === 'answer') return readAnswers(answers!, bench)
    return kind === 'answer v2' ? readAnswersV2(answers!, bench) : undefined
  })
}
