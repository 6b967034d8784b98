import { DomainError } from '../core/errors.ts'
import { spendCall } from '../http/limits.ts'
import type { App, HttpServices } from '../http/context.ts'
import { operations, type Ask } from '../operations/all.ts'
import type { Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { readForm, type C } from './forms.ts'

const byName = new Map((operations as readonly Operation[]).map((operation) => [operation.name, operation]))

/** The forms that start, pause and end runs. Each leads on to the run's page (303). `refuse` answers why one was not taken. */
export function mountRuns(app: App, services: HttpServices, refuse: (c: C, error: unknown) => Promise<Response>): void {
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
  takeForm('/runs', async (ask, form) => (await ask('runs.create', await askedOf(ask, form))).run)
  takeForm('/runs/again/:answer', async (ask, _form, c) => (await ask('runs.repeat', { id: c.req.param('answer')! })).run)
  takeForm('/runs/:run/pause', async (ask, _form, c) => (await ask('runs.pause', { run: c.req.param('run')! })).run)
  takeForm('/runs/:run/cancel', async (ask, _form, c) => (await ask('runs.cancel', { run: c.req.param('run')! })).run)
  takeForm('/runs/:run/resume', async (ask, form, c) => (await ask('runs.resume', {
    run: c.req.param('run')!, failed: form.get('failed') === 'yes', budgetUsd: numberIn(form, 'budgetUsd'), budgetTokens: numberIn(form, 'budgetTokens'),
  })).run)
}

const settingFields = ['temperature', 'topP', 'maxOutputTokens', 'seed'] as const

/** What a form asks for, as operations take it: fields that were left empty are left out. */
export async function askedOf(ask: Ask, form: URLSearchParams) {
  const name = form.get('name')?.trim()
  const settings = Object.fromEntries(settingFields.flatMap((field) => {
    const value = numberIn(form, field)
    return value === undefined ? [] : [[field, value]]
  })) as { [Field in (typeof settingFields)[number]]?: number }
  return {
    challenges: await challengesIn(ask, form), models: wordsIn(form, 'models'), samples: numberIn(form, 'samples') ?? 1, again: form.get('again') === 'yes',
    concurrency: numberIn(form, 'concurrency') ?? 8, budgetUsd: numberIn(form, 'budgetUsd'), budgetTokens: numberIn(form, 'budgetTokens'),
    ...settings, ...(name && { name }),
  }
}

async function challengesIn(ask: Ask, form: URLSearchParams): Promise<string[]> {
  if (form.get('which') === 'named') return wordsIn(form, 'challenges')
  const category = form.get('which') === 'category' ? form.get('category') : null
  return category ? ofCategory(ask, category) : ['all']
}

async function ofCategory(ask: Ask, category: string): Promise<string[]> {
  const slugs: string[] = []
  let cursor: string | undefined
  do {
    const { challenges, nextCursor } = await ask('challenges.list', { category, limit: 200, ...(cursor && { cursor }) })
    slugs.push(...challenges.map(({ slug }) => slug))
    cursor = nextCursor ?? undefined
  } while (cursor)
  if (slugs.length === 0) throw new DomainError('not-found', `There is no challenge in the category "${category}".`)
  return slugs
}

function wordsIn(form: URLSearchParams, name: string): string[] {
  return [...new Set(form.getAll(name).flatMap((text) => text.split(/[\s,]+/)).filter(Boolean))]
}

/** @throws DomainError `invalid`. */
function numberIn(form: URLSearchParams, name: string): number | undefined {
  const text = form.get(name)?.trim()
  if (!text) return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) throw new DomainError('invalid', `${name} is a number, not "${text}".`)
  return value
}
