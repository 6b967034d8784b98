import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { askCellAgain, readLabCells, readLastAttempts, stopCells, updateSession, type SessionRow } from '../../store/lab/sessions.ts'
import type { Database } from '../../store/database.ts'
import { showModels } from '../../store/models.ts'
import { finishRunIfDone } from '../../store/runs/finish.ts'
import type { ColumnRow } from '../../store/runs/read.ts'
import { defineOperation } from '../operation.ts'
import { askRound } from './ask-round.ts'
import { refuseBlindModels, storeAttachments } from './attachments.ts'
import { spendAsks } from './may-ask.ts'
import { presentSession } from './present.ts'
import { isSealed, requireColumn, requireMine } from './require.ts'
import { AttachmentsInput, ColumnInput, LabSessionShape, PromptInput, SessionInput } from './shapes.ts'
import { labBodyBytes, withInputs } from './start.ts'

const own = { personal: true, givesVoter: true, output: LabSessionShape } as const

export const continueLab = defineOperation({
  ...own, name: 'lab.continue', kind: 'write', path: '/lab/{session}/rounds', limits: { perMinute: 60, bodyBytes: labBodyBytes },
  summary: 'Ask the next question of a session: each model goes on with its own conversation, or all with that of one.',
  input: z.object({
    session: SessionInput, prompt: PromptInput, attachments: AttachmentsInput,
    shared: ColumnInput.optional().describe('The column whose conversation everybody goes on with.'),
    columns: z.array(ColumnInput).min(1).optional().describe('Which columns are asked; left out: all.'),
  }),
  async run({ session: id, prompt, attachments: files, shared, columns: wanted }, caller, { db, ...services }) {
    const { row, columns } = await requireMine(db, id, caller, services)
    await spendAsks(db, caller, services, wanted?.length ?? columns.length)
    for (const column of [...wanted ?? [], ...(shared === undefined ? [] : [shared])]) requireColumn(columns, column)
    const attachments = await storeAttachments(services.store, files)
    if (!isSealed(row)) await refuseBlindModels(await withInputs(db, columns), attachments)
    await askRound(db, row, columns, { prompt, attachments, shared: shared ?? null, columns: wanted }, services)
    return presentSession(db, await requireMine(db, id, caller, services), services)
  },
})

export const stopLab = defineOperation({
  ...own, name: 'lab.stop', kind: 'write', path: '/lab/{session}/stop', idempotent: true,
  summary: 'Stop one column, or all; what has arrived is kept.',
  input: z.object({ session: SessionInput, column: ColumnInput.optional().describe('Which column, from 0; left out: all.') }),
  async run({ session: id, column }, caller, { db, ...services }) {
    const { row, columns } = await requireMine(db, id, caller, services)
    await stopCells(db, row.run_id, column === undefined ? undefined : requireColumn(columns, column).id, services.now().toISOString())
    await finishRunIfDone(db, row.run_id, services.now())
    return presentSession(db, await requireMine(db, id, caller, services), services)
  },
})

export const retryLab = defineOperation({
  ...own, name: 'lab.retry', kind: 'write', path: '/lab/{session}/retry',
  summary: 'Ask a column again whose last answer failed or was stopped.',
  input: z.object({ session: SessionInput, column: ColumnInput }),
  async run({ session: id, column }, caller, { db, ...services }) {
    const { row, columns } = await requireMine(db, id, caller, services)
    await spendAsks(db, caller, services, 1)
    const { id: runModelId } = requireColumn(columns, column)
    const cell = (await readLabCells(db, row.run_id)).findLast(({ run_model_id }) => run_model_id === runModelId)
    const last = cell && (await readLastAttempts(db, row.run_id)).get(cell.id)
    if (last?.state === 'asked') throw new DomainError('conflict', 'This column is still being stopped. Try again in a moment.')
    if (!cell || !await askCellAgain(db, row.run_id, runModelId, cell.sample)) throw new DomainError('conflict', 'Only an answer that failed or was stopped can be asked for again.')
    return presentSession(db, await requireMine(db, id, caller, services), services)
  },
})

export const chooseLab = defineOperation({
  ...own, name: 'lab.choose', kind: 'write', path: '/lab/{session}/choice',
  summary: 'Say which column answered best; in a blind session this tells the names.',
  input: z.object({ session: SessionInput, column: ColumnInput }),
  async run({ session: id, column }, caller, { db, ...services }) {
    const { row, columns } = await requireMine(db, id, caller, services)
    requireColumn(columns, column)
    const last = row.rounds.at(-1)
    if (!last) throw new DomainError('conflict', 'Nothing has been asked yet.')
    if (last.best?.blind) throw new DomainError('conflict', 'You have chosen already, without knowing the names. That choice stays.')
    const cells = (await readLabCells(db, row.run_id)).filter(({ sample }) => sample === row.rounds.length)
    if (cells.some(({ state }) => state === 'waiting' || state === 'held')) throw new DomainError('conflict', 'Some answers are still being given. Wait for them, or stop them first.')
    const chosen = cells.find(({ run_model_id: place }) => place === columns[column]!.id)
    if (chosen?.state !== 'filled') throw new DomainError('conflict', 'This column has no whole answer, so it cannot be the best. Choose another, or ask it again.')
    const at = services.now().toISOString()
    const rounds = row.rounds.with(row.rounds.length - 1, { ...last, best: { column, blind: isSealed(row), at, judge: caller.decider ?? 'human' } })
    await updateSession(db, row.id, { rounds })
    if (isSealed(row)) await tellNames(db, row, columns, at)
    return presentSession(db, await requireMine(db, id, caller, services), services)
  },
})

export const revealLab = defineOperation({
  ...own, name: 'lab.reveal', kind: 'write', path: '/lab/{session}/reveal', idempotent: true,
  summary: 'Tell the names of a blind session without choosing.',
  input: z.object({ session: SessionInput }),
  async run({ session: id }, caller, { db, ...services }) {
    const { row, columns } = await requireMine(db, id, caller, services)
    if (isSealed(row)) await tellNames(db, row, columns, services.now().toISOString())
    return presentSession(db, await requireMine(db, id, caller, services), services)
  },
})

async function tellNames(db: Database, { id }: SessionRow, columns: ColumnRow[], at: string): Promise<void> {
  await updateSession(db, id, { revealed_at: at })
  await showModels(db, columns.map(({ model_id }) => model_id))
}

export const shareLab = defineOperation({
  ...own, name: 'lab.share', kind: 'write', path: '/lab/{session}/share', idempotent: true,
  summary: 'Let anybody with its link see a session, or no longer.',
  input: z.object({ session: SessionInput, shared: z.boolean().default(true).describe('Whether anybody with the link may see it.') }),
  async run({ session: id, shared }, caller, { db, ...services }) {
    const { row } = await requireMine(db, id, caller, services)
    await updateSession(db, row.id, { shared })
    return presentSession(db, await requireMine(db, id, caller, services), services)
  },
})
