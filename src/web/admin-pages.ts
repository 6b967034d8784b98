import { DomainError, isDomainError } from '../core/errors.ts'
import { enterableKinds } from '../operations/providers/kinds.ts'
import { ownAddress } from './forms.ts'
import { definePage, type PageRequest } from './page.ts'

/** A form that was not taken: why, and what was written in it. Its secrets are not among that. */
export interface RefusedForm {
  message: string
  values: Record<string, string>
}

/** The way in for an admin, and from there to everything that only an admin may do. */
export const adminPage = definePage('/admin', async ({ ask, caller, query }) => ({
  signedIn: caller.kind === 'admin',
  spending: caller.kind === 'admin' ? await ask('admin.spending', {}) : null,
  to: ownAddress(query.get('to'), '/admin'),
}))

/** The services that can be asked, and a form for one more. */
export const providersPage = definePage('/admin/providers', async ({ ask }) => ({
  ...(await ask('providers.list', {})), kinds: enterableKinds, refused: null as RefusedForm | null,
}))

/** How many models a provider's page lists. */
const mostModels = 300

/** One service: its state, a form to change it where it was entered, and what it offers if that was asked for. */
export const providerPage = definePage('/admin/providers/{provider}', async ({ ask, params, query }) => {
  const { providers } = await ask('providers.list', {})
  const provider = providers.find((one) => one.provider === params.provider)
  if (!provider) throw new DomainError('not-found', `There is no provider "${params.provider}" here.`)
  const offered = query.get('models') === 'yes' ? await discover(ask, provider.provider, query.get('q') ?? '') : null
  return { provider, kinds: enterableKinds, q: query.get('q') ?? '', offered, refused: null as RefusedForm | null }
})

/** What went wrong with asking is told on the page. */
async function discover(ask: PageRequest['ask'], provider: string, q: string) {
  try {
    return { ...(await ask('models.discover', { provider, q, limit: mostModels })), problem: null }
  } catch (error) {
    if (isDomainError(error)) return { total: 0, models: [], problem: error.message }
    throw error
  }
}
