import { expectsOf, outputTokensUnderBudget } from '../../core/runs/run.ts'
import { mostSpent, roughTokens, type MeasuredQuestion } from '../../core/runs/cost.ts'
import type { Message, ModelRequest, ModelSettings } from '../../core/providers/provider.ts'
import type { Blobs } from '../../media/blobs.ts'
import type { Database } from '../../store/database.ts'
import type { ClaimableCell } from '../../store/runs/claim.ts'
import { answersSoFar, readAskedChallenge, type AskedChallenge } from '../../store/runs/questions.ts'
import type { StoredMessage } from '../../store/runs/stored.ts'

/** Challenges that are being asked, so that a thousand cells of one do not read it a thousand times. */
export class AskedChallenges {
  readonly #known = new Map<number, AskedChallenge>()

  async get(db: Database, id: number): Promise<AskedChallenge> {
    const known = this.#known.get(id)
    if (known) return known
    const read = await readAskedChallenge(db, id)
    if (this.#known.size >= mostKnown) this.#known.delete(this.#known.keys().next().value!)
    this.#known.set(id, read)
    return read
  }
}

const mostKnown = 500

/**
 * How a cell is asked. Under a budget an answer always has a limit, as the reserve counts on it: a budget may have been set
 * after the run was made.
 */
export function settingsOf({ run, column }: Pick<ClaimableCell, 'run' | 'column'>): ModelSettings {
  return hasBudget(run) && column.settings.maxOutputTokens === undefined ? { ...column.settings, maxOutputTokens: outputTokensUnderBudget } : column.settings
}

function hasBudget({ budget_usd, budget_tokens }: ClaimableCell['run']): boolean {
  return budget_usd !== null || budget_tokens !== null
}

/** The messages of a cell's next question. */
export async function messagesOf(db: Database, blobs: Blobs, cell: ClaimableCell, challenge: AskedChallenge | undefined): Promise<Message[]> {
  if (cell.question) return Promise.all(cell.question.map((message) => withFiles(blobs, message)))
  const answers = await answersSoFar(db, cell.id, cell.turn)
  const system = challenge!.system
  return [
    ...(system ? [textMessage('system', system)] : []),
    ...challenge!.turns.slice(0, cell.turn).flatMap((turn, index) => [
      textMessage('user', turn),
      ...(index < cell.turn - 1 ? [textMessage('assistant', answers[index]!)] : []),
    ]),
  ]
}

function textMessage(role: Message['role'], text: string): Message {
  return { role, parts: [{ type: 'text', text }] }
}

async function withFiles(blobs: Blobs, { role, parts }: StoredMessage): Promise<Message> {
  return {
    role,
    parts: await Promise.all(parts.map(async (part) => {
      if (part.type === 'text') return part
      const bytes = await blobs.get(part.sha256)
      if (!bytes) throw new Error(`The attachment ${part.sha256} is not in the blob store.`)
      return { type: 'file' as const, mediaType: part.mediaType, bytes }
    })),
  }
}

/** Of a text, of a picture (Google's 1,290), and of a minute of speech. */
const usualOutputTokens = { text: 1_000, image: 1_300, audio: 1_500 }

/**
 * What a cell may cost at most, with all turns that are left, for the limits of runs and providers. Where the output has
 * no limit (which a run with a budget always has), the usual length stands for it.
 */
export function reserveFor(cell: ClaimableCell, challenge: AskedChallenge | undefined): Most {
  let [usd, tokens] = [0, 0]
  for (const question of questionsLeft(cell, challenge)) {
    const most = mostOf(cell, question)
    usd += most.usd
    tokens += most.tokens
  }
  return { usd, tokens }
}

/** The same for the next turn alone. */
export function mostOfTurn(cell: ClaimableCell, challenge: AskedChallenge | undefined): Most {
  return mostOf(cell, questionsLeft(cell, challenge)[0]!)
}

interface Most {
  usd: number
  tokens: number
}

function mostOf(cell: ClaimableCell, left: QuestionLeft): Most {
  const { usd, tokens } = mostSpent(hasBudget(cell.run) ? measured(cell, left) : asUsual(cell, left), cell.column.price ?? undefined)
  return { usd: usd ?? 0, tokens }
}

/** What was generated before is read again; as text it has no more tokens than were generated. */
function measured(cell: ClaimableCell, { textBytes, earlierOutputs, ...left }: QuestionLeft): MeasuredQuestion {
  const { maxOutputTokens = usualOutputTokens.text } = settingsOf(cell)
  return { ...left, textBytes: textBytes + earlierOutputs * maxOutputTokens, maxOutputTokens }
}

function asUsual(cell: ClaimableCell, left: QuestionLeft): MeasuredQuestion {
  const question = measured(cell, { ...left, textBytes: roughTokens(left.textBytes) })
  return left.expects === 'text' ? question : { ...question, expects: 'text', maxOutputTokens: usualOutputTokens[left.expects] }
}

interface QuestionLeft {
  textBytes: number
  messages: number
  files: number
  earlierOutputs: number
  expects: ModelRequest['expects']
}

/** A session of the Lab asks for texts. */
function questionsLeft(cell: ClaimableCell, challenge: AskedChallenge | undefined): QuestionLeft[] {
  if (cell.question) {
    const parts = cell.question.flatMap((message) => message.parts)
    const texts = parts.map((part) => (part.type === 'text' ? part.text : ''))
    return [{ textBytes: Buffer.byteLength(texts.join('')), messages: cell.question.length, files: parts.filter(({ type }) => type === 'file').length, earlierOutputs: 0, expects: 'text' }]
  }
  const { system, turns, output_type: outputType } = challenge!
  return turns.map((_, index) => index + 1).filter((turn) => turn >= cell.turn).map((turn) => ({
    textBytes: Buffer.byteLength([system ?? '', ...turns.slice(0, turn)].join('')), messages: turn * 2, files: 0, earlierOutputs: turn - 1, expects: expectsOf(outputType),
  }))
}
