import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { mostColumns } from '../../core/lab/session.ts'
import { addColumns, readLabCells } from '../../store/lab/sessions.ts'
import { defineOperation } from '../operation.ts'
import { refuseBlindModels } from './attachments.ts'
import { spendAsks } from './may-ask.ts'
import { presentSession } from './present.ts'
import { isSealed, requireMine } from './require.ts'
import { ColumnsInput, LabSessionShape, SessionInput } from './shapes.ts'
import { columnsFor, withInputs } from './start.ts'

export const addToLab = defineOperation({
  name: 'lab.add', kind: 'write', path: '/lab/{session}/columns', personal: true, givesVoter: true, limits: { perMinute: 60 },
  summary: 'Run a session with more models: they are asked its question as the others were, each in a column of its own.',
  input: z.object({ session: SessionInput, models: ColumnsInput.min(1) }),
  output: LabSessionShape,
  async run({ session: id, models }, caller, { db, ...services }) {
    const { row, columns } = await requireMine(db, id, caller, services)
    if (isSealed(row)) throw new DomainError('conflict', 'The names of this session are still hidden, and a column that came later would tell its own. Choose the best answer, or reveal them, first.')
    if (row.rounds.length !== 1) throw new DomainError('conflict', 'This session is a conversation, and a model that comes later has not taken part in it. Use its prompt again in a new session.')
    if (columns.length + models.length > mostColumns) throw new DomainError('conflict', `A session has at most ${mostColumns} columns, and this one has ${columns.length}. Use its prompt again in a new session.`)
    await spendAsks(db, caller, services, models.length)
    const added = await columnsFor(db, services, models, { hides: false })
    const inputs = await withInputs(db, added.map(({ modelId, name }) => ({ model_id: modelId, name })))
    await refuseBlindModels(inputs, row.rounds[0]!.attachments)
    const { question } = (await readLabCells(db, row.run_id))[0]!
    await addColumns(db, row, added, { from: columns.length, question: question! })
    return presentSession(db, await requireMine(db, id, caller, services), services)
  },
})
