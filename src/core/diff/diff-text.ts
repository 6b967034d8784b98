import { commonRuns, type CommonRun } from './common-runs.ts'

export interface DiffPart {
  kind: 'same' | 'removed' | 'added'
  text: string
}

export interface TextDiff {
  /** The unit that was compared. `whole`: the texts differ so much that all of one replaces all of the other. */
  unit: 'words' | 'lines' | 'whole'
  /** Same and removed parts make up the first text, same and added parts the second, to the letter. */
  parts: DiffPart[]
}

/** A quarter to half a second; enough for two answers of 15,000 characters that share no more than their language. */
const maxSteps = 24_000_000

/** A unit that is compared, and the white space before it. */
interface Unit {
  gap: string
  word: string
}

/** White space, then a word or any other character by itself; Han characters and kana are words of their own. */
const unitPattern = /(\s*)([[\p{L}\p{N}\p{M}_]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]]+|\S|$)/gv

/** What changed between two texts, word by word; line by line where that would take too long. */
export function diffWords(before: string, after: string): TextDiff {
  const parts = diffUnits(wordsOf(before), wordsOf(after))
  return parts === undefined ? diffLines(before, after) : { unit: 'words', parts }
}

/** The last unit is the end of the text, which two texts always share. */
function wordsOf(text: string): Unit[] {
  return Array.from(text.matchAll(unitPattern), ([, gap, word]) => ({ gap: gap!, word: word! }))
}

/** What changed between two texts, line by line. */
export function diffLines(before: string, after: string): TextDiff {
  const parts = diffUnits(linesOf(before), linesOf(after))
  return parts === undefined ? { unit: 'whole', parts: wholes(before, after) } : { unit: 'lines', parts }
}

function wholes(before: string, after: string): DiffPart[] {
  return [{ kind: 'removed', text: before }, { kind: 'added', text: after }]
}

function linesOf(text: string): Unit[] {
  return (text.match(/[^\n]*\n|[^\n]+/g) ?? []).map((word) => ({ gap: '', word }))
}

function diffUnits(before: Unit[], after: Unit[]): DiffPart[] | undefined {
  const numbers = new Map<string, number>()
  const numbered = (units: Unit[]) => Int32Array.from(units, ({ word }) => numberOf(word, numbers))
  const runs = commonRuns(numbered(before), numbered(after), maxSteps)
  return runs && partsFromRuns(before, after, runs)
}

function numberOf(unit: string, numbers: Map<string, number>): number {
  const known = numbers.get(unit)
  if (known !== undefined) return known
  numbers.set(unit, numbers.size)
  return numbers.size - 1
}

function partsFromRuns(before: Unit[], after: Unit[], runs: CommonRun[]): DiffPart[] {
  const parts = new Parts()
  let left = 0
  let right = 0
  for (const run of [...runs, { left: before.length, right: after.length, length: 0 }]) {
    parts.change(textOf(before.slice(left, run.left)), textOf(after.slice(right, run.right)))
    for (let index = 0; index < run.length; index++) {
      const [old, fresh] = [before[run.left + index]!, after[run.right + index]!]
      parts.change(old.gap, fresh.gap)
      parts.same(old.word)
    }
    left = run.left + run.length
    right = run.right + run.length
  }
  return parts.list
}

function textOf(units: Unit[]): string {
  return units.map(({ gap, word }) => gap + word).join('')
}

/** Collects parts, neighbours of one kind in one part. */
class Parts {
  readonly list: DiffPart[] = []

  same(text: string): void {
    this.#add('same', text)
  }

  /** White space that both sides begin with has not changed. */
  change(removed: string, added: string): void {
    const [space] = /^\s*/.exec(removed)!
    const isShared = space !== '' && added.startsWith(space)
    if (isShared) this.same(space)
    this.#add('removed', isShared ? removed.slice(space.length) : removed)
    this.#add('added', isShared ? added.slice(space.length) : added)
  }

  #add(kind: DiffPart['kind'], text: string): void {
    if (text === '') return
    const last = this.list.at(-1)
    if (last?.kind === kind) last.text += text
    else this.list.push({ kind, text })
  }
}
