import type { ModelFacts } from './model.ts'

/** A fact that another one of the same model rules out, and what was done about it. */
export interface Correction {
  field: keyof ModelFacts
  reason: string
}

type Rule = (facts: ModelFacts) => { set: Partial<ModelFacts>; reason: string } | undefined

/**
 * Facts of one model that cannot all be true, with the least certain of them corrected or taken away (unknown is better
 * than wrong). Sources fill their tables by copying, so this happens in every one of them.
 */
export function withoutContradictions(facts: ModelFacts): { facts: ModelFacts; corrections: Correction[] } {
  const corrections: Correction[] = []
  const corrected = { ...facts }
  for (const rule of rules) {
    const found = rule(corrected)
    if (!found) continue
    Object.assign(corrected, found.set)
    for (const field of Object.keys(found.set)) corrections.push({ field: field as keyof ModelFacts, reason: found.reason })
  }
  return { facts: corrected, corrections }
}

const rules: Rule[] = [
  function knowledgeAfterRelease({ knowledge, released }) {
    if (!knowledge || !released || !isLater(knowledge, released)) return undefined
    return { set: { knowledge: undefined }, reason: `nothing is known of ${knowledge} to a model released ${released}` }
  },
  function endBeforeRelease({ retired, released }) {
    if (!retired || !released || !isLater(released, retired)) return undefined
    return { set: { retired: undefined }, reason: `what was released ${released} did not end ${retired}` }
  },
  function weightsThatAreClosed({ openWeights, licence, url }) {
    const shownBy = licence ?? (url?.startsWith('https://huggingface.co/') ? url : undefined)
    if (openWeights !== false || shownBy === undefined) return undefined
    return { set: { openWeights: true }, reason: `its weights are to be had: ${shownBy}` }
  },
  function answerLongerThanContext({ contextTokens, outputTokens }) {
    if (!contextTokens || !outputTokens || outputTokens <= contextTokens) return undefined
    return { set: { outputTokens: undefined }, reason: `${outputTokens} tokens of answer do not fit into ${contextTokens}` }
  },
  function attachmentsToText({ capabilities, input }) {
    if (!capabilities?.includes('attachment') || input?.join() !== 'text') return undefined
    return { set: { capabilities: capabilities.filter((one) => one !== 'attachment') }, reason: 'it takes text alone, so nothing can be attached' }
  },
  function callsWithoutWords({ capabilities, output }) {
    if (!capabilities?.includes('tool-call') || !output || output.includes('text')) return undefined
    return { set: { capabilities: capabilities.filter((one) => one !== 'tool-call') }, reason: 'it writes no text, so it calls no tools' }
  },
]

/** Whether one date is certainly after the other, as exact as both are: `2025-07` is not after `2025-07-11`. */
function isLater(date: string, other: string): boolean {
  const shared = Math.min(date.length, other.length)
  return date.slice(0, shared) > other.slice(0, shared)
}
