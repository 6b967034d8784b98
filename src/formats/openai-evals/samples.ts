import { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { SourceFile } from '../format.ts'
import { importRow } from '../import-row.ts'
import { readJsonLines } from '../reading/json.ts'
import { challengeOf, Prompt } from './prompt.ts'

const Sample = z.object({ input: Prompt, ideal: z.union([z.string(), z.array(z.string())]).nullish() })

/** Samples as challenges. A list of ideal answers says that any of them will do; the first is kept as the reference. */
export async function* readSamples(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const line of readJsonLines(file)) {
    yield importRow(line, Sample, ({ input, ideal }) => {
      const [first, ...others] = typeof ideal === 'string' ? [ideal] : ideal ?? []
      return {
        records: [challengeOf(input, first === undefined ? undefined : [first])],
        lost: others.length > 0 ? ['ideal.others'] : [],
      }
    })
  }
}
