import { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import { makerCalled } from '../../core/models/maker-names.ts'
import type { SourceFile } from '../format.ts'
import { importRow } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'

const Id = z.number().int()
const Name = z.string().min(1)
const Prompt = z.object({
  id: Id,
  text: z.string(),
  type: z.string().nullish(),
  slug: z.string().nullish(),
  /** What a person would check the answer against; for some prompts a link. */
  note: z.string().nullish(),
})

export function challengeKey(prompt: number): string {
  return `llmfao:${prompt}`
}

export async function* readPrompts(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Prompt, ({ id, text, type, slug, note }) => ({
      records: [{
        kind: 'challenge', key: challengeKey(id), turns: [text], slug: slug ?? undefined, category: type ?? undefined,
        reference: note ? [note] : undefined,
      }],
    }))
  }
}

const Model = z.object({ id: Id, api_id: z.string().nullish(), name: Name, org: z.string().nullish() })

/** Models under the names that votes and results give them; their numbers are of this project alone. */
export async function* readModels(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Model, ({ api_id, name, org }) => ({
      records: [{
        kind: 'model', name,
        facts: {
          name, aliases: api_id ? [api_id] : undefined,
          creator: org ? makerCalled(org) : undefined,
        },
      }],
    }))
  }
}

const Result = z.object({
  id: Id,
  model: Id,
  name: Name,
  prompt: Id,
  result: z.string(),
  duration: z.number().min(0).nullish(),
  /** Through which service, and under which name there, the model was asked. */
  api: z.string().nullish(),
  api_id: z.string().nullish(),
  // What the files of models and prompts say already.
  type: z.unknown().optional(),
  org: z.unknown().optional(),
  slug: z.unknown().optional(),
})

export async function* readResults(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Result, ({ id, name, prompt, result, duration, api, api_id }) => ({
      records: [{
        kind: 'response', model: name, challenge: { key: challengeKey(prompt) }, body: result, outputType: 'text',
        sourceId: String(id), durationMs: duration ?? undefined, provenance: { api, api_id },
      }],
    }))
  }
}
