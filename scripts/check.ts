import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const isFixing = process.argv.includes('--fix')

/** The checks that need no running program: types and lint. */
const checks: Array<[name: string, program: string, ...args: string[]]> = [
  ['types', 'typescript/bin/tsc', '-p', root],
  ['lint', 'oxlint/bin/oxlint', ...(isFixing ? ['--fix'] : []), '--deny-warnings', join(root, 'src'), join(root, 'scripts'), join(root, 'bootstrap.mjs')],
]

for (const [name, program, ...args] of checks) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], { stdio: 'inherit', cwd: root })
  if (status !== 0) {
    process.stderr.write(`check: ${name} found something to mend.\n`)
    process.exitCode = 1
  }
}
