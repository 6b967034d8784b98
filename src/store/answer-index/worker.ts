import { parentPort, workerData } from 'node:worker_threads'
import { standBack } from '../background-thread.ts'
import { isDamage } from '../trouble.ts'
import { AnswerIndexFile } from './file.ts'

/** Bodies per transaction: enough that sorting their words is shared, little enough to be quick to stop. */
const batchLength = 4_000

/** Long enough for any other process that indexes; this thread has nothing else to do. */
const waitMs = 60_000

standBack()
const index = new AnswerIndexFile(workerData as string, waitMs)

/** Indexes everything there is, in an index made anew where the one at hand is damaged. */
async function catchUp(): Promise<void> {
  try {
    while (index.step(batchLength) > 0);
  } catch (error) {
    if (!isDamage(error)) throw error
    await index.remake()
    while (index.step(batchLength) > 0);
  }
}

parentPort!.on('message', async (order: number) => {
  await catchUp()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort!.postMessage(order)
})
