import type { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { Format, SourceFile } from '../format.ts'
import { importRow, type Reading } from '../import-row.ts'
import { readJsonArray } from '../reading/json.ts'
import {
  readChallenge, readModel, readResponse, rivalChallenge, rivalCollection, rivalModel, rivalResponse, type Wordings,
} from './records.ts'

/** One JSON document with models, challenges and responses of rival.tips. */
export const rival: Format = {
  name: 'rival',
  title: 'RIVAL (JSON)',
  summary: 'Models, challenges and responses of rival.tips in one JSON document. Of a model, prose, figures of ' +
    'benchmarks and colours are lost; pictures are named by path and filled by `rival-images`.',
  detect: ({ head }) => (isRival(head) ? 'rows' : 'no'),
  collection: () => rivalCollection,
  read: readRival,
}

function isRival(head: string): boolean {
  return /^\s*\{\s*"(models"\s*:\s*\{\s*"models|challenges"\s*:\s*\{\s*"promptChallenges)"\s*:\s*\[/.test(head)
}

async function* readRival(file: SourceFile): AsyncGenerator<ImportedRow> {
  const wordings: Wordings = new Map()
  yield* readArray(file, ['models', 'models'], rivalModel, readModel)
  yield* readArray(file, ['challenges', 'promptChallenges'], rivalChallenge, (challenge) => {
    wordings.set(challenge.id, challenge.prompt)
    return readChallenge(challenge)
  })
  yield* readArray(file, ['responses'], rivalResponse, (response) => readResponse(response, wordings))
}

/** Positions are counted anew in every array, so that a reason names its array. */
async function* readArray<Schema extends z.ZodObject>(
  file: SourceFile, path: string[], schema: Schema, read: (row: z.output<Schema>) => Reading,
): AsyncGenerator<ImportedRow> {
  for await (const element of readJsonArray(file, { path, optional: true })) {
    const row = await importRow(element, schema, read)
    yield 'rejected' in row ? { ...row, rejected: `${path.at(-1)}: ${row.rejected}` } : row
  }
}
