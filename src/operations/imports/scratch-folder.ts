import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Gives `use` a folder for unpacked archives and uploads, beside the database, where there is room for them. What killed
 * processes have left in theirs is removed.
 */
export async function withScratchFolder<T>(dataFolder: string, use: (folder: string) => Promise<T>): Promise<T> {
  const all = join(dataFolder, 'unpacked')
  await mkdir(all, { recursive: true })
  // Its name begins with the process that owns it.
  for (const name of await readdir(all)) if (!isRunning(Number.parseInt(name, 10))) await rm(join(all, name), { recursive: true, force: true })
  const own = await mkdtemp(join(all, `${process.pid}-`))
  try {
    return await use(own)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** Signal 0 only asks; EPERM is the answer of a process that is somebody else's. */
function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
