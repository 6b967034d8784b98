import type {
  ImportedChallenge, ImportedRecord, ImportedResponse, ImportedVote,
} from '../../core/imports/records.ts'
import type { Reading } from '../import-row.ts'
import type { Conversation } from './conversation.ts'

/** A battle as far as its conversations go; everything else is in `vote`. */
export interface Battle {
  vote: Omit<ImportedVote, 'left' | 'right' | 'challenge' | 'kind'>
  left: BattleSide
  right: BattleSide
  /** The challenge's key, where the source's prompts are known under one. */
  challengeKey?: string
  /** What the person had said before these conversations began, to other models. */
  earlierTurns?: string[]
}

export interface BattleSide {
  model: string
  conversation?: Conversation
  /** The source's id of this side's answers. */
  sourceId?: string
  settings?: Record<string, unknown>
  provenance?: Record<string, unknown>
}

/**
 * A battle's records: its answers turn by turn, then the vote, tied to the answers of the turn it judged (the last one,
 * unless the source says which). Both sides' prompts make one challenge; where they differ, each answer keeps its own
 * and the vote has none.
 */
export function readBattle({ vote, left, right, challengeKey, earlierTurns = [] }: Battle): Reading {
  const leftChallenge = challengeOf(left, earlierTurns, challengeKey)
  const rightChallenge = challengeOf(right, earlierTurns, challengeKey)
  const isShared = samePrompts(leftChallenge, rightChallenge)
  const lastTurn = Math.max(1, earlierTurns.length + (left.conversation?.turns.length ?? 0))
  const turn = vote.turn !== undefined && vote.turn <= lastTurn ? vote.turn : lastTurn
  const leftResponses = responsesOf(left, leftChallenge, earlierTurns.length)
  const rightResponses = responsesOf(right, isShared ? leftChallenge : rightChallenge, earlierTurns.length)
  const judged = (responses: ImportedResponse[]) => responses.find((response) => response.turn === turn)
  const others: ImportedRecord[] = [...leftResponses, ...rightResponses].filter((response) => response.turn !== turn)
  const record: ImportedVote = {
    kind: 'vote', ...vote, turn, challenge: isShared ? leftChallenge : undefined,
    left: { model: left.model, response: judged(leftResponses) },
    right: { model: right.model, response: judged(rightResponses) },
  }
  const lost = [...lostOf(left, leftChallenge), ...lostOf(right, rightChallenge)]
  return { records: [...others, record], lost: [...new Set(lost)] }
}

function challengeOf({ conversation }: BattleSide, earlier: string[], key?: string): ImportedChallenge | undefined {
  const turns = [...earlier, ...conversation?.turns ?? []]
  if (turns.length === 0 || !turns.every((turn) => turn !== null)) return undefined
  return { kind: 'challenge', key, system: conversation?.system, turns }
}

function samePrompts(left: ImportedChallenge | undefined, right: ImportedChallenge | undefined): boolean {
  return JSON.stringify([left?.system, left?.turns]) === JSON.stringify([right?.system, right?.turns])
}

/** Without the whole of its prompts an answer belongs to no challenge. */
function responsesOf(
  { model, conversation, sourceId, settings, provenance }: BattleSide,
  challenge: ImportedChallenge | undefined, earlierTurns: number,
): ImportedResponse[] {
  if (!challenge || !conversation) return []
  return conversation.answers.flatMap((body, index): ImportedResponse[] => {
    if (body === null) return []
    const turn = earlierTurns + index + 1
    return [{ kind: 'response', model, challenge, body, outputType: 'text', turn, sourceId, settings, provenance }]
  })
}

function lostOf({ conversation }: BattleSide, challenge: ImportedChallenge | undefined): string[] {
  const isWhollyLost = !challenge && conversation?.answers.some((answer) => answer !== null)
  return [...conversation?.lost ?? [], ...isWhollyLost ? [conversation!.field] : []]
}
