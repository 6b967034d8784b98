import type { App } from '../http/context.ts'
import { ownAddress } from './forms.ts'

const themes = ['auto', 'light', 'dark']

/** The theme that the visitor chose, from the Cookie header; `auto` follows the system. */
export function themeOf(cookies: string | undefined): string {
  const theme = /(?:^|;\s*)theme=(\w+)/.exec(cookies ?? '')?.[1]
  return theme && themes.includes(theme) ? theme : 'auto'
}

/** A form without script sets the theme and leads back to where it was sent from. */
export function mountPreferences(app: App): void {
  app.post('/preferences', async (c) => {
    const form = await c.req.parseBody()
    const theme = themes.includes(String(form.theme)) ? String(form.theme) : 'auto'
    c.header('Set-Cookie', `theme=${theme}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`)
    return c.redirect(ownAddress(typeof form.back === 'string' ? form.back : null, '/'), 303)
  })
}
