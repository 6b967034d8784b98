import { setPriority } from 'node:os'

/** How far a thread stands back that works beside those who answer; 0 is usual, 19 the most: at 10 those who vote felt it. */
const niceness = 19

/**
 * Lets requests go first where all cores are busy. To be called in the thread that is to stand back: Linux keeps a
 * priority for each thread; elsewhere it belongs to the process, and nothing is changed.
 */
export function standBack(): void {
  if (process.platform === 'linux') setPriority(niceness)
}
