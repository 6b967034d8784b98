import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { pathToFileURL } from 'node:url'
import { startTestPostgres } from '../src/testing/postgres.ts'
import { findBrowser } from './browser.ts'

const root = join(import.meta.dirname, '..')
const wanted = process.argv.slice(2)
const LONGEST_REASON = 2_000
const mostMinutes = 60

const browser = findBrowser()
if (!browser) {
  process.stderr.write('The tests drive a browser, and none was found. Install Chromium, or name one: DIPTYCH_CHROMIUM=/path/to/chromium npm test\n')
  process.exit(1)
}
process.env.DIPTYCH_CHROMIUM = browser

const counts = { passed: 0, failed: 0 }
const skipped: string[] = []
const failures: string[] = []

if (wanted.length === 0) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'check.ts')], { stdio: 'inherit' })
  count(status === 0, 'types and lint')
}

const postgres = await startTestPostgres()
try {
  process.env.DIPTYCH_TEST_POSTGRES = postgres.url
  await runTests()
} finally {
  await postgres.stop()
}

// Once more at the end: whoever sees only the last lines of a long log must see what failed, and why.
if (failures.length) process.stdout.write(`\nFailed:\n${failures.join('\n')}\n`)
if (skipped.length) process.stdout.write(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join('\n')}\n`)
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`)
process.exit(counts.failed ? 1 : 0)

function count(isGood: boolean, name: string, reason = ''): void {
  counts[isGood ? 'passed' : 'failed'] += 1
  process.stdout.write(`${isGood ? '✓' : '✗'} ${name}\n${reason}`)
  if (!isGood) failures.push(`✗ ${name.trim()}\n${reason.slice(0, LONGEST_REASON)}`)
}

async function runTests(): Promise<void> {
  const files = globSync(['src/**/*.test.ts', 'scripts/**/*.test.ts', 'content/**/*.test.ts'], { cwd: root }).sort()
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part))).map((file) => join(root, file))
  // What hangs is a failure that says so, not a run that never ends: a test by its time, what a file leaves open by
  // `test-end.ts`, and a process that is too busy to notice either by the time of all.
  const stream = run({ files, concurrency: 2, timeout: 600_000, cwd: root, execArgv: ['--import', pathToFileURL(join(root, 'scripts', 'test-end.ts')).href] })
  let lastEnded = 'nothing'
  setTimeout(() => {
    process.stdout.write(`✗ The tests are not over after ${mostMinutes} minutes. The last that ended: ${lastEnded}\n`)
    process.exit(1)
  }, mostMinutes * 60_000).unref()
  stream.on('test:pass', ({ name, details, skip, todo, file, nesting }) => {
    if (details.type === 'suite') return
    const shown = `${'  '.repeat(nesting)}${name}  (${relative(root, file ?? '')})`
    lastEnded = shown.trim()
    if (skip !== undefined && skip !== false) skipped.push(`${name}${typeof skip === 'string' ? `: ${skip}` : ''}`)
    else if (todo === undefined || todo === false) count(true, shown)
  })
  stream.on('test:fail', ({ name, details, file, nesting }) => {
    // A failed suite or parent fails because of its parts, which are told by themselves.
    if ((details.error as { failureType?: unknown }).failureType === 'subtestsFailed') return
    const reason = String((details.error.cause as Error | undefined)?.stack ?? details.error.stack ?? details.error.message)
    count(false, `${'  '.repeat(nesting)}${name}  (${relative(root, file ?? '')})`, `${reason}\n`)
  })
  stream.on('test:stderr', ({ message }) => void process.stderr.write(message))
  await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject).resume())
}
