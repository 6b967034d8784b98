import { parentPort, workerData } from 'node:worker_threads'
import { AnswerIndexFile } from './file.ts'

/** Bodies per transaction: enough that sorting their words is shared, little enough to be quick to stop. */
const batchLength = 4_000

/** Long enough for any other process that indexes; this thread has nothing else to do. */
const waitMs = 60_000

const index = new AnswerIndexFile(workerData as string, waitMs)

parentPort!.on('message', (order: number) => {
  while (index.step(batchLength) > 0);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort!.postMessage(order)
})
