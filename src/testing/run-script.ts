import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Runs a module in a process of its own, from a file in this folder: threads that it starts take over the options of a
 * script on the command line (`--eval`, `--input-type`), and do not start.
 */
export function runScript(folder: string, script: string) {
  const path = join(folder, 'script.mjs')
  writeFileSync(path, script)
  return spawnSync(process.execPath, [path], { encoding: 'utf8' })
}
