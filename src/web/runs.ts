import { DomainError } from '../core/errors.ts'
import { failureOf } from '../http/failure.ts'
import { spendCall } from '../http/limits.ts'
import type { App, HttpServices } from '../http/context.ts'
import { operations, type Ask } from '../operations/all.ts'
import { coerceTexts } from '../operations/coerce.ts'
import type { Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { resumeRun } from '../operations/runs/change.ts'
import { readForm, type C, type Replies } from './forms.ts'
import { filled } from './page.ts'
import { askedOf } from './run-form.ts'
import { runOf, runsOf } from './run-pages.ts'

const byName = new Map((operations as readonly Operation[]).map((operation) => [operation.name, operation]))

/** The forms that start, pause and end runs. Each leads on to the run's page (303). */
export function mountRuns(app: App, services: HttpServices, { refuse, show }: Replies): void {
  const asking = (c: C): Ask => (name, input) => {
    const operation = byName.get(name)!
    spendCall(operation, c.get('caller'), services)
    return perform(operation, input, c.get('caller'), services) as never
  }
  const takeForm = (path: string, take: (ask: Ask, form: URLSearchParams, c: C) => Promise<string>) =>
    app.post(path, async (c) => {
      try {
        const run = await take(asking(c), await readForm(c), c)
        return c.redirect(`/runs/${encodeURIComponent(run)}`, 303)
      } catch (error) {
        return refuse(c, error)
      }
    })
  app.post('/runs', (c) => start(c, asking(c), show).catch((error: unknown) => refuse(c, error)))
  app.post('/runs/:run', (c) => setBudget(c, asking(c), show).catch((error: unknown) => refuse(c, error)))
  takeForm('/runs/again/:answer', async (ask, _form, c) => (await ask('runs.repeat', { id: c.req.param('answer')! })).run)
  takeForm('/runs/:run/pause', async (ask, _form, c) => (await ask('runs.pause', { run: c.req.param('run')! })).run)
  takeForm('/runs/:run/cancel', async (ask, _form, c) => (await ask('runs.cancel', { run: c.req.param('run')! })).run)
  takeForm('/runs/:run/resume', async (ask, form, c) => (await ask('runs.resume', { run: c.req.param('run')!, failed: form.get('failed') === 'yes' })).run)
}

/** Starts a run, or shows the form again with the reason why it was not taken. */
async function start(c: C, ask: Ask, show: Replies['show']): Promise<Response> {
  const form = await readForm(c)
  try {
    const { run } = await ask('runs.create', await askedOf(ask, form))
    return c.redirect(`/runs/${encodeURIComponent(run)}`, 303)
  } catch (error) {
    const { kind, message, status } = failureOf(error)
    if (kind === 'internal' || kind === 'unauthenticated' || kind === 'too-many') throw error
    return show(c, await runsOf(ask, form, message), status)
  }
}

const budgets = { budgetUsd: 'The budget in US dollars', budgetTokens: 'The budget in tokens' }
const budgetFields = Object.keys(budgets) as Array<keyof typeof budgets>

/** Goes on with a run on another budget, or shows its page again with the reason why that was not taken. */
async function setBudget(c: C, ask: Ask, show: Replies['show']): Promise<Response> {
  const [run, form] = [c.req.param('run')!, await readForm(c)]
  const values = filled(form, budgetFields)
  try {
    if (Object.keys(values).length === 0) throw new DomainError('invalid', 'Write the new budget: it counts for the whole run.')
    await ask('runs.resume', { run, ...coerceTexts(resumeRun.input, values) } as never)
    return c.redirect(`/runs/${encodeURIComponent(run)}`, 303)
  } catch (error) {
    const { kind, message, status } = failureOf(error)
    if (kind !== 'invalid') throw error
    const named = budgetFields.filter((name) => message.includes(name))
    const plainly = budgetFields.reduce((text, name) => text.replaceAll(name, budgets[name]), message)
    const page = await runOf(ask, run, new URL(c.req.url).searchParams, { message: plainly, fields: named.length > 0 ? named : budgetFields, values })
    // Only a run that stopped at its budget has the form.
    if (page.state !== 'over-budget') throw error
    return show(c, page, status)
  }
}
