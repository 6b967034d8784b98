import { hash } from 'node:crypto'
import type { ImportedRow, ImportedVote } from '../../core/imports/records.ts'
import { styleCountsOf, styleFeatures, type StyleCounts } from '../../core/ratings/style-features.ts'
import { bothBad, leftWins, rightWins, tied } from '../../core/ratings/votes.ts'
import { reasons, type Rejections } from './rejections.ts'
import type { Wanted } from './roles.ts'
import { bytesOf } from './text-bytes.ts'
import type { VoteColumns } from './vote-columns.ts'

const outcomeOf = { left: leftWins, right: rightWins, tie: tied, 'both-bad': bothBad } as const

/** Puts the votes that a format reads into columns; everything else that it reads is passed over. */
export class ImportedVotes {
  readonly #columns: VoteColumns
  readonly #rejections: Rejections
  readonly #wanted: Wanted
  readonly #seen = new Set<string>()
  /** Votes whose source does not say which answer stood left. */
  sidesLost = 0

  constructor(columns: VoteColumns, rejections: Rejections, wanted: Wanted) {
    this.#columns = columns
    this.#rejections = rejections
    this.#wanted = wanted
  }

  take(row: ImportedRow, collection: string): void {
    const line = 'line' in row.at ? row.at.line : row.at.index
    if ('rejected' in row) return this.#rejections.add(reasonOf(row.rejected), line, { found: row.rejected })
    for (const record of row.records) if (record.kind === 'vote') this.#takeVote(record, row.collection?.slug ?? collection, line)
  }

  #takeVote(vote: ImportedVote, collection: string, line: number): void {
    const key = `${collection}\n${vote.key}`
    if (this.#seen.has(key)) return this.#rejections.add(reasons.duplicate, line)
    this.#seen.add(key)
    const [left, right] = [vote.left.model, vote.right.model]
    if (left.trim() === '' || right.trim() === '') return this.#rejections.add(reasons.noName, line)
    if (left === right) return this.#rejections.add(reasons.selfPlay, line, { found: left })
    if (vote.verdict === 'abstain') return this.#rejections.add(reasons.noVerdict, line)
    this.#columns.addNamed(bytesOf(left), bytesOf(right), outcomeOf[vote.verdict])
    if (!vote.sidesKnown) this.sidesLost++
    this.#describe(vote)
  }

  #describe(vote: ImportedVote): void {
    const { challenge, probabilityRight } = vote
    this.#columns.setKind(vote.judgeKind)
    if (probabilityRight !== undefined) this.#columns.setShare(1 - probabilityRight)
    if (this.#wanted.prompt && challenge) this.#columns.setPrompt(...whole(bytesOf(promptOf(challenge))))
    if (this.#wanted.voter && vote.judge) this.#columns.setVoter(...whole(bytesOf(vote.judge)))
    const category = vote.category ?? (challenge && 'turns' in challenge ? challenge.category : undefined)
    if (this.#wanted.category && category) this.#columns.setCategory(...whole(bytesOf(category)))
    if (this.#wanted.style) this.#setStyle(vote)
  }

  /** Counts the answers themselves. */
  #setStyle({ left, right }: ImportedVote): void {
    const [ofLeft, ofRight] = [countsOf(left), countsOf(right)]
    if (ofLeft && ofRight) for (const feature of styleFeatures) this.#columns.setStyle(feature, ofLeft[feature], ofRight[feature])
  }
}

function whole(bytes: Buffer): [Buffer, number, number] {
  return [bytes, 0, bytes.length]
}

/** What makes two prompts the same: the key by which the source knows them, or else system prompt and turns. */
function promptOf(challenge: NonNullable<ImportedVote['challenge']>): string {
  if (challenge.key !== undefined) return `key ${challenge.key}`
  const { system, turns } = challenge as Extract<typeof challenge, { turns: string[] }>
  return `text ${hash('sha256', JSON.stringify([system, turns]))}`
}

function countsOf({ response }: ImportedVote['left']): StyleCounts | undefined {
  return typeof response?.body === 'string' ? styleCountsOf(response.body, response.outputTokens) : undefined
}

/** Formats tell in words of their own why they reject a row; these are counted together. */
const alike: Array<[pattern: RegExp, reason: string]> = [
  [/^self-play\b/, reasons.selfPlay],
  [/^(model_a|model_b|model_a_name|model_b_name|left|right|generator_[12]|model_[12]|model) is (empty|missing)/, reasons.noName],
  [/^(winner|g[12]_winner|type|verdict) is missing/, reasons.noWinner],
  [/^(winner|g[12]_winner|type|verdict|preference|games\.\d\.score)\b.*\b(expected|neither)\b|^unknown preference/, reasons.unknownWinner],
  [/^not valid JSON/, reasons.noJson],
  [/^not valid UTF-8/, reasons.noUtf8],
]

function reasonOf(rejected: string): string {
  return alike.find(([pattern]) => pattern.test(rejected))?.[1] ?? rejected.replace(/, found [\s\S]*$/, '')
}
