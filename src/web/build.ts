import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The built pages: a function that renders one, and the files (styles, scripts, icons) that they load. */
export interface BuiltPages {
  render(request: Request, locals: object): Promise<Response>
  files: Map<string, StaticFile>
}

export interface StaticFile {
  bytes: Uint8Array<ArrayBuffer>
  mediaType: string
  /** Its name holds a hash of its content. */
  isHashed: boolean
}

const mediaTypes: Record<string, string> = {
  css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml', png: 'image/png', ico: 'image/x-icon',
  txt: 'text/plain; charset=utf-8', woff2: 'font/woff2', json: 'application/json', webmanifest: 'application/manifest+json',
}

/** Loads what `npm run build` made. All static files fit in memory: they are a few dozen kilobytes. */
export async function loadPages(projectFolder: string): Promise<BuiltPages> {
  const folder = join(projectFolder, 'build', 'web')
  const { render } = (await import(pathToFileURL(join(folder, 'server', 'entry.mjs')).href)) as Pick<BuiltPages, 'render'>
  const files = new Map<string, StaticFile>()
  const clientFolder = join(folder, 'client')
  for (const entry of await readdir(clientFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const address = `/${path.slice(clientFolder.length + 1).replaceAll('\\', '/')}`
    const mediaType = mediaTypes[entry.name.split('.').at(-1)!] ?? 'application/octet-stream'
    files.set(address, { bytes: new Uint8Array(await readFile(path)), mediaType, isHashed: address.startsWith('/assets/') })
  }
  return { render, files }
}
