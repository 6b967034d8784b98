/** A stretch that two sequences share: where it starts in each, and how long it is. */
export interface CommonRun {
  left: number
  right: number
  length: number
}

/**
 * A longest common subsequence of two sequences, as runs in order; undefined where finding it takes more than so many
 * steps. Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1, 1986, section 4b (linear space).
 */
export function commonRuns(left: Int32Array, right: Int32Array, maxSteps: number): CommonRun[] | undefined {
  return new Search(left, right, maxSteps).run()
}

/** No point of the grid: the path on this diagonal left it. */
const outside = -2

class Search {
  readonly #left: Int32Array
  readonly #right: Int32Array
  #stepsLeft: number
  readonly #runs: CommonRun[] = []
  /** How far each diagonal got from the start and from the end; index 0 is the diagonal furthest below. */
  readonly #forward: Int32Array
  readonly #backward: Int32Array
  readonly #middle: number

  constructor(left: Int32Array, right: Int32Array, maxSteps: number) {
    this.#left = left
    this.#right = right
    this.#stepsLeft = maxSteps
    this.#middle = left.length + right.length + 2
    this.#forward = new Int32Array(2 * this.#middle + 2)
    this.#backward = new Int32Array(2 * this.#middle + 2)
  }

  run(): CommonRun[] | undefined {
    return this.#compare(0, this.#left.length, 0, this.#right.length) ? this.#runs : undefined
  }

  /** False where the steps ran out. Every split halves the number of differences, so this nests a few levels deep. */
  #compare(leftStart: number, leftEnd: number, rightStart: number, rightEnd: number): boolean {
    const start = this.#prefix(leftStart, leftEnd, rightStart, rightEnd)
    this.#add(leftStart, rightStart, start)
    leftStart += start
    rightStart += start
    const end = this.#suffix(leftStart, leftEnd, rightStart, rightEnd)
    leftEnd -= end
    rightEnd -= end
    if (leftStart < leftEnd && rightStart < rightEnd) {
      const split = this.#split(leftStart, leftEnd, rightStart, rightEnd)
      if (split === undefined) return false
      const [x, y] = split
      if (!this.#compare(leftStart, x, rightStart, y) || !this.#compare(x, leftEnd, y, rightEnd)) return false
    }
    this.#add(leftEnd, rightEnd, end)
    return true
  }

  #add(left: number, right: number, length: number): void {
    if (length === 0) return
    const last = this.#runs.at(-1)
    if (last && last.left + last.length === left && last.right + last.length === right) last.length += length
    else this.#runs.push({ left, right, length })
  }

  #prefix(leftStart: number, leftEnd: number, rightStart: number, rightEnd: number): number {
    const most = Math.min(leftEnd - leftStart, rightEnd - rightStart)
    let length = 0
    while (length < most && this.#left[leftStart + length] === this.#right[rightStart + length]) length++
    return length
  }

  #suffix(leftStart: number, leftEnd: number, rightStart: number, rightEnd: number): number {
    const most = Math.min(leftEnd - leftStart, rightEnd - rightStart)
    let length = 0
    while (length < most && this.#left[leftEnd - 1 - length] === this.#right[rightEnd - 1 - length]) length++
    return length
  }

  /** A point in the middle of a shortest way through the rectangle, where the ways from both its corners meet. */
  #split(leftStart: number, leftEnd: number, rightStart: number, rightEnd: number): [number, number] | undefined {
    const [left, right, middle] = [this.#left, this.#right, this.#middle]
    const [forward, backward] = [this.#forward, this.#backward]
    const width = leftEnd - leftStart
    const height = rightEnd - rightStart
    const delta = width - height
    const isOdd = delta % 2 !== 0
    forward[middle + 1] = backward[middle + 1] = 0
    for (let changes = 0; ; changes++) {
      this.#stepsLeft -= 2 * changes + 2
      if (this.#stepsLeft < 0) return undefined
      for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
        let x = furthest(forward, middle, diagonal, changes, width, height)
        if (x !== outside) {
          while (x < width && x - diagonal < height && left[leftStart + x] === right[rightStart + x - diagonal]) x++
          const other = delta - diagonal
          const met = isOdd && Math.abs(other) < changes ? backward[middle + other]! : outside
          if (met >= 0 && x + met >= width) return [leftStart + x, rightStart + x - diagonal]
        }
        forward[middle + diagonal] = x
      }
      for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
        let x = furthest(backward, middle, diagonal, changes, width, height)
        if (x !== outside) {
          while (x < width && x - diagonal < height && left[leftEnd - 1 - x] === right[rightEnd - 1 - x + diagonal]) x++
          const other = delta - diagonal
          const met = !isOdd && Math.abs(other) <= changes ? forward[middle + other]! : outside
          if (met >= 0 && x + met >= width) return [leftEnd - x, rightEnd - x + diagonal]
        }
        backward[middle + diagonal] = x
      }
    }
  }
}

/** Where a path with one more change enters this diagonal: from the neighbour that is further on. */
function furthest(
  reached: Int32Array, middle: number, diagonal: number, changes: number, width: number, height: number,
): number {
  const below = reached[middle + diagonal - 1]!
  const above = reached[middle + diagonal + 1]!
  const x = diagonal === -changes || (diagonal !== changes && below < above) ? above : below + 1
  return x < 0 || x > width || x - diagonal > height ? outside : x
}
