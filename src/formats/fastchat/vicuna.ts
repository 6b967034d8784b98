import { z } from 'zod'
import type { ImportedResponse, ImportedRow, ImportedVote } from '../../core/imports/records.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import { responsesIn } from '../answers-beside.ts'
import type { SourceFile, SourceTree } from '../format.ts'
import { importRow, saysSomething } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'
import { benchFolder, inBench } from './bench.ts'
import { fastChatKind } from './kind.ts'
import { Id, Name } from './mt-bench.ts'

const OldQuestion = z.object({ question_id: Id, text: z.string(), category: z.string().nullish() })

/** The questions of the layout before MT-bench, with one turn each. */
export async function* readOldQuestions(file: SourceFile, bench: string): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, OldQuestion, ({ question_id, text, category }) => ({
      records: [{ kind: 'challenge', key: `${bench}:${question_id}`, turns: [text], category: category ?? undefined }],
    }))
  }
}

const OldModel = z.object({ model_id: Name, model_name: z.string(), model_version: z.string() })

/** The models: an id is the name and the version, joined by a colon. */
export async function* readOldModels(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, OldModel, ({ model_id: name }) => ({ records: [{ kind: 'model', name, facts: { name } }] }))
  }
}

const OldAnswer = z.object({
  question_id: Id,
  answer_id: z.string().min(1),
  model_id: Name,
  text: z.string(),
  /** How the answer was sampled. */
  metadata: z.record(z.string(), z.unknown()).nullish(),
})

export async function* readOldAnswers(file: SourceFile, bench: string): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, OldAnswer, ({ question_id, answer_id, model_id, text, metadata }) => ({
      records: [{
        kind: 'response', model: model_id, challenge: { key: `${bench}:${question_id}` }, body: text,
        outputType: 'text', sourceId: answer_id, settings: saysSomething(metadata) ? metadata! : undefined,
      }],
    }))
  }
}

const Review = z.object({
  review_id: z.string().min(1),
  question_id: Id,
  answer1_id: z.string(),
  answer2_id: z.string(),
  text: z.string().nullish(),
  score: z.tuple([z.number(), z.number()]),
  reviewer_id: Id.nullish(),
})

/** Reviews as votes. They name no model: only the answers' ids lead to one. */
export async function* readReviews(file: SourceFile, tree: SourceTree, bench: string): AsyncGenerator<ImportedRow> {
  const answers = await answersById(file, tree, bench)
  const judgeOf = await judgesOf(file, tree)
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Review, (review) => {
      const key = `${bench}:${review.question_id}`
      const left = answers.get(review.answer1_id)
      const right = answers.get(review.answer2_id)
      if (!left) return { rejected: `answer1_id: no answer beside this review has the id ${review.answer1_id}` }
      if (!right) return { rejected: `answer2_id: no answer beside this review has the id ${review.answer2_id}` }
      if (!answersThis(left, key) || !answersThis(right, key)) {
        return { rejected: `question_id: the reviewed answers are not to question ${review.question_id}` }
      }
      const vote: ImportedVote = {
        kind: 'vote', key: review.review_id, challenge: { key },
        left: { model: left.model, response: left }, right: { model: right.model, response: right },
        verdict: verdictOfScores(review.score), blind: true, sidesKnown: true,
        judgeKind: 'model', judge: judgeOf(review.reviewer_id), comment: review.text ?? undefined,
        provenance: { scores: review.score, reviewer: review.reviewer_id },
      }
      return { records: [vote] }
    })
  }
}

/** A score of -1 stands for a text without scores that could be read. */
function verdictOfScores([left, right]: [number, number]): Verdict {
  if (left < 0 || right < 0) return 'abstain'
  if (left === right) return 'tie'
  return left > right ? 'left' : 'right'
}

function answersThis({ challenge }: ImportedResponse, key: string): boolean {
  return challenge.key === key
}

async function answersById(file: SourceFile, tree: SourceTree, bench: string): Promise<Map<string, ImportedResponse>> {
  const answers = new Map<string, ImportedResponse>()
  const beside = tree.files.filter(({ path, head }) =>
    benchFolder(path) === benchFolder(file.path) && fastChatKind(head) === 'old answer')
  for (const answerFile of beside) {
    const responses = responsesIn(readOldAnswers(answerFile, bench))
    for await (const response of responses) answers.set(response.sourceId!, response)
  }
  return answers
}

/** Says who wrote a review. */
type JudgeOf = (reviewer: string | number | null | undefined) => string | undefined

/**
 * A file called `<judge>_review_…` names the judge itself; else the reviewer's id is a name, or the place of the
 * reviewer in the list beside, counted from 1.
 */
async function judgesOf(file: SourceFile, tree: SourceTree): Promise<JudgeOf> {
  const inName = /([^/]+?)_review_[^/]*$/.exec(file.path)?.[1]
  if (inName !== undefined) return () => inName
  const reviewers = await reviewersBeside(file, tree)
  return (reviewer) => (typeof reviewer === 'number' ? reviewers[reviewer - 1] : reviewer ?? undefined)
}

const Reviewer = z.object({ reviewer_id: z.string() })

async function reviewersBeside(file: SourceFile, tree: SourceTree): Promise<Array<string | undefined>> {
  const list = tree.find(inBench(file, 'reviewer.jsonl'))
  if (!list) return []
  const lines = await Array.fromAsync(readJsonLines(list))
  return lines.map((line) => ('value' in line ? Reviewer.safeParse(line.value).data?.reviewer_id : undefined))
}
