import { hash } from 'node:crypto'
import { z } from 'zod'
import type { ImportedChallenge, ImportedResponse, ImportedRow, ImportedVote } from '../core/imports/records.ts'
import { slugify } from '../core/text/slug.ts'
import type { Verdict } from '../core/votes/vote.ts'
import { known } from './catalogue-facts.ts'
import { firstJsonFields, hasAll } from './first-row.ts'
import type { Format, SourceFile } from './format.ts'
import { importRow, unplacedFields, type Reading } from './import-row.ts'
import { readJsonArray } from './reading/json.ts'

/** What LLM Comparator loads: two models, and examples with an answer of each and the judges' mean score. */
export const llmComparator: Format = {
  name: 'llm-comparator',
  title: 'LLM Comparator',
  summary: 'Answers of two models to the same inputs and the mean of the judges’ scores as one vote (a score of 0 is a ' +
    'tie, none an abstention). The clusters of rationales, their similarities and pictures are lost.',
  detect: ({ head }) => (hasAll(firstJsonFields(head), 'models', 'examples') && head.includes('"input_text"') ? 'rows' : 'no'),
  hasVotes: () => true,
  collection: ({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '')
    return { slug: `llm-comparator-${slugify(name) || 'file'}`, name: `LLM Comparator: ${name}` }
  },
  read: readComparison,
}

/** Texts may be cut into chunks, with pictures between them. */
const Text = z.union([z.string(), z.array(z.object({ type: z.string(), data: z.string() }))])

const Rating = z.object({
  score: z.number().nullish(),
  rating_label: z.string().nullish(),
  is_flipped: z.boolean().nullish(),
  rationale: z.string().nullish(),
  custom_fields: z.record(z.string(), z.unknown()).nullish(),
})

const Example = z.object({
  index: z.number().nullish(),
  input_text: Text,
  tags: z.array(z.string()).nullish(),
  output_text_a: Text,
  output_text_b: Text,
  score: z.number().min(-1.5).max(1.5).nullish(),
  individual_rater_scores: z.array(Rating).nullish(),
  rationale_list: z.array(z.looseObject({ rationale: z.string() })).nullish(),
  custom_fields: z.record(z.string(), z.unknown()).nullish(),
})
type Example = z.output<typeof Example>

const Model = z.object({ name: z.string().min(1) })

async function* readComparison(file: SourceFile): AsyncGenerator<ImportedRow> {
  const [a, b, ...more] = await Array.fromAsync(readJsonArray(file, { path: ['models'] }))
  const models = z.tuple([Model, Model]).safeParse([a, b].map((model) => model && 'value' in model ? model.value : undefined))
  for await (const row of readJsonArray(file, { path: ['examples'] })) {
    yield importRow(row, Example, (example) => {
      if (!models.success || more.length > 0) return { rejected: 'models: LLM Comparator compares exactly two, by name' }
      return readExample(example, models.data[0].name, models.data[1].name)
    })
  }
}

function readExample(example: Example, modelA: string, modelB: string): Reading {
  if (modelA === modelB) return { rejected: `self-play: ${modelA} was compared with itself` }
  const [input, answerA, answerB] = [example.input_text, example.output_text_a, example.output_text_b].map(textOf)
  if (input === undefined) return { rejected: 'input_text: holds a picture, which is not read' }
  if (answerA === undefined || answerB === undefined) return { rejected: 'output_text: holds a picture, which is not read' }
  const challenge: ImportedChallenge = { kind: 'challenge', turns: [input], tags: example.tags ?? [] }
  const left: ImportedResponse = { kind: 'response', model: modelA, challenge, body: answerA, outputType: 'text' }
  const right: ImportedResponse = { kind: 'response', model: modelB, challenge, body: answerB, outputType: 'text' }
  const vote = known<ImportedVote>({
    kind: 'vote', key: keyOf(modelA, modelB, input, answerA, answerB), challenge,
    left: { model: modelA, response: left }, right: { model: modelB, response: right },
    verdict: verdictOf(example.score), blind: null, sidesKnown: sidesKnown(example), judgeKind: 'unknown',
    reasons: reasonsOf(example), provenance: provenanceOf(example),
  })
  return { records: [vote], lost: lostIn(example) }
}

/** Scores are positive where A is better. The tool itself calls less than 0.25 a tie; here only 0 is one. */
function verdictOf(score: number | null | undefined): Verdict {
  if (score === null || score === undefined) return 'abstain'
  if (score === 0) return 'tie'
  return score > 0 ? 'left' : 'right'
}

/** A was shown first where all judges say that nothing was flipped. */
function sidesKnown({ individual_rater_scores: ratings }: Example): boolean {
  return !!ratings?.length && ratings.every(({ is_flipped }) => is_flipped === false)
}

/** The summarised rationales, or else the judges' own. */
function reasonsOf({ rationale_list: summary, individual_rater_scores: ratings }: Example): string[] | undefined {
  const reasons = summary?.length
    ? summary.map(({ rationale }) => rationale)
    : (ratings ?? []).flatMap(({ rationale }) => rationale || [])
  return reasons.length > 0 ? reasons : undefined
}

function provenanceOf({ score, individual_rater_scores: ratings, custom_fields: custom }: Example) {
  const facts = known({
    score: score ?? undefined, ratings: ratings?.length ? ratings : undefined,
    customFields: custom && Object.keys(custom).length > 0 ? custom : undefined,
  })
  return Object.keys(facts).length > 0 ? facts : undefined
}

function lostIn({ rationale_list: summary }: Example): string[] {
  const inner = (summary ?? []).flatMap((item) => unplacedFields(item, z.object({ rationale: z.string() }), 'rationale_list.'))
  return [...new Set(inner)]
}

/** The text of chunks; undefined where one of them is no text. */
function textOf(text: z.output<typeof Text>): string | undefined {
  if (typeof text === 'string') return text
  return text.every(({ type }) => type === 'text') ? text.map(({ data }) => data).join('') : undefined
}

function keyOf(...parts: string[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 32)
}
