import type { Price } from '../models/model.ts'
import type { Usage } from '../providers/provider.ts'

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

/**
 * A token of text stands for at least one byte, so there are at most as many tokens as bytes; pictures are charged by
 * their area and are given a round figure. The output is at most what was asked for.
 */
export function mostSpent(
  question: { textBytes: number; files: number; messages: number; maxOutputTokens: number }, prices: TokenPrices | undefined,
): MostSpent {
  const input = question.textBytes + question.messages * tokensPerMessage + question.files * tokensPerFile
  const output = question.maxOutputTokens
  if (!prices) return { tokens: input + output, usd: undefined }
  const inputPrice = greatest(prices.input, prices.cacheWrite)
  const outputPrice = greatest(prices.output, prices.reasoning)
  const usd = inputPrice === undefined || outputPrice === undefined ? undefined : (input * inputPrice + output * outputPrice) / tokensPerPrice
  return { tokens: input + output, usd }
}

const tokensPerFile = 6_000

function greatest(price: number | undefined, other: number | undefined): number | undefined {
  return price === undefined ? undefined : Math.max(price, other ?? 0)
}

/** About as many tokens as a text of this many bytes has, for estimates shown to people: four bytes each in English. */
export function roughTokens(bytes: number): number {
  return Math.ceil(bytes / 4)
}
