import type { Price } from './model.ts'

/**
 * Prices after a source was read again: of each provider the one with the later date, in the order in which the
 * providers were first met. A price without a date never replaces one.
 */
export function mergePrices(known: Price[], offered: Price[]): Price[] {
  const byProvider = new Map(known.map((price) => [price.provider, price]))
  for (const price of offered) {
    const before = byProvider.get(price.provider)
    if (!before || (price.date !== undefined && price.date > (before.date ?? ''))) byProvider.set(price.provider, price)
  }
  return [...byProvider.values()]
}
