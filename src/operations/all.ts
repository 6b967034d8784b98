import type { z } from 'zod'
import { listAliasesOperation } from './aliases/list.ts'
import { removeAliasOperation } from './aliases/remove.ts'
import { setAliasOperation } from './aliases/set.ts'
import { createBackup } from './backups/create.ts'
import { restoreOperation } from './backups/restore.ts'
import { getChallenge } from './challenges/get.ts'
import { listChallengesOperation } from './challenges/list.ts'
import { listCollectionsOperation } from './collections/list.ts'
import { compare } from './compare/get.ts'
import { showcase } from './compare/showcase.ts'
import { getCreator } from './creators/get.ts'
import { listCreatorsOperation } from './creators/list.ts'
import { listImportsOperation } from './imports/list.ts'
import { runImport, uploadImport } from './imports/run.ts'
import { getModel } from './models/get.ts'
import { listModelsOperation } from './models/list.ts'
import { getResponse } from './responses/get.ts'
import { listResponsesOperation } from './responses/list.ts'
import { rawResponse } from './responses/raw.ts'
import { readAnswer } from './responses/read.ts'
import { searchOperation } from './search/query.ts'
import { reindex } from './search/reindex.ts'
import { doctor } from './system/doctor.ts'
import { getHealth } from './system/health.ts'
import { getStats } from './system/stats.ts'

/** Everything a caller can ask. REST, OpenAPI, MCP, command line, typed client and pages come from this list. */
export const operations = [
  listModelsOperation, getModel,
  listCreatorsOperation, getCreator,
  listChallengesOperation, getChallenge,
  listResponsesOperation, getResponse, rawResponse, readAnswer,
  compare, showcase, searchOperation,
  runImport, uploadImport, listImportsOperation,
  listCollectionsOperation, listAliasesOperation, setAliasOperation, removeAliasOperation,
  createBackup, restoreOperation, doctor, reindex,
  getStats, getHealth,
] as const

export type Operations = { [Op in (typeof operations)[number] as Op['name']]: Op }
export type OperationName = keyof Operations

/** Asks an operation by name with exact types: what pages and the typed client use. */
export type Ask = <N extends OperationName>(name: N, input: z.input<Operations[N]['input']>) => Promise<z.output<Operations[N]['output']>>
