import { readSettings } from './config/settings.ts'
import { startRunWorker, type StartedWorker } from './jobs/runs/start.ts'
import { makeFirstAdminToken } from './operations/admin/token.ts'
import { loadDemo } from './operations/demo/load.ts'
import { prepareDraws } from './operations/duels/prepare.ts'
import type { Command, CommandContext } from './cli/command.ts'
import { DomainError } from './core/errors.ts'
import type { Services } from './operations/operation.ts'

/** `diptych serve`: everything over HTTP. */
export function makeServeCommand(projectFolder: string): Command {
  return {
    name: 'serve',
    usage: 'serve',
    summary: 'Serve the site, the API and MCP, and fill cells of runs.',
    options: {
      port: { type: 'string', help: 'Port to listen on (default 4321 or PORT).' },
      host: { type: 'string', help: 'Address to listen on (default 127.0.0.1 or DIPTYCH_HOST).' },
      only: { type: 'string', help: '"worker": fill cells of runs beside a server on the same database, and listen nowhere.' },
    },
    async run({ options }, context) {
      const { settings, log } = context
      if (options.only !== undefined) return workOnly(String(options.only), Boolean(options.json), context)
      if (options.port !== undefined) settings.port = readSettings({ PORT: String(options.port) }).port
      if (options.host !== undefined) settings.host = String(options.host)
      const services = await context.services()
      if (settings.loadDemo) await loadDemo(services.store, services.now)
      // Other commands do without the libraries of these surfaces, which take some 30 MB.
      const { serveHttp } = await import('./serve-http.ts')
      const server = await serveHttp(services, log, projectFolder)
      services.store.boards.follow()
      services.store.checkpointAside()
      prepareDraws(services).catch((error: unknown) => log.debug(`duels are prepared by the first draw instead: ${String(error)}`))
      const worker = settings.runCells > 0 ? startWorker(services, context) : undefined
      const token = await makeFirstAdminToken(services)
      if (token !== undefined) process.stderr.write(introduceToken(token, server.url))
      context.out(options.json ? `${JSON.stringify({ url: server.url })}\n` : `Diptych is ready: ${server.url}\n`)
      await untilToldToStop()
      await server.close()
      await worker?.stop()
      await services.store.close()
    },
  }
}

function startWorker(services: Services, { settings, log }: Pick<CommandContext, 'settings' | 'log'>): StartedWorker {
  return startRunWorker(services, { most: settings.runCells, onError: (error) => log.error('a question could not be asked', error) })
}

/** A process for runs alone, on this machine or, with PostgreSQL, on another. */
async function workOnly(only: string, asJson: boolean, context: CommandContext): Promise<void> {
  if (only !== 'worker') throw new DomainError('invalid', `--only takes "worker", not "${only}".`)
  if (context.settings.runCells === 0) throw new DomainError('invalid', 'DIPTYCH_RUN_CELLS is 0, so this worker would do nothing. Set it to how many cells it may fill at a time.')
  const services = await context.services()
  const worker = startWorker(services, context)
  context.out(asJson ? `${JSON.stringify({ worker: true, cells: context.settings.runCells })}\n` : `Diptych fills cells of runs, up to ${context.settings.runCells} at a time, and serves nothing.\n`)
  await untilToldToStop()
  await worker.stop()
  await services.store.close()
}

/** On standard error, so that `--json` stays one document on standard output. Told whatever the log level: it is told once. */
function introduceToken(token: string, url: string): string {
  return [
    '', `Admin token: ${token}`,
    `Whoever holds it may set up providers, spend on them, import and edit: in a browser at ${url}/admin, over HTTP as “Authorization: Bearer …”.`,
    'Keep it: it is shown this once. “diptych admin token” makes a new one and voids this one.', '', '',
  ].join('\n')
}

function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
