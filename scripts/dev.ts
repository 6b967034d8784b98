import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const quietMs = 200

let server: ChildProcess | undefined
let timer: NodeJS.Timeout | undefined

/** Serves, and starts anew when a source changes; the pages are built again by the same bootstrap that `start` uses. */
function restart(): void {
  server?.kill('SIGTERM')
  const built = spawnSync(process.execPath, [join(root, 'bootstrap.mjs'), 'build'], { stdio: 'inherit' })
  // A page that does not build is told by Astro; the next change tries again.
  if (built.status === 0) server = spawn(process.execPath, [join(root, 'src', 'main.ts'), 'serve', ...process.argv.slice(2)], { stdio: 'inherit' })
}

watch(join(root, 'src'), { recursive: true }, (_event, file) => {
  if (file?.endsWith('.test.ts')) return
  clearTimeout(timer)
  timer = setTimeout(restart, quietMs)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    server?.kill(signal)
    process.exit(0)
  })
}
restart()
