import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { fewestColumns, mostPromptLength } from '../../core/lab/session.ts'
import { fillTemplate, variablesOf } from '../../core/lab/template.ts'
import type { Database } from '../../store/database.ts'
import { insertSession } from '../../store/lab/sessions.ts'
import type { NewRunModel } from '../../store/runs/create.ts'
import { readColumns } from '../../store/runs/read.ts'
import { defineOperation, type Caller } from '../operation.ts'
import { columnsOf, withModels } from '../runs/plan.ts'
import { askRound } from './ask-round.ts'
import { refuseBlindModels, storeAttachments } from './attachments.ts'
import { spendAsks } from './may-ask.ts'
import { presentSession } from './present.ts'
import { ownerOf, requireMine } from './require.ts'
import { AttachmentsInput, ColumnsInput, LabSessionShape, PromptInput } from './shapes.ts'

/** Attachments travel as Base 64, which takes a third more. */
export const labBodyBytes = 48 * 1024 * 1024

export const startLab = defineOperation({
  name: 'lab.start', kind: 'write', path: '/lab', personal: true, givesVoter: true, limits: { perMinute: 60, bodyBytes: labBodyBytes },
  summary: 'Put a prompt of your own to two to eight models at once.',
  input: z.object({
    prompt: PromptInput.describe('The prompt; {{words in braces}} are variables, here and in the system prompt.'),
    variables: z.record(z.string().max(80), z.string().max(mostPromptLength)).default({}).describe('A value for each variable of the prompt and of the system prompt.'),
    system: z.string().max(mostPromptLength).optional().describe('A system prompt for all columns, with the same variables.'),
    models: ColumnsInput.min(fewestColumns),
    blind: z.boolean().default(false).describe('Hide the names, and mix the columns, until you have chosen.'),
    attachments: AttachmentsInput,
  }),
  output: LabSessionShape,
  async run({ prompt, variables, system, models, blind, attachments: files }, caller, { db, ...services }) {
    await spendAsks(db, caller, services, models.length)
    const missing = variablesOf(prompt, system ?? '').filter((name) => !Object.hasOwn(variables, name))
    if (missing.length > 0) throw new DomainError('invalid', `There are variables without a value: ${missing.map((name) => `{{${name}}}`).join(', ')}.`)
    const columns = await columnsFor(db, services, models, { hides: blind })
    const attachments = await storeAttachments(services.store, files)
    const session = await insertSession(db, {
      owner: await ownerOf(caller, services), template: prompt, variables, system: system || null, blind, caller: askerOf(caller),
      at: services.now().toISOString(), models: blind ? shuffled(columns) : columns, asked: { models: models.map(({ model }) => model) },
    })
    const rows = await readColumns(db, session.run_id)
    await refuseBlindModels(await withInputs(db, rows), attachments)
    await askRound(db, session, rows, { prompt: fillTemplate(prompt, variables), attachments, shared: null }, services)
    return presentSession(db, await requireMine(db, session.public_id, caller, services), services)
  },
})

/** The columns for models as they were named, each with its entry of the catalogue. */
export async function columnsFor(
  db: Database, services: Parameters<typeof columnsOf>[0], models: Array<{ model: string; settings: NewRunModel['settings'] }>, { hides }: { hides: boolean },
): Promise<NewRunModel[]> {
  const planned = await Promise.all(models.map(async ({ model, settings }) => (await columnsOf(services, db, [model], settings, undefined))[0]!))
  return withModels(db, services, planned, { hides })
}

/** So that nobody tells a column's model by where its name was written. Fisher and Yates, from the operating system's dice. */
function shuffled<T>(items: T[]): T[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    ;[mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!]
  }
  return mixed
}

export async function withInputs<T extends { model_id: number }>(db: Database, columns: T[]): Promise<Array<T & { input: string[] | null }>> {
  const rows = await db.selectFrom('models').select(['id', 'input_modalities']).where('id', 'in', columns.map(({ model_id }) => model_id)).execute()
  return columns.map((column) => ({ ...column, input: rows.find(({ id }) => id === column.model_id)?.input_modalities ?? null }))
}

/** A visitor's id is an address, which is nothing to keep. */
function askerOf({ kind, id }: Caller): string {
  return kind === 'visitor' ? kind : `${kind}:${id}`
}
