import { z } from 'zod'
import type { Price } from '../../core/models/model.ts'

const dollars = String.raw`\d{1,7}(?:\.\d{1,9})?`
const pattern = new RegExp(String.raw`^\s*(${dollars})\s*/\s*(${dollars})(?:\s*/\s*(${dollars}))?\s*$`)

/** Prices as a person writes them, by the model's id: `{"llama3.2": "0.2/0.6"}`. */
export const WrittenPrices = z.record(z.string().trim().min(1).max(400), z.string().max(100).regex(pattern, 'A price is IN/OUT in US dollars per million tokens, such as 0.2/0.6; what is read from a cache may follow: 0.2/0.6/0.02.'))
  .refine((prices) => Object.keys(prices).length <= 1_000, 'At most 1,000 models can have prices here.')

/** Prices as they are kept. One that stays as it was keeps the day on which it was entered. */
export function enteredPrices(written: Record<string, string>, before: Record<string, Price>, { provider, day }: { provider: string; day: string }): Record<string, Price> {
  return Object.fromEntries(Object.entries(written).map(([model, text]) => {
    const [input, output, cacheRead] = pattern.exec(text)!.slice(1).map((part) => (part === undefined ? undefined : Number(part)))
    const known = Object.hasOwn(before, model) ? before[model]! : undefined
    const isSame = known?.input === input && known?.output === output && known?.cacheRead === cacheRead
    return [model, isSame && known ? known : { input, output, ...(cacheRead !== undefined && { cacheRead }), provider, source: 'entered here', date: day }]
  }))
}
