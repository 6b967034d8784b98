import { parseArgs } from 'node:util'
import { startEndpoint } from './server.ts'

/**
 * The test endpoint as a program: `node src/testing/endpoint/main.ts --port 8000 --tokens 400 --first-byte 50`.
 * Prints its base URL; `GET /asked` tells what it was asked; ends on SIGTERM.
 */
const { values } = parseArgs({
  options: { port: { type: 'string' }, tokens: { type: 'string' }, 'first-byte': { type: 'string' }, interval: { type: 'string' } },
})
const endpoint = await startEndpoint({
  port: Number(values.port ?? 0), tokens: Number(values.tokens ?? 400), firstByteMs: Number(values['first-byte'] ?? 50),
  tokenIntervalMs: Number(values.interval ?? 0), keepsRequests: false,
})
process.stdout.write(`${endpoint.url}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void endpoint.close().then(() => process.exit(0)))
