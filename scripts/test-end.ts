import { after } from 'node:test'
import { relative } from 'node:path'

/** How long a file may go on after its last test: its own `after` hooks, and threads that end. */
const graceMs = 60_000

/**
 * Loaded into the process of each test file. Whatever keeps a process alive after its tests, a timer or a socket that
 * nobody closed, would keep the whole run waiting: it ends, fails, and says what was open.
 */
after(() => {
  setTimeout(() => {
    const file = relative(process.cwd(), process.argv[1] ?? '')
    process.stderr.write(`✗ ${file}: its tests are over, but after ${graceMs / 1000} s its process still runs. Open: ${process.getActiveResourcesInfo().join(', ') || 'nothing; something waits for ever'}\n`)
    process.exit(1)
  }, graceMs).unref()
})
