import type { z } from 'zod'
import { fewestColumns } from '../core/lab/session.ts'
import type { Ask, Operations } from '../operations/all.ts'
import { draftOfQuery, missingIn, rowsOf, settingTexts, type Draft } from './lab-draft.ts'
import { definePage, filled } from './page.ts'

const historyLength = 20

type Choices = z.output<Operations['lab.choices']['output']>

/** The composer, and below it the caller's own sessions. */
export const labPage = definePage('/lab', async ({ ask, query }) => {
  const choices = await ask('lab.choices', {})
  const { from, cursor } = filled(query, ['from', 'cursor'])
  const draft = from ? await draftOfSession(ask, from) : draftOfQuery(query, choices.models.slice(0, fewestColumns).map(({ ask: name }) => name))
  return composerOf(ask, { draft, choices, cursor })
}, { personal: true })

interface Composer {
  draft: Draft
  choices: Choices
  cursor?: string | undefined
  /** Why a form was not taken. */
  problem?: string
}

/** The page of the composer with a draft in it. */
export async function composerOf(ask: Ask, { draft, choices, cursor, problem }: Composer) {
  const history = await ask('lab.list', { limit: historyLength, ...(cursor && { cursor }) })
  return { draft, missing: missingIn(draft), problem: problem ?? null, choices, history }
}

/** The same prompt once more. Of a blind session whose names are hidden, the models are not known. */
async function draftOfSession(ask: Ask, session: string): Promise<Draft> {
  const { template, system, variables, columns, wasBlind } = await ask('lab.get', { session })
  const models = columns.flatMap(({ provider, name, settings }) => (provider && name ? [{ model: `${provider}/${name}`, settings: settingTexts(settings) }] : []))
  return { prompt: template, system: system ?? '', values: variables, rows: rowsOf(models), blind: wasBlind, files: [] }
}

/** A session: every question, and what each column's model answered. */
export const labSessionPage = definePage('/lab/{session}', async ({ ask, params }) => {
  const session = await ask('lab.get', { session: params.session! })
  const { mayAsk, mayPublish } = await ask('lab.choices', {})
  const { facets } = mayPublish && session.mine ? await ask('challenges.list', { limit: 1, facets: true }) : { facets: undefined }
  return { session, mayAsk, mayPublish, categories: facets?.category.map(({ value }) => value) ?? [] }
}, { personal: true })
