import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const known = new Map<string, string>()

/** The version of an installed package, without loading it. */
export function packageVersion(name: string): string {
  const version = known.get(name) ?? readVersion(name)
  known.set(name, version)
  return version
}

function readVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve(`${name}/package.json`)), 'utf8')) as { version: string }
  return version
}
