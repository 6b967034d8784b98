import { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { SourceFile } from '../format.ts'
import { importRow, type Reading } from '../import-row.ts'
import { readJsonArray } from '../reading/json.ts'
import { Result, TokenUsage, type EvaluationReader } from './results.ts'

const Head = z.object({ provider: z.string().nullish(), raw: z.string(), label: z.string().nullish() })

const Cell = z.object({
  text: z.string(),
  prompt: z.string().nullish(),
  provider: z.string().nullish(),
  pass: z.boolean().nullish(),
  failureReason: z.number().nullish(),
  score: z.number().nullish(),
  error: z.string().nullish(),
  latencyMs: z.number().nullish(),
  cost: z.number().nullish(),
  tokenUsage: TokenUsage.nullish(),
})
type Cell = z.output<typeof Cell>

const Row = z.object({ outputs: z.array(Cell), vars: z.array(z.string()).nullish() })

/**
 * The table of version 2, for files whose list of results is empty: a row for each test and a column for each prompt and
 * provider. Its cells hold texts for the eye: one that failed begins with the reason, so its answer cannot be told apart.
 */
export async function* readTable(file: SourceFile, reader: EvaluationReader): AsyncGenerator<ImportedRow> {
  const prompts: unknown[] = []
  for await (const prompt of readJsonArray(file, { path: ['results', 'table', 'head', 'prompts'] })) {
    prompts.push('value' in prompt ? prompt.value : undefined)
  }
  for await (const row of readJsonArray(file, { path: ['results', 'table', 'body'] })) {
    for (const [column, prompt] of prompts.entries()) {
      yield importRow(row, Row, ({ outputs }) => readCell(outputs[column], Head.safeParse(prompt), reader))
    }
  }
}

function readCell(cell: Cell | undefined, head: z.ZodSafeParseResult<z.output<typeof Head>>, reader: EvaluationReader): Reading {
  if (!head.success) return { rejected: 'head.prompts: a column without a prompt' }
  if (!cell) return { rejected: 'outputs: fewer answers than prompts' }
  const provider = cell.provider || head.data.provider
  if (!provider) return { rejected: 'provider: neither the answer nor its column names the model' }
  if (cell.pass === false && cell.text.includes('\n---\n')) {
    return { rejected: 'text: the reason of the failure and the answer are one text' }
  }
  return reader.read(Result.parse({
    provider, prompt: { raw: cell.prompt ?? head.data.raw, label: head.data.label }, response: { output: cell.text },
    error: cell.error, failureReason: cell.failureReason, success: cell.pass, score: cell.score,
    latencyMs: cell.latencyMs, cost: cell.cost, tokenUsage: cell.tokenUsage,
  }))
}
