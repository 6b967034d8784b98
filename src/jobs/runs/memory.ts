import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The heap may grow by so much, in percent of what was in use after the last collection, before the next one. */
const growthPercent = 60

/**
 * Holds the memory of a process that fills many cells. What a question leaves behind is small, but it is held weakly, which
 * only a whole collection ends; V8 puts those off until the heap is several times what is in use, and a long run would
 * look as if it grew. How far it may grow counts from the collection before, and the first comes only at some 300 MB: so
 * there is one at once.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`)
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
}
