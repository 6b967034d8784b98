import { z } from 'zod'
import { diffJson } from '../../core/diff/diff-json.ts'
import { diffLines, diffWords } from '../../core/diff/diff-text.ts'
import type { DiffKind } from './diff-kinds.ts'
import { UntrustedText, untrusted } from '../untrusted.ts'

/** How one column's answer differs from the first column's. */
export const DiffShape = z.object({
  column: z.number().int().describe('Index of the model whose answer is held against the first one’s.'),
  note: z.string().nullable().describe('What the comparison left out, or why another kind of difference is shown than was asked for.'),
  pieces: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: UntrustedText })).nullable(),
  changes: z.array(z.object({ path: UntrustedText, before: UntrustedText.nullable(), after: UntrustedText.nullable() })).nullable(),
})

/** Holds each text against the first. A column without text has no entry. */
export function diffColumns(texts: Array<string | undefined>, kind: DiffKind): Array<z.input<typeof DiffShape>> {
  const [first, ...others] = texts
  if (first === undefined) return []
  return others.flatMap((text, index) => (text === undefined ? [] : [{ column: index + 1, ...diffPair(first, text, kind) }]))
}

function diffPair(before: string, after: string, kind: DiffKind): Omit<z.input<typeof DiffShape>, 'column'> {
  if (kind !== 'structure') return diffTexts(before, after, kind)
  const [left, right] = [parse(before), parse(after)]
  if (!left || !right) return { ...diffTexts(before, after, 'lines'), note: 'At least one of these answers is no valid JSON, so lines are compared.' }
  const { changes, more } = diffJson(left.value, right.value)
  return {
    note: more ? `${more} more changes are not listed.` : null, pieces: null,
    changes: changes.map(({ path, before: was, after: is }) => ({ path: untrusted(path), before: shown(was), after: shown(is) })),
  }
}

function shown(value: unknown) {
  return value === undefined ? null : untrusted(JSON.stringify(value))
}

function diffTexts(before: string, after: string, kind: 'words' | 'lines') {
  const { parts, unit } = kind === 'words' ? diffWords(before, after) : diffLines(before, after)
  const note = kind === 'words' && unit !== 'words' ? 'These answers are too long and too different to compare word by word, so lines are compared.' : null
  return { note, pieces: parts.map((part) => ({ kind: part.kind, text: untrusted(part.text) })), changes: null }
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
