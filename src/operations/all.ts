import type { z } from 'zod'
import { whoMaySpend } from './admin/spending.ts'
import { newAdminToken } from './admin/token.ts'
import { listAliasesOperation } from './aliases/list.ts'
import { removeAliasOperation } from './aliases/remove.ts'
import { setAliasOperation } from './aliases/set.ts'
import { createBackup } from './backups/create.ts'
import { restoreOperation } from './backups/restore.ts'
import { getBestFor } from './best-for/get.ts'
import { listBestFor } from './best-for/list.ts'
import { getBoard } from './boards/get.ts'
import { leaderboardChoices } from './boards/choices.ts'
import { getLeaderboard } from './boards/leaderboard.ts'
import { listBoardsOperation } from './boards/list.ts'
import { getPairs } from './boards/pairs.ts'
import { getPricesOfBoard } from './boards/prices.ts'
import { recomputeBoard } from './boards/recompute.ts'
import { challengesAround } from './challenges/around.ts'
import { challengeSpread } from './challenges/spread.ts'
import { getChallenge } from './challenges/get.ts'
import { listChallengesOperation } from './challenges/list.ts'
import { listCollectionsOperation } from './collections/list.ts'
import { compare } from './compare/get.ts'
import { showcase } from './compare/showcase.ts'
import { getCreator } from './creators/get.ts'
import { listCreatorsOperation } from './creators/list.ts'
import { duelAnswer } from './duels/answer.ts'
import { duelChoices } from './duels/choices.ts'
import { createDuel } from './duels/create.ts'
import { getDuel } from './duels/get.ts'
import { revealDuel } from './duels/reveal.ts'
import { skipDuel } from './duels/skip.ts'
import { startDuel } from './duels/start.ts'
import { undoVote } from './duels/undo.ts'
import { voteOnDuel } from './duels/vote.ts'
import { listImportsOperation } from './imports/list.ts'
import { runImport, uploadImport } from './imports/run.ts'
import { getAgreement } from './judges/agreement.ts'
import { addToLab } from './lab/add.ts'
import { getLabAnswer } from './lab/answer.ts'
import { labChoices } from './lab/choices.ts'
import { chooseLab, continueLab, retryLab, revealLab, shareLab, stopLab } from './lab/go-on.ts'
import { getLab, listLab } from './lab/read.ts'
import { saveLab } from './lab/save.ts'
import { startLab } from './lab/start.ts'
import { watchLab } from './lab/watch.ts'
import { ledgerHead } from './ledger/head.ts'
import { ledgerList } from './ledger/list.ts'
import { ledgerVerify } from './ledger/verify.ts'
import { getMethodology } from './methodology/get.ts'
import { discoverModels } from './models/discover.ts'
import { getModel } from './models/get.ts'
import { listModelsOperation } from './models/list.ts'
import { getStanding } from './models/standing.ts'
import { listProvidersOperation } from './providers/list.ts'
import { removeProvider } from './providers/remove.ts'
import { setProvider } from './providers/set.ts'
import { testProvider } from './providers/test-provider.ts'
import { verifyReceipt } from './receipts/verify.ts'
import { getResponse } from './responses/get.ts'
import { listResponsesOperation } from './responses/list.ts'
import { rawResponse } from './responses/raw.ts'
import { readAnswer } from './responses/read.ts'
import { getResult } from './results/get.ts'
import { getRules } from './rules/get.ts'
import { rulesHistory } from './rules/history.ts'
import { setRules } from './rules/set.ts'
import { listRunAttempts } from './runs/attempts.ts'
import { listRunCells } from './runs/cells.ts'
import { cancelRun, pauseRun, resumeRun } from './runs/change.ts'
import { runChoices } from './runs/choices.ts'
import { createRun } from './runs/create.ts'
import { estimateRun } from './runs/estimate.ts'
import { getRun } from './runs/get.ts'
import { listAllRuns } from './runs/list.ts'
import { repeatableRun, repeatRun } from './runs/repeat.ts'
import { watchRun } from './runs/watch.ts'
import { searchOperation } from './search/query.ts'
import { reindex } from './search/reindex.ts'
import { doctor } from './system/doctor.ts'
import { getHealth } from './system/health.ts'
import { getStats } from './system/stats.ts'
import { getVerdict } from './verdicts/get.ts'
import { influenceOfVotes } from './votes/influence.ts'
import { listVotesOperation } from './votes/list.ts'
import { recheckVotesOperation } from './votes/recheck.ts'
import { summarizeVotes } from './votes/summary.ts'
import { getVoterBoard } from './voters/board.ts'

/** Everything a caller can ask. REST, OpenAPI, MCP, command line, typed client and pages come from this list. */
export const operations = [
  listModelsOperation, getModel, getStanding,
  listCreatorsOperation, getCreator,
  listChallengesOperation, getChallenge, challengesAround, challengeSpread,
  listResponsesOperation, getResponse, rawResponse, readAnswer,
  compare, showcase, searchOperation,
  createDuel, duelChoices, getDuel, duelAnswer, startDuel, voteOnDuel, skipDuel, undoVote, revealDuel, getResult,
  getLeaderboard, leaderboardChoices, getPairs, getPricesOfBoard, listBoardsOperation, getBoard, recomputeBoard, getVerdict, getVoterBoard,
  listBestFor, getBestFor, getAgreement, getMethodology,
  listVotesOperation, summarizeVotes, influenceOfVotes, recheckVotesOperation, getRules, setRules, rulesHistory,
  ledgerHead, ledgerList, ledgerVerify, verifyReceipt,
  runImport, uploadImport, listImportsOperation,
  listCollectionsOperation, listAliasesOperation, setAliasOperation, removeAliasOperation,
  createBackup, restoreOperation, doctor, reindex,
  createRun, repeatRun, repeatableRun, estimateRun, runChoices, listAllRuns, getRun, watchRun, listRunCells, listRunAttempts, pauseRun, resumeRun, cancelRun,
  listProvidersOperation, setProvider, removeProvider, testProvider, discoverModels,
  startLab, listLab, labChoices, getLab, getLabAnswer, watchLab, continueLab, addToLab, stopLab, retryLab, chooseLab, revealLab, shareLab, saveLab,
  newAdminToken, whoMaySpend, getStats, getHealth,
] as const

export type Operations = { [Op in (typeof operations)[number] as Op['name']]: Op }
export type OperationName = keyof Operations

/** Asks an operation by name with exact types: what pages and the typed client use. */
export type Ask = <N extends OperationName>(name: N, input: z.input<Operations[N]['input']>) => Promise<z.output<Operations[N]['output']>>
