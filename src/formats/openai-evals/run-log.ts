import { z } from 'zod'
import type { ImportedResponse, ImportedRow } from '../../core/imports/records.ts'
import { known } from '../catalogue-facts.ts'
import type { SourceFile } from '../format.ts'
import { importRow, saysSomething, type Reading } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'
import { challengeOf, Prompt } from './prompt.ts'

const Spec = z.object({ completion_fns: z.array(z.string().min(1)).min(1), run_id: z.string().nullish() })

const Event = z.object({
  spec: z.unknown().optional(),
  final_report: z.unknown().optional(),
  run_id: z.string().nullish(),
  event_id: z.union([z.number(), z.string()]).nullish(),
  sample_id: z.string().nullish(),
  type: z.string().nullish(),
  data: z.record(z.string(), z.unknown()).nullish(),
  created_at: z.string().nullish(),
})
type Event = z.output<typeof Event>

const Sampling = z.object({
  prompt: Prompt, sampled: z.union([z.string().transform((text) => [text]), z.array(z.string())]),
  model: z.string().nullish(),
  usage: z.looseObject({
    prompt_tokens: z.number().nonnegative().nullish(), completion_tokens: z.number().nonnegative().nullish(),
  }).nullish(),
})

/** Reads the events of a run; the first line says which model was asked. */
export async function* readRunLog(file: SourceFile): AsyncGenerator<ImportedRow> {
  const matches = await matchesIn(file)
  let spec: z.output<typeof Spec> | undefined
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Event, (event) => {
      if (event.spec !== undefined) spec = Spec.safeParse(event.spec).data
      return readEvent(event, spec, matches)
    })
  }
}

function readEvent(event: Event, spec: z.output<typeof Spec> | undefined, matches: Map<string, unknown>): Reading {
  if (event.spec !== undefined) return { records: [], lost: ['spec'] }
  if (event.final_report !== undefined) return { records: [], lost: ['final_report'] }
  if (event.type === 'match') return { records: [], lost: event.sample_id ? [] : ['data'] }
  if (event.type !== 'sampling') return { records: [], lost: [`${event.type ?? 'event'}.data`] }
  const sampling = Sampling.safeParse(event.data)
  if (!sampling.success) return { rejected: 'data: no prompt with sampled answers' }
  const model = sampling.data.model ?? spec?.completion_fns[0]
  if (!model) return { rejected: 'spec: the log does not say which model was asked' }
  return readSampling(event, sampling.data, model, matches)
}

function readSampling(event: Event, { prompt, sampled, usage }: z.output<typeof Sampling>, model: string, matches: Map<string, unknown>): Reading {
  const challenge = challengeOf(prompt)
  const verdict = event.sample_id ? matches.get(event.sample_id) : undefined
  const provenance = known({ sampleId: event.sample_id ?? undefined, match: verdict })
  const records = sampled.map((body, index) => known<ImportedResponse>({
    kind: 'response', model, challenge, body, outputType: 'text',
    sample: sampled.length > 1 ? index + 1 : undefined,
    sourceId: sourceIdOf(event),
    answeredAt: timeOf(event.created_at),
    inputTokens: usage?.prompt_tokens ?? undefined,
    outputTokens: sampled.length === 1 ? usage?.completion_tokens ?? undefined : undefined,
    provenance: saysSomething(provenance) ? provenance : undefined,
  }))
  return { records }
}

function sourceIdOf({ run_id, event_id }: Event): string | undefined {
  return run_id && event_id !== null && event_id !== undefined ? `${run_id}:${event_id}` : undefined
}

/** What the run found of each sample: whether it was right, and by what. */
async function matchesIn(file: SourceFile): Promise<Map<string, unknown>> {
  const matches = new Map<string, unknown>()
  for await (const line of readJsonLines(file)) {
    const event = Event.safeParse('value' in line ? line.value : undefined)
    if (!event.success || event.data.type !== 'match' || !event.data.sample_id) continue
    const { correct, expected, picked } = event.data.data ?? {}
    matches.set(event.data.sample_id, known({ correct, expected, picked }))
  }
  return matches
}

/** Times are written with or without a zone; the log's are UTC. */
function timeOf(written: string | null | undefined): string | undefined {
  if (!written) return undefined
  const time = Date.parse(/([zZ]|[+-]\d\d:?\d\d)$/.test(written) ? written : `${written.replace(' ', 'T')}Z`)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
