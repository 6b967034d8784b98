import { createApp } from 'astro/app/entrypoint'

const app = createApp({ streaming: false })

/** Renders one page: the request decides the route, `locals` carries the data. */
export function render(request: Request, locals: object): Promise<Response> {
  return app.render(request, { locals, addCookieHeader: false })
}
