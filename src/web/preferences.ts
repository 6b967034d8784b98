import type { App } from '../http/context.ts'

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
    const back = String(form.back ?? '/')
    c.header('Set-Cookie', `theme=${theme}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`)
    return c.redirect(/^\/(?![/\\])[\x20-\x7e]*$/.test(back) ? back : '/', 303)
  })
}
