import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from './store/database.ts'
import { verifyStoredLedger } from './store/ledger/verify.ts'
import { forEachDatabase, makeTestPlace, type TestPlace } from './testing/store.ts'

const voters = 8
const votesBeforeTheEnd = 60

/** Law 10: a killed process loses no vote that its voter was told of. */
forEachDatabase((kind) => {
  test('kill -9 in the middle of voting loses no acknowledged vote, and breaks no chain', async () => {
    const place = await makeTestPlace(kind)
    const { child, url } = await serve(place)
    const acknowledged: string[] = []
    const isEnough = Promise.withResolvers<void>()
    const voting = Promise.all(Array.from({ length: voters }, () => voteUntilTheEnd(url, (vote) => {
      if (acknowledged.push(vote) === votesBeforeTheEnd) isEnough.resolve()
    })))
    await Promise.race([isEnough.promise, voting])
    child.kill('SIGKILL')
    await Promise.all([voting, once(child, 'close')])
    assert.ok(acknowledged.length >= votesBeforeTheEnd, `${acknowledged.length} votes were acknowledged`)

    const store = await openStore(place)
    const stored = new Set((await store.read.selectFrom('votes').select('key').execute()).map(({ key }) => key))
    assert.deepEqual(acknowledged.filter((vote) => !stored.has(vote)), [])
    const report = await verifyStoredLedger(store)
    assert.deepEqual([report.faults, report.votes], [[], stored.size])
    const states = await store.read.selectFrom('duels').leftJoin('votes', 'votes.duel_id', 'duels.id').select(['duels.state', 'votes.id']).execute()
    assert.ok(states.every(({ state, id }) => (state === 'revealed') === (id !== null)), 'a duel is revealed where its vote is stored, and only there')
    await store.close()
    await place.remove()
  })
})

async function serve({ folder, postgresUrl }: TestPlace) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'], timeout: 120_000, killSignal: 'SIGKILL',
    env: { ...process.env, PORT: '0', DIPTYCH_VOTES_PER_MINUTE: '0', DIPTYCH_DATA: folder, ...(postgresUrl && { DIPTYCH_DATABASE_URL: postgresUrl }) },
  })
  let output = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    output += chunk
    if (output.includes('ready: ')) break
  }
  return { child, url: /ready: (\S+)/.exec(output)![1]! }
}

/** Draws and votes until the server is gone. */
async function voteUntilTheEnd(url: string, acknowledge: (vote: string) => void): Promise<void> {
  try {
    for (let cookie = ''; ;) {
      const drawn = await post(`${url}/api/v1/duels`, {}, cookie)
      cookie ||= drawn.headers.get('set-cookie')!.split(';')[0]!
      const { id } = await drawn.json() as { id: string }
      const { vote } = await (await post(`${url}/api/v1/duels/${id}/votes`, { verdict: 'left' }, cookie)).json() as { vote: { id: string } }
      acknowledge(vote.id)
    }
  } catch (error) {
    // The connection broke, in whatever state it was.
    if (!(error instanceof TypeError)) throw error
  }
}

function post(url: string, body: object, cookie: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: cookie }, body: JSON.stringify(body) })
}
