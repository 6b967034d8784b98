import { errorBody } from '../http/app.ts'
import type { App } from '../http/context.ts'

interface Route {
  method: string
  /** As the application's own routes are written: `/api/v1/models/:model`. */
  path: string
}

/** Answers 405 to every other method on these paths, naming those that they take. Mount it after the routes themselves. */
export function refuseOtherMethods(app: App, routes: Route[]): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const taken = routes.filter((route) => route.path === path).map(({ method }) => method)
    const allowed = taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method))
    app.all(path, (c) => {
      const message = `${c.req.method} is not for this address: it takes ${taken.join(' or ')}.`
      return c.json(errorBody('invalid', message, c.get('requestId')), 405, { Allow: allowed.join(', ') })
    })
  }
}
