import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const usualPlaces = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The Chromium that tests drive: named by DIPTYCH_CHROMIUM, installed already, or installed now where that is possible. */
export function findBrowser(): string | undefined {
  const known = process.env.DIPTYCH_CHROMIUM ?? usualPlaces.find((path) => existsSync(path))
  return known ?? installBrowser()
}

function installBrowser(): string | undefined {
  const isDebian = existsSync('/usr/bin/apt-get')
  if (!isDebian || process.getuid?.() !== 0) return undefined
  process.stderr.write('Installing Chromium for the tests …\n')
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: environment }).status === 0
  return apt('update', '-qq') && apt('install', '-y', '-qq', 'chromium') ? usualPlaces.find((path) => existsSync(path)) : undefined
}
