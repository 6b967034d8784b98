import { createHash } from 'node:crypto'
import { type Directives, readDirectives } from './directives.ts'

/** What was asked for, whatever the wire format. */
export interface Asking {
  model: string
  /** All the texts of the request in order, joined. */
  prompt: string
  seed: string
  maxTokens?: number
  isStream: boolean
  /** Chat completions send usage in a stream only where it is asked for. */
  wantsUsage: boolean
  /** Chat completions differ in where usage and reasoning stand. */
  dialect?: ChatDialect
}

export type ChatDialect = 'openai' | 'mistral' | 'groq' | 'openrouter' | 'deepseek'

/** An answer as it will be sent: a function of model, prompt and seed. */
export interface Plan {
  id: string
  model: string
  reasoning: string[]
  /** Tokens of the text; one word with its space is a token here. */
  tokens: string[]
  finish: 'stop' | 'length' | 'filter'
  usage?: { input: number; cached: number; reasoning: number; output: number }
  directives: Directives
  wantsUsage: boolean
  dialect: ChatDialect
}

export interface Pace {
  tokens: number
  firstByteMs: number
  tokenIntervalMs: number
}

const words = ('the a of and to in is it that was for on are as with his they at be this from have or by one had not but what all ' +
  'were when we there can an your which their said if do will each about how up out them then she many some so these would other ' +
  'into has more her two like him see time could no make than first been its who now people my made over did down only way find ' +
  'use may water long little very after words called just where most know blue stone river lamp honey glass winter bridge').split(' ')

export function planAnswer(asking: Asking, pace: Pace): Plan {
  const directives = readDirectives(asking.model, asking.prompt)
  const digest = createHash('sha256').update(`${asking.model}\0${asking.seed}\0${asking.prompt}`).digest()
  const wanted = directives.manners.has('empty') ? 0 : (directives.tokens ?? pace.tokens)
  const { maxTokens = Infinity } = asking
  const reasoning = directives.manners.has('reasoning') ? writeTokens(digest.readUInt32LE(4), Math.min(24, maxTokens)) : []
  const count = Math.min(wanted, maxTokens - reasoning.length)
  const tokens = writeTokens(digest.readUInt32LE(0), count, directives.bytes)
  const input = asking.prompt.split(/\s+/).filter(Boolean).length
  return {
    id: digest.toString('hex', 0, 12),
    model: directives.manners.has('wrong-model') ? 'another-model-2' : asking.model,
    reasoning, tokens, directives, wantsUsage: asking.wantsUsage, dialect: asking.dialect ?? 'openai',
    finish: directives.manners.has('filter') ? 'filter' : count < wanted || directives.manners.has('length') ? 'length' : 'stop',
    usage: directives.manners.has('no-usage') ? undefined : {
      input, cached: directives.manners.has('cached') ? Math.floor(input / 2) : 0, reasoning: reasoning.length,
      output: tokens.length + reasoning.length,
    },
  }
}

/** Words drawn by a xorshift generator (Marsaglia 2003), and one long last word where the text must have a size. */
function writeTokens(seed: number, count: number, bytes = 0): string[] {
  let state = seed || 1
  const tokens: string[] = []
  for (let index = 0; index < count; index++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const word = words[(state >>> 0) % words.length]!
    tokens.push(index === 0 ? word : index % 17 === 16 ? `.\n\n${word}` : index % 40 === 39 ? ` “${word}” – né 日本 🎈` : ` ${word}`)
  }
  const missing = bytes - Buffer.byteLength(tokens.join(''))
  return missing > 0 ? [...tokens, ...Array.from({ length: Math.ceil(missing / 4_096) }, () => 'x'.repeat(4_096))] : tokens
}
