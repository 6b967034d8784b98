import { DomainError } from '../core/errors.ts'
import { reasoningEfforts } from '../core/providers/provider.ts'
import type { Ask } from '../operations/all.ts'

const settingFields = ['temperature', 'topP', 'maxOutputTokens', 'seed'] as const

/** What a form asks for, as operations take it: fields that were left empty are left out. */
export async function askedOf(ask: Ask, form: URLSearchParams) {
  const name = form.get('name')?.trim()
  const reasoning = reasoningEfforts.find((effort) => effort === form.get('reasoning'))
  const settings = Object.fromEntries(settingFields.flatMap((field) => {
    const value = numberIn(form, field)
    return value === undefined ? [] : [[field, value]]
  })) as { [Field in (typeof settingFields)[number]]?: number }
  return {
    challenges: await challengesIn(ask, form), models: wordsIn(form, 'models'), samples: numberIn(form, 'samples') ?? 1, again: form.get('again') === 'yes',
    concurrency: numberIn(form, 'concurrency') ?? 8, budgetUsd: numberIn(form, 'budgetUsd'), budgetTokens: numberIn(form, 'budgetTokens'),
    ...settings, ...(reasoning && { reasoning }), ...(name && { name }),
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

/** A field's number; undefined where it was left empty. @throws DomainError `invalid`. */
function numberIn(form: URLSearchParams, name: string): number | undefined {
  const text = form.get(name)?.trim()
  if (!text) return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) throw new DomainError('invalid', `${name} is a number, not "${text}".`)
  return value
}
