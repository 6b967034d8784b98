import type { Price } from '../models/model.ts'
import type { ModelRequest, Usage } from '../providers/provider.ts'

export type TokenPrices = Pick<Price, 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning'>

const tokensPerPrice = 1_000_000

/**
 * US dollars for these tokens at these prices per million. Cached tokens are charged at their own price, reasoning at
 * its own where it has one and as output otherwise. Undefined as soon as a count or a price that it takes is unknown.
 */
export function costOf(usage: Usage, prices: TokenPrices | undefined): number | undefined {
  // What costs nothing costs nothing, however much of it there was.
  if (prices?.input === 0 && prices.output === 0 && !prices.reasoning) return 0
  if (!prices || usage.input === undefined || usage.output === undefined) return undefined
  const { cacheRead = 0, cacheWrite = 0, reasoning = 0 } = usage
  const apart = prices.reasoning === undefined ? 0 : reasoning
  const classes: Array<[tokens: number, price: number | undefined]> = [
    [usage.input - cacheRead - cacheWrite, prices.input],
    [cacheRead, prices.cacheRead],
    [cacheWrite, prices.cacheWrite],
    [usage.output - apart, prices.output],
    [apart, prices.reasoning],
  ]
  let dollars = 0
  for (const [tokens, price] of classes) {
    if (tokens === 0) continue
    if (price === undefined) return undefined
    dollars += (tokens * price) / tokensPerPrice
  }
  return dollars
}

/** What one question may cost at most: never less than what it will, because a budget is kept by it. */
export interface MostSpent {
  tokens: number
  usd: number | undefined
}

/** Roles, separators and markers of a chat template, for each message, generously. */
const tokensPerMessage = 16

export interface MeasuredQuestion {
  textBytes: number
  files: number
  messages: number
  expects: ModelRequest['expects']
  /** Of a text, reasoning included: what is sent as its limit. No picture and no sound takes one. */
  maxOutputTokens: number
}

/**
 * A token of text stands for at least one byte, so there are at most as many tokens as bytes; attached pictures are
 * charged by their area and are given a round figure. A text is at most as long as was asked for.
 */
export function mostSpent(question: MeasuredQuestion, prices: TokenPrices | undefined): MostSpent {
  const input = question.textBytes + question.messages * tokensPerMessage + question.files * tokensPerFile
  const output = mostGenerated(question)
  if (!prices) return { tokens: input + output, usd: undefined }
  const inputPrice = greatest(prices.input, prices.cacheWrite)
  const outputPrice = greatest(prices.output, prices.reasoning)
  const usd = inputPrice === undefined || outputPrice === undefined ? undefined : (input * inputPrice + output * outputPrice) / tokensPerPrice
  return { tokens: input + output, usd }
}

const tokensPerFile = 6_000

/**
 * The most that one answer of a picture model may have: the output limit of Google's, thoughts included. OpenAI's largest
 * and finest picture takes 6,240. https://ai.google.dev/gemini-api/docs/models · https://platform.openai.com/docs/pricing
 */
export const tokensPerPicture = 32_768
/**
 * Speech takes about 15 bytes of text a second, and models generate 21 (OpenAI) to 25 (Google) tokens for it: less than two
 * a byte. Twice that, and half a minute for a prompt that is shorter than what is said.
 */
const [tokensPerSpokenByte, tokensPerSoundAtLeast] = [4, 1_024]

/** Most tokens of one answer, reasoning included. */
function mostGenerated({ expects, maxOutputTokens, textBytes }: MeasuredQuestion): number {
  if (expects === 'image') return tokensPerPicture
  return expects === 'audio' ? tokensPerSoundAtLeast + textBytes * tokensPerSpokenByte : maxOutputTokens
}

function greatest(price: number | undefined, other: number | undefined): number | undefined {
  return price === undefined ? undefined : Math.max(price, other ?? 0)
}

/** About as many tokens as a text of this many bytes has, for estimates shown to people: four bytes each in English. */
export function roughTokens(bytes: number): number {
  return Math.ceil(bytes / 4)
}

/** Why a budget in money cannot be kept over these models, or null where it can: a sum of unknown prices is below nothing. */
export function unpricedRefusal(columns: Array<{ name: string; provider: string; price: Pick<TokenPrices, 'input' | 'output'> | null }>): string | null {
  const unpriced = columns.filter(({ price }) => price?.input === undefined || price.output === undefined)
  if (unpriced.length === 0) return null
  return `A budget in money cannot be kept: nobody knows what ${unpriced.map(({ name, provider }) => `"${name}" costs at ${provider}`).join(', ')}. Set a budget in tokens instead.`
}
