import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

const source = join(import.meta.dirname, '..')

/** Which rooms a room may import from. Arrows point down; the files beside the rooms (main.ts …) may import anything. */
const allowed: Record<string, string[]> = {
  core: [],
  config: ['core'],
  media: ['core'],
  formats: ['core'],
  providers: ['core'],
  store: ['core', 'media'],
  operations: ['core', 'config', 'store', 'media', 'providers', 'formats'],
  jobs: ['core', 'config', 'store', 'media', 'providers', 'operations'],
  http: ['core', 'config', 'operations'],
  api: ['core', 'config', 'http', 'operations'],
  mcp: ['core', 'config', 'http', 'operations'],
  cli: ['core', 'config', 'http', 'operations'],
  web: ['core', 'config', 'http', 'operations', 'media'],
  testing: ['core', 'config', 'store', 'media', 'providers', 'formats', 'operations', 'jobs', 'http', 'api', 'mcp', 'cli', 'web'],
}

const files = globSync('**/*.{ts,astro}', { cwd: source }).filter((file) => !/\.test\.ts$|\.d\.ts$/.test(file) && file.includes('/'))

function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!)
}

function roomOf(file: string, imported: string): string | undefined {
  if (!imported.startsWith('.')) return undefined
  const target = relative(source, join(source, dirname(file), imported))
  return target.includes('/') ? target.split('/')[0] : '(main)'
}

test('every room is in the table of arrows', () => {
  const rooms = new Set(files.map((file) => file.split('/')[0]!))
  assert.deepEqual([...rooms].filter((room) => !(room in allowed)), [])
})

test('rooms import only from the rooms below them', () => {
  const wrong = files.flatMap((file) => {
    const room = file.split('/')[0]!
    return importsOf(file).flatMap((imported) => {
      const other = roomOf(file, imported)
      return other === undefined || other === room || allowed[room]!.includes(other) ? [] : [`${file} imports ${imported}`]
    })
  })
  assert.deepEqual(wrong, [])
})

test('web pages and their components take only types, texts and formats from below, never the store', () => {
  const wrong = files.filter((file) => file.endsWith('.astro')).flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8')
    const values = [...text.matchAll(/^import (?!type )[^'\n]*'([^']+)'/gm)].map((match) => match[1]!)
    return values.filter((imported) => /\/(operations|store|media|formats|http|config)\//.test(imported)).map((imported) => `${file} imports ${imported}`)
  })
  assert.deepEqual(wrong, [])
})

test('core does no input or output and asks neither clock nor dice', () => {
  const forbidden = [
    /from 'node:/, /\bprocess\./, /\bMath\.random\b/, /\bDate\.now\b/, /\bnew Date\(\)/, /\bperformance\.now\b/, /\bcrypto\./, /\bfetch\(/, /\bsetTimeout\b/,
    /\bconsole\./,
  ]
  const wrong = files.filter((file) => file.startsWith('core/')).flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    return forbidden.filter((pattern) => pattern.test(text)).map((pattern) => `${file}: ${pattern}`)
  })
  assert.deepEqual(wrong, [])
})

test('only config and the main file read the environment', () => {
  const wrong = files.filter((file) => !file.startsWith('config/') && !file.startsWith('testing/') && /\bprocess\.env\b/.test(readFileSync(join(source, file), 'utf8')))
  assert.deepEqual(wrong, [])
})
