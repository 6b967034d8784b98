import type { Price } from './model.ts'

/** A price as a person writes it: `0.2/0.6`, with what is read from a cache behind it where that has a price. */
export function writtenPrice({ input, output, cacheRead }: Pick<Price, 'input' | 'output' | 'cacheRead'>): string {
  return [input, output, ...(cacheRead === undefined ? [] : [cacheRead])].map((amount) => String(amount ?? '')).join('/')
}
