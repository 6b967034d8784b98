import type { ChallengeReference, ImportedChallenge, ImportedModel, ImportedRecord, ImportedResponse, ImportedVote } from '../../core/imports/records.ts'
import { isPublicId } from './identity.ts'
import { normalisedSpelling } from '../../core/models/alias.ts'
import { isSourceDate, isSourceTime } from '../../core/text/source-date.ts'
import { whyNoCriteria } from '../../core/votes/criteria.ts'

/**
 * Why this record cannot be stored, if it cannot. Formats check what their source means; this checks what both databases
 * can hold: text without NUL, whole characters, numbers that are numbers.
 */
export function whyRefused(record: ImportedRecord): string | undefined {
  switch (record.kind) {
    case 'model': return refusedModel(record)
    case 'challenge': return refusedChallenge(record)
    case 'response': return refusedResponse(record)
    case 'vote': return refusedVote(record)
  }
}

function refusedModel({ name, facts }: ImportedModel): string | undefined {
  const { released, retired, knowledge, sourceDate, url, creator } = facts
  return refusedName(name) ?? refusedName(facts.name) ?? refusedTexts('model', facts) ??
    refusedTexts('creator', creator ?? {}) ?? refusedDates({ released, retired, knowledge, sourceDate }, isSourceDate) ??
    refusedAddress(url) ?? refusedAddress(creator?.url) ?? refusedNumbers({ contextTokens: facts.contextTokens, outputTokens: facts.outputTokens }, true)
}

function refusedName(name: string): string | undefined {
  if (normalisedSpelling(name) === '') return 'The model has no name.'
  return refusedText('the model’s name', name)
}

function refusedReference(reference: ChallengeReference): string | undefined {
  return 'turns' in reference ? refusedChallenge(reference) : refusedText('the challenge’s key', reference.key)
}

function refusedChallenge(challenge: ImportedChallenge): string | undefined {
  if (challenge.turns.length === 0) return 'The challenge has no prompt.'
  if (challenge.turns.some((turn) => typeof turn !== 'string')) return 'A prompt of the challenge is not text.'
  return refusedTexts('challenge', challenge) ?? whyNoCriteria(challenge.criteria ?? [])
}

function refusedResponse(response: ImportedResponse): string | undefined {
  const { model, challenge, body, turn, sample, inputTokens, outputTokens, reasoningTokens } = response
  const { timeToFirstTokenMs, durationMs, costUsd } = response
  if (response.id !== undefined && !isPublicId(response.id)) return 'The id of the answer is none that Diptych gives.'
  if (typeof body === 'string' && !body.isWellFormed()) {
    return 'The answer holds half a character (a lone surrogate), so its bytes are not known.'
  }
  return refusedName(model) ?? refusedReference(challenge) ?? refusedTexts('answer', { ...response, body: undefined }) ??
    refusedDates({ answeredAt: response.answeredAt }, isSourceTime) ??
    refusedNumbers({ turn, sample, inputTokens, outputTokens, reasoningTokens }, true) ??
    refusedNumbers({ timeToFirstTokenMs, durationMs, costUsd }, false) ??
    refusedDepths({ settings: response.settings, provenance: response.provenance })
}

function refusedVote(vote: ImportedVote): string | undefined {
  if (vote.key === '') return 'The vote has no key.'
  const { probabilityRight: probability } = vote
  if (probability !== undefined && !(probability >= 0 && probability <= 1)) return `A probability of ${probability} is not one.`
  for (const { model, response } of [vote.left, vote.right]) {
    const reason = refusedName(model) ?? (response && refusedResponse(response))
    if (reason) return reason
  }
  return refusedTexts('vote', vote) ?? (vote.challenge && refusedReference(vote.challenge)) ??
    refusedDates({ votedAt: vote.votedAt }, isSourceTime) ?? refusedNumbers({ turn: vote.turn }, true) ?? refusedDepths({ criteria: vote.criteria, provenance: vote.provenance })
}

function refusedTexts(noun: string, record: object): string | undefined {
  for (const [field, value] of Object.entries(record)) {
    const reason = typeof value === 'string' ? refusedText(`${field} of the ${noun}`, value) : undefined
    if (reason) return reason
  }
}

function refusedText(what: string, text: string): string | undefined {
  if (text.includes('\0')) return `${capitalised(what)} holds a NUL character.`
  if (!text.isWellFormed()) return `${capitalised(what)} holds half a character (a lone surrogate).`
}

function refusedDates(dates: Record<string, string | undefined>, isRight: (text: string) => boolean): string | undefined {
  for (const [field, text] of Object.entries(dates)) {
    if (text === undefined || isRight(text)) continue
    const example = isRight === isSourceTime ? '2025-07-11 or 2025-07-11T09:30:00Z' : '2025, 2025-07 or 2025-07-11'
    return `${capitalised(field)} is “${text.slice(0, 60)}”, which is no date such as ${example}.`
  }
}

/** Pages link to it: an address that runs something is none. */
function refusedAddress(url: string | undefined): string | undefined {
  if (url !== undefined && !(/^https?:\/\//i.test(url) && URL.canParse(url))) return `“${url.slice(0, 60)}” is no address such as https://example.org.`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function refusedNumbers(numbers: Record<string, number | undefined>, whole: boolean): string | undefined {
  for (const [field, value] of Object.entries(numbers)) {
    if (value === undefined) continue
    const fits = whole ? Number.isSafeInteger(value) : Number.isFinite(value)
    if (!fits || value < 0) return `${capitalised(field)} is ${value}, which is no ${whole ? 'count' : 'amount'}.`
  }
}

/** PostgreSQL reads JSON recursively, on a stack of 2 MB. No source says anything of use this deep. */
const deepest = 100

function refusedDepths(values: Record<string, unknown>): string | undefined {
  for (const [field, value] of Object.entries(values)) {
    if (isDeeperThan(value, deepest)) return `${capitalised(field)} is nested more than ${deepest} levels deep.`
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(part, levels - 1))
}
