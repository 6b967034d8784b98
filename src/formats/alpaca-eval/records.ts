import { hash } from 'node:crypto'
import { z } from 'zod'
import type { ImportedChallenge, ImportedResponse, ImportedVote } from '../../core/imports/records.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import { known } from '../catalogue-facts.ts'
import type { Reading } from '../import-row.ts'

const instruction = z.string().min(1)

export const alpacaOutput = z.object({
  instruction,
  output: z.string(),
  generator: z.string().nullish(),
  dataset: z.string().nullish(),
  datasplit: z.string().nullish(),
})

/** One answer. Where it does not name its generator, the folder of its file does. */
export function readOutput(row: z.output<typeof alpacaOutput>, folder: string | undefined): Reading {
  const model = row.generator || folder
  if (!model) return { rejected: 'no generator: neither the row nor the folder names the model' }
  return { records: [responseOf(model, challengeOf(row), row.output, row.datasplit)] }
}

function responseOf(
  model: string, challenge: ImportedChallenge, body: string, datasplit: string | null | undefined,
): ImportedResponse {
  const response: ImportedResponse = { kind: 'response', model, challenge, body, outputType: 'text' }
  if (datasplit) response.provenance = { datasplit }
  return response
}

function challengeOf({ instruction, dataset }: { instruction: string; dataset?: string | null }): ImportedChallenge {
  return { kind: 'challenge', turns: [instruction], outputType: 'text', tags: dataset ? [dataset] : [] }
}

export const alpacaAnnotation = z.object({
  instruction,
  output_1: z.string(),
  generator_1: z.string().min(1),
  output_2: z.string(),
  generator_2: z.string().min(1),
  annotator: z.string().nullish(),
  preference: z.number().nullish(),
  dataset: z.string().nullish(),
  datasplit: z.string().nullish(),
  price_per_example: z.number().nullish(),
  time_per_example: z.number().nullish(),
  preference_date: z.string().nullish(),
  preference_version: z.string().nullish(),
})

type Annotation = z.output<typeof alpacaAnnotation>

/**
 * One verdict of a judge. The first output is always the baseline's, whatever the judge was shown first, so the sides
 * are unknown. A baseline against itself is rejected: nothing was compared.
 */
export function readAnnotation(row: Annotation, judgeFolder: string | undefined): Reading {
  const { generator_1: baseline, generator_2: model, preference } = row
  if (baseline === model) return { rejected: `self-play: ${model} was judged against itself` }
  const verdict = verdictOf(preference)
  if (verdict === undefined) return { rejected: `unknown preference ${preference}: expected 0, or 1 to 2` }
  const judge = row.annotator || judgeFolder
  const challenge = challengeOf(row)
  const vote = known<ImportedVote>({
    kind: 'vote',
    key: [judge ?? '', baseline, model, hash('sha256', row.instruction).slice(0, 32)].join('|'),
    challenge,
    left: { model: baseline, response: responseOf(baseline, challenge, row.output_1, row.datasplit) },
    right: { model, response: responseOf(model, challenge, row.output_2, row.datasplit) },
    verdict,
    probabilityRight: probabilityOf(preference),
    blind: null,
    sidesKnown: false,
    judgeKind: 'model',
    judge,
    votedAt: timeOf(row.preference_date),
    provenance: provenanceOf(row),
  })
  return { records: [vote] }
}

/** The older judge's tie; the newer one writes 1.5. */
const oldTie = 0
const tie = 1.5

/**
 * `preference` is 1 plus the probability that the second output is better. None (null, NaN) is a judge without a
 * verdict. Undefined where it is no preference at all.
 */
function verdictOf(preference: number | null | undefined): Verdict | undefined {
  if (preference === null || preference === undefined) return 'abstain'
  if (preference === oldTie || preference === tie) return 'tie'
  if (!(preference >= 1 && preference <= 2)) return undefined
  return preference > tie ? 'right' : 'left'
}

/** Only a judge that weighs gives a probability; 1, 1.5 and 2 are plain verdicts. */
function probabilityOf(preference: number | null | undefined): number | undefined {
  return preference === null || preference === undefined || [oldTie, 1, tie, 2].includes(preference)
    ? undefined
    : preference - 1
}

function timeOf(text: string | null | undefined): string | undefined {
  return text && /^\d{4}-\d{2}-\d{2}/.test(text) ? text : undefined
}

function provenanceOf(row: Annotation): Record<string, unknown> | undefined {
  const facts = known({
    preference: row.preference === oldTie ? oldTie : undefined,
    judgePriceUsd: row.price_per_example ?? undefined,
    judgeDurationSeconds: row.time_per_example ?? undefined,
    preferenceVersion: row.preference_version || undefined,
  })
  return Object.keys(facts).length > 0 ? facts : undefined
}
