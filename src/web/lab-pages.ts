import type { z } from 'zod'
import { fewestColumns, mostColumns } from '../core/lab/session.ts'
import { promptTitle } from '../core/lab/template.ts'
import type { Ask, Operations } from '../operations/all.ts'
import { draftOfQuery, missingIn, rowsOf, settingTexts, type Draft } from './lab-draft.ts'
import { hasEnded } from './lab-answer.ts'
import { definePage, filled } from './page.ts'

const historyLength = 20

type Choices = z.output<Operations['lab.choices']['output']>

/** The composer, and below it the caller's own sessions. */
export const labPage = definePage('/lab', async ({ ask, query }) => {
  const choices = await ask('lab.choices', {})
  const { from, cursor, saved } = filled(query, ['from', 'cursor', 'saved'])
  const draft = from ? await draftOfSession(ask, from) : draftOfQuery(query, choices.models.slice(0, fewestColumns).map(({ ask: name }) => name))
  return composerOf(ask, { draft, choices, cursor, saved: saved === 'yes' })
}, { personal: true })

interface Composer {
  draft: Draft
  choices: Choices
  cursor?: string | undefined
  /** Only those sessions that were saved. */
  saved?: boolean
  /** Why a form was not taken. */
  problem?: string
}

/** The page of the composer with a draft in it. */
export async function composerOf(ask: Ask, { draft, choices, cursor, problem, saved = false }: Composer) {
  const history = await ask('lab.list', { limit: historyLength, saved, ...(cursor && { cursor }) })
  return { draft, missing: missingIn(draft), problem: problem ?? null, choices, history, saved }
}

/** The same prompt once more. Of a blind session whose names are hidden, the models are not known. */
async function draftOfSession(ask: Ask, session: string): Promise<Draft> {
  const { template, systemTemplate, variables, columns, rounds, wasBlind } = await ask('lab.get', { session })
  const models = columns.flatMap(({ provider, name, settings }) => (provider && name ? [{ model: `${provider}/${name}`, settings: settingTexts(settings) }] : []))
  const files = (rounds[0]?.attachments ?? []).map(({ name }, index) => ({ name, from: `${session}/1/${index + 1}` }))
  return { prompt: template, system: systemTemplate ?? '', values: variables, rows: rowsOf(models), blind: wasBlind, files }
}

/** Longer questions stand on the card's own page alone: each card of a page would hold them several times. */
const longestOnCards = 20_000

/** A session: every question, and what each column's model answered, with the cards of the last answers. */
export const labSessionPage = definePage('/lab/{session}', async ({ ask, params }) => {
  const session = await ask('lab.get', { session: params.session! })
  const { mayAsk, mayPublish, models } = await ask('lab.choices', {})
  const mayAdd = mayAsk && session.mine && !session.blind && session.rounds.length === 1 && session.columns.length < mostColumns
  const { facets } = mayPublish && session.mine ? await ask('challenges.list', { limit: 1, facets: true }) : { facets: undefined }
  return { session, mayAsk, mayPublish, models: mayAdd ? models : null, categories: facets?.category.map(({ value }) => value) ?? [], cards: await cardsOf(ask, session) }
}, { personal: true })

type Session = z.output<Operations['lab.get']['output']>

async function cardsOf(ask: Ask, { session, blind, rounds, columns, system }: Session): Promise<Array<z.output<Operations['lab.answer']['output']>>> {
  const round = rounds.length
  const said = columns.flatMap(({ answers }) => answers.slice(0, -1).map(({ text }) => text?.text.length ?? 0))
  const length = (system ?? '').length + rounds.reduce((sum, { prompt }) => sum + prompt.length, 0) + Math.max(0, ...said)
  if (blind || length > longestOnCards) return []
  const ended = columns.filter(({ answers }) => answers.some((answer) => answer.round === round && hasEnded(answer)))
  return Promise.all(ended.map(({ column }) => ask('lab.answer', { session, column, round })))
}

/** How an answer was asked for, on a page of its own. */
export const labAnswerPage = definePage('/lab/{session}/answers/{column}/{round}', async ({ ask, params }) => {
  const session = params.session!
  const [{ title, template, variables, columns }, answer] = await Promise.all([
    ask('lab.get', { session }), ask('lab.answer', { session, column: Number(params.column), round: Number(params.round) }),
  ])
  return { answer, title: title ?? promptTitle(template, variables, 80), label: columns[answer.column]!.label }
}, { personal: true })
