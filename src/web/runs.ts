import { failureOf } from '../http/failure.ts'
import { spendCall } from '../http/limits.ts'
import type { App, HttpServices } from '../http/context.ts'
import { operations, type Ask } from '../operations/all.ts'
import type { Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { readForm, type C, type Replies } from './forms.ts'
import { askedOf, numberIn } from './run-form.ts'
import { runsOf } from './run-pages.ts'

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
  takeForm('/runs/again/:answer', async (ask, _form, c) => (await ask('runs.repeat', { id: c.req.param('answer')! })).run)
  takeForm('/runs/:run/pause', async (ask, _form, c) => (await ask('runs.pause', { run: c.req.param('run')! })).run)
  takeForm('/runs/:run/cancel', async (ask, _form, c) => (await ask('runs.cancel', { run: c.req.param('run')! })).run)
  takeForm('/runs/:run/resume', async (ask, form, c) => (await ask('runs.resume', {
    run: c.req.param('run')!, failed: form.get('failed') === 'yes', budgetUsd: numberIn(form, 'budgetUsd'), budgetTokens: numberIn(form, 'budgetTokens'),
  })).run)
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
