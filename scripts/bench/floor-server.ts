import { DatabaseSync } from 'node:sqlite'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/**
 * The plainest servers that could answer in our place: `/bytes/N` is a bare Hono route that answers N bytes, and `/page`
 * joins four answers, read by one prepared statement, into one template of escaped text.
 */
const [databasePath, challenge] = process.argv.slice(2) as [string, string]
const database = new DatabaseSync(databasePath, { readOnly: true })
const fourAnswers = database.prepare(`
  select models.name as name, bodies.bytes as bytes from responses join models on models.id = responses.model_id
  join bodies on bodies.id = responses.body_id join challenges on challenges.id = responses.challenge_id
  where challenges.slug = ? order by responses.id limit 4`)

const app = new Hono()
const bodies = new Map<number, Uint8Array<ArrayBuffer>>()

app.get('/bytes/:size', (c) => {
  const size = Number(c.req.param('size'))
  const body = bodies.get(size) ?? new Uint8Array(size)
  bodies.set(size, body)
  return c.body(body, 200, { 'Content-Type': 'text/html; charset=utf-8' })
})
app.get('/page', (c) => {
  const columns = fourAnswers.all(challenge) as Array<{ name: string; bytes: Uint8Array }>
  return c.html(`<!doctype html><title>Floor</title>${columns.map(({ name, bytes }) => `<section><h2>${escape(name)}</h2><pre>${escape(new TextDecoder().decode(bytes))}</pre></section>`).join('')}`)
})

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, ({ port }) => void process.stdout.write(`http://127.0.0.1:${port}\n`))
process.once('SIGTERM', () => process.exit(0))

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
