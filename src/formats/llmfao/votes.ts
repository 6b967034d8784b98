import { z } from 'zod'
import type { ImportedResponse, ImportedRow, ImportedVote } from '../../core/imports/records.ts'
import { responsesIn } from '../answers-beside.ts'
import type { SourceFile, SourceTree } from '../format.ts'
import { importRow } from '../import-row.ts'
import { readCsv } from '../reading/csv.ts'
import { folderOf, judgeOf, llmfaoKind } from './kind.ts'
import { challengeKey, readResults } from './rows.ts'

const Count = z.string().regex(/^-?\d+$/, 'not a whole number').transform(Number)
const Comparison = z.object({
  /** The pair's number: several people were shown the same pair. */
  id: Count,
  prompt: Count,
  model_x: Count,
  model_y: Count,
  worker: z.string().min(1).optional(),
  winner: z.enum(['left', 'right', 'tie']),
  left: z.string().min(1),
  right: z.string().min(1),
})
type Comparison = z.infer<typeof Comparison>

/** As the project's README calls the models that judged. */
const judgeNames: Record<string, string> = { gpt3: 'GPT-3.5 Turbo Instruct', gpt4: 'GPT-4' }

/** Votes of people or models on pairs of results. Both were shown the answers as systems or models A and B. */
export async function* readVotes(file: SourceFile, tree: SourceTree): AsyncGenerator<ImportedRow> {
  const results = await resultsBeside(file, tree)
  const judge = judgeOf(file)
  for await (const row of readCsv(file)) {
    const source = 'error' in row ? row : { line: row.line, value: row.record }
    yield importRow(source, Comparison, (comparison) => {
      const challenge = { key: challengeKey(comparison.prompt) }
      const side = (model: string) => ({ model, response: results.get(slotOf(model, challenge.key)) })
      const vote: ImportedVote = {
        kind: 'vote', ...voterOf(comparison, judge), challenge, verdict: comparison.winner,
        left: side(comparison.left), right: side(comparison.right), blind: true, sidesKnown: true,
      }
      return { records: [vote] }
    })
  }
}

function voterOf({ id, worker }: Comparison, judge: string): Pick<ImportedVote, 'key' | 'judge' | 'judgeKind'> {
  if (worker !== undefined) return { key: `crowd:${id}:${worker}`, judgeKind: 'human', judge: `worker-${worker}` }
  return { key: `${judge}:${id}`, judgeKind: 'model', judge: judgeNames[judge] ?? judge }
}

async function resultsBeside(file: SourceFile, tree: SourceTree): Promise<Map<string, ImportedResponse>> {
  const results = new Map<string, ImportedResponse>()
  const beside = tree.find(`${folderOf(file)}results.jsonl`)
  if (!beside || llmfaoKind(beside.head) !== 'results') return results
  for await (const response of responsesIn(readResults(beside))) {
    results.set(slotOf(response.model, response.challenge.key!), response)
  }
  return results
}

function slotOf(model: string, key: string): string {
  return `${key} ${model}`
}
