import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

/** What is left behind is little when it is so many pages, and is not waited for after so many tries. */
const fewPages = 64
const mostTries = 5

const database = new DatabaseSync(workerData as string)
const state = database.prepare('pragma wal_checkpoint(noop)')
const checkpoint = database.prepare('pragma wal_checkpoint(passive)')

/** Keeps nobody from writing; what is written meanwhile is left to the next try. */
function bringOver(): void {
  for (let tries = 0; tries < mostTries; tries++) {
    const { log, checkpointed } = lengths()
    if (log - checkpointed <= fewPages) return
    checkpoint.get()
  }
}

function lengths() {
  return state.get() as { log: number; checkpointed: number }
}

parentPort!.on('message', () => {
  bringOver()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort!.postMessage(lengths().log)
})
