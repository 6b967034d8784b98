import { slugify } from '../text/slug.ts'
import { makers } from './makers.ts'
import type { CreatorFacts } from './model.ts'

interface OtherName {
  /** As a source writes it; case, spaces and signs make no difference. */
  name: string
  /** Slug of the maker. */
  maker: string
  /** Where it stands that both are the same. */
  source: string
}

/** Names of makers in sources, where they are neither our name nor a prefix of model ids. */
export const otherNames: OtherName[] = [
  { name: 'Together', maker: 'together-ai', source: 'https://huggingface.co/togethercomputer' },
  { name: 'Technology Innovation Institute', maker: 'tii', source: 'https://huggingface.co/tiiuae' },
  { name: 'Allen Institute for AI', maker: 'ai2', source: 'https://huggingface.co/allenai' },
  { name: 'Google DeepMind', maker: 'google', source: 'https://deepmind.google/about' },
  { name: 'Meta AI', maker: 'meta', source: 'https://huggingface.co/meta-llama' },
  { name: 'Alibaba Cloud', maker: 'alibaba', source: 'https://huggingface.co/Qwen' },
]

/** Services that sources name as makers of models that they only pass on: who made those is unknown. */
export const hosts = [
  { name: 'OpenRouter', source: 'https://openrouter.ai/docs/faq' },
]

const bySpelling = new Map(makers.flatMap((maker) => [maker.name, maker.slug, ...maker.prefixes].map((name) => [squashed(name), maker] as const)))
for (const { name, maker } of otherNames) bySpelling.set(squashed(name), makers.find(({ slug }) => slug === maker)!)

const hostSpellings = new Set(hosts.map(({ name }) => squashed(name)))

function squashed(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * The maker that a source means by a name, under our name where we know it: `Qwen` is Alibaba's, and so is `alibaba`.
 * Undefined for a host, and for a name without letters.
 */
export function makerCalled(name: string): CreatorFacts | undefined {
  if (hostSpellings.has(squashed(name))) return undefined
  const slug = slugify(name)
  return slug === '' ? undefined : asKnown({ slug, name })
}

/** The same maker as we name it; one whom we do not know stays as it is. */
export function asKnown(maker: CreatorFacts): CreatorFacts {
  const known = bySpelling.get(squashed(maker.name))
  return known ? { ...maker, slug: known.slug, name: known.name } : maker
}
