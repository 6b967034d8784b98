import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const program = `
  import { registerHooks } from 'node:module'
  const loaded = new Set()
  registerHooks({ resolve(specifier, context, next) {
    if (/^@(ai-sdk|openrouter)[/]/.test(specifier)) loaded.add(specifier)
    return next(specifier, context)
  } })
  await import('${join(import.meta.dirname, '..', 'operations', 'all.ts')}')
  await import('${join(import.meta.dirname, '..', 'jobs', 'runs', 'start.ts')}')
  console.log([...loaded].join())
`

test('no package of a service is loaded before somebody is asked', () => {
  const loaded = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }).trim()
  assert.equal(loaded, '@ai-sdk/provider')
})
