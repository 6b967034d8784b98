import { DomainError } from '../core/errors.ts'
import { adminCookie, noAdminCookie, sessionIn } from '../http/admin-cookie.ts'
import { clientAddress, mayEnter } from '../http/caller.ts'
import type { App, HttpServices } from '../http/context.ts'
import { endSession, makeSession } from '../operations/admin/session.ts'
import { mountProviderForms } from './admin-providers.ts'
import { ownAddress, readForm, type C, type Replies } from './forms.ts'

/** How an admin signs in and out, and everything they fill in, by plain forms. */
export function mountAdmin(app: App, services: HttpServices, answers: Replies): void {
  app.post('/admin', (c) => signIn(c, services).catch((error: unknown) => answers.refuse(c, error)))
  mountProviderForms(app, services, answers)
  app.post('/admin/sign-out', (c) => signOut(c).catch((error: unknown) => answers.refuse(c, error)))

  async function signIn(c: C, { now, store, limiter, settings }: HttpServices): Promise<Response> {
    const form = await readForm(c)
    const address = clientAddress(c.req.raw.headers, c.env?.address ?? 'local', settings.trustedProxies)
    if (!(await mayEnter(form.get('token')?.trim(), address, { store, settings, limiter }))) throw new DomainError('unauthenticated', wrongToken)
    c.header('Set-Cookie', adminCookie(await makeSession({ now, store, settings }), settings.publicUrl))
    return c.redirect(ownAddress(form.get('to'), '/admin'), 303)
  }

  /** The cookie is taken away, and what it held is void: a copy of it signs nobody in. */
  async function signOut(c: C): Promise<Response> {
    c.header('Set-Cookie', noAdminCookie)
    await endSession(services, sessionIn(c.req.raw.headers) ?? '')
    return c.redirect('/admin', 303)
  }
}

const wrongToken = 'This is not the admin token of this installation. It was shown in the terminal when the server started for the first time; “diptych admin token” makes a new one.'
