import type { Audience } from '../../core/challenges/challenge.ts'
import { slugify } from '../../core/text/slug.ts'

const numberedBold = /(?:^|\s)\d{1,2}\.\s+\*\*(?:(?:an?|the)\s+)?([^*\n]{2,80})\*\*/gi

/**
 * The readers whom a prompt wants addressed apart, where it counts them up in bold: “… to each of these audiences:
 * 1. **A physicist** who …  2. **An investor** …”. An answer's heading may shorten the name, so every ending of it
 * counts as a keyword: `phd physicist` and `physicist`. Undefined where the prompt does no such thing.
 */
export function audiencesOf(prompt: string): Audience[] | undefined {
  if (!/\baudiences?\b/i.test(prompt)) return undefined
  const names = [...prompt.matchAll(numberedBold)].map(([, name]) => name!.trim())
  if (names.length < 2) return undefined
  return names.map((name) => (
    { slug: slugify(name), name: capitalised(name), keywords: endingsOf(name.toLowerCase()) }))
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function endingsOf(name: string): string[] {
  const words = name.split(/\s+/)
  return words.map((_, index) => words.slice(index).join(' '))
}
