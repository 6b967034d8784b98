import { DomainError } from '../core/errors.ts'
import { failureOf } from '../http/failure.ts'
import type { App, HttpServices } from '../http/context.ts'
import { spendCall } from '../http/limits.ts'
import type { Ask } from '../operations/all.ts'
import { coerceTexts } from '../operations/coerce.ts'
import type { Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { listProvidersOperation } from '../operations/providers/list.ts'
import { removeProvider } from '../operations/providers/remove.ts'
import { setProvider } from '../operations/providers/set.ts'
import { testProvider } from '../operations/providers/test-provider.ts'
import { discoverModels } from '../operations/models/discover.ts'
import { providerPage, providersPage, type RefusedForm } from './admin-pages.ts'
import { ownAddress, readForm, type C, type Replies } from './forms.ts'

const overview = '/admin/providers'
const pathOf = (slug: string) => `${overview}/${encodeURIComponent(slug)}`

/** The forms of the providers' pages. Each leads on to a page (303), or is shown again with what is wrong. */
export function mountProviderForms(app: App, services: HttpServices, answers: Replies): void {
  const takeForm = (path: string, take: (c: C, form: URLSearchParams, slug: string) => Promise<string>) => app.post(path, async (c) => {
    const form = await readForm(c).catch(() => new URLSearchParams())
    const slug = c.req.param('provider') ?? ''
    return take(c, form, slug).then((to) => c.redirect(to, 303), (error: unknown) => again(c, error, form, slug))
  })
  takeForm(overview, async (c, form) => {
    const slug = form.get('provider')?.trim() ?? ''
    const { providers } = await ask(c, listProvidersOperation, {}) as { providers: Array<{ provider: string; origin: string }> }
    if (providers.some(({ provider, origin }) => provider === slug && origin === 'entered')) throw new DomainError('conflict', `There is a provider "${slug}" already. Take another name, or change that one on its page.`)
    await ask(c, setProvider, inputOf(slug, form))
    return pathOf(slug)
  })
  takeForm(`${overview}/:provider`, async (c, form, slug) => {
    await ask(c, setProvider, inputOf(slug, form))
    return pathOf(slug)
  })
  takeForm(`${overview}/:provider/test`, async (c, form, slug) => {
    await ask(c, testProvider, { provider: slug })
    return ownAddress(form.get('to'), pathOf(slug))
  })
  takeForm(`${overview}/:provider/remove`, async (c, _form, slug) => {
    await ask(c, removeProvider, { provider: slug })
    return overview
  })

  function ask(c: C, operation: unknown, input: Record<string, unknown>): Promise<unknown> {
    const asked = operation as Operation
    if (asked.kind === 'write') spendCall(asked, c.get('caller'), services)
    return perform(asked, input, c.get('caller'), services)
  }

  async function again(c: C, error: unknown, form: URLSearchParams, slug: string): Promise<Response> {
    const { kind, status, message } = failureOf(error)
    const page = c.req.path === overview ? providersPage : c.req.path === pathOf(slug) ? providerPage : undefined
    if (!page || (kind !== 'invalid' && kind !== 'conflict' && kind !== 'forbidden')) return answers.refuse(c, error)
    const { key: _, ...values } = Object.fromEntries(form)
    const loading: Promise<object> = page.load({ ask: asksAs(c), params: { provider: slug }, query: new URLSearchParams(), caller: { kind: 'admin' } })
    return loading.then((data) => answers.show(c, { ...data, refused: { message, values } satisfies RefusedForm }, status), (other: unknown) => answers.refuse(c, other))
  }

  function asksAs(c: C): Ask {
    return ((name: string, input: Record<string, unknown>) => ask(c, name === 'providers.list' ? listProvidersOperation : discoverModels, input)) as Ask
  }
}

/** What the operation takes of the form: fields left empty say "none", and an empty key says "as it was". */
function inputOf(slug: string, form: URLSearchParams): Record<string, unknown> {
  const texts = Object.fromEntries(['kind', 'baseUrl', 'concurrency', 'requestsPerMinute', 'tokensPerMinute'].map((name) => [name, form.get(name)?.trim() ?? '']))
  for (const name of ['concurrency', 'requestsPerMinute', 'tokensPerMinute']) texts[name] ||= '0'
  const key = form.get('key')?.trim()
  return {
    provider: slug, ...(form.has('prices') && { prices: pricesIn(form.get('prices')!) }), ...coerceTexts(setProvider.input, texts), allowPrivate: form.get('allowPrivate') === 'yes', removeKey: form.get('removeKey') === 'yes',
    ...(key && { key }),
  }
}

/** A model and its price in each line; of a model that is named twice the last counts. @throws DomainError `invalid`. */
function pricesIn(text: string): Record<string, string> {
  return Object.fromEntries(text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const at = line.lastIndexOf('=')
    if (at < 1) throw new DomainError('invalid', `A price is written as MODEL = IN / OUT, not as "${line.slice(0, 100)}".`)
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  }))
}
