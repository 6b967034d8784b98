import { DomainError } from '../core/errors.ts'
import { capabilities, modalities } from '../core/models/model.ts'
import { isTextual, outputTypes } from '../core/responses/output-type.ts'
import { diffKinds } from '../operations/compare/diff-kinds.ts'
import { readBoolean } from '../operations/coerce.ts'
import { modelSorts } from '../operations/models/sorts.ts'
import type { Ask } from '../operations/all.ts'
import { adminPage, providerPage, providersPage } from './admin-pages.ts'
import { arenaPage, duelPage, resultPage } from './arena-pages.ts'
import { bestForPage, bestForTopicPage, boardPage, judgesPage, leaderboardPage, methodologyPage } from './board-pages.ts'
import { label } from './format.ts'
import { labAnswerPage, labPage, labSessionPage } from './lab-pages.ts'
import { definePage, filled, Redirect } from './page.ts'
import { runPage, runsPage } from './run-pages.ts'

/** How many cards or rows a page of a list shows. */
const listLength = 60
/** The longest a short list gets: of creators, of collections. */
const allOfThem = 1_000

export const homePage = definePage('/', async ({ ask }) => {
  const [counts, newest, challenges, { pair }, ...lists] = await Promise.all([
    ask('stats.get', {}),
    ask('models.list', { limit: 12, house: false }),
    ask('challenges.list', { limit: 1, facets: true }),
    ask('compare.showcase', {}),
    ask('responses.list', { limit: 60, newest: true }),
    ...seenTypes.map((expects) => ask('responses.list', { limit: 12, newest: true, expects })),
  ])
  const shown = pair && (await ask('compare.get', { models: pair.models, challenge: pair.challenge, render: true }))
  return { counts, newest: newest.models, facets: challenges.facets!, answers: newestFirst(variety(lists.map(({ responses }) => responses), 6)), pair: shown }
})

/** Output types that are seen rather than read: one import of texts would push them out of the newest answers. */
const seenTypes = ['svg', 'html', 'image'] as const

type Listed = { challenge: { slug: string }; model: { slug: string }; size: number | null }

/** A few answers that hold something, one of each list in turn; of no challenge two, and each of the model least seen so far. */
export function variety<T extends Listed>(lists: T[][], length: number): T[] {
  const chosen: T[] = []
  const timesSeen = (slug: string) => chosen.filter(({ model }) => model.slug === slug).length
  for (let turn = 0; turn < length * lists.length && chosen.length < length; turn++) {
    const fresh = lists[turn % lists.length]!.filter(({ size, challenge }) => size && chosen.every((one) => one.challenge.slug !== challenge.slug))
    const least = Math.min(...fresh.map(({ model }) => timesSeen(model.slug)))
    chosen.push(...fresh.filter(({ model }) => timesSeen(model.slug) === least).slice(0, 1))
  }
  return chosen
}

/** By when they were given; those that no source dates come last. */
export function newestFirst<T extends { answeredAt: string | null }>(answers: T[]): T[] {
  const time = ({ answeredAt }: T) => answeredAt ?? ''
  return answers.toSorted((a, b) => (time(a) === time(b) ? 0 : time(a) < time(b) ? 1 : -1))
}

const modelFilters = ['q', 'creator', 'family', 'input', 'output', 'capability', 'openWeights', 'price', 'contextFrom', 'releasedFrom', 'hasAnswers', 'sort']

/** Bands of dollars per million output tokens. */
export const priceBands: Record<string, { name: string; priceFrom?: number; priceBelow?: number }> = {
  'under-1': { name: 'under $1', priceBelow: 1 },
  '1-5': { name: '$1 to $5', priceFrom: 1, priceBelow: 5 },
  '5-20': { name: '$5 to $20', priceFrom: 5, priceBelow: 20 },
  '20-up': { name: '$20 and more', priceFrom: 20 },
}

/** Words are read as the API reads them; what it does not know is refused. */
function isYes(name: string, word: string): boolean {
  const said = readBoolean(word)
  if (typeof said === 'string') throw new DomainError('invalid', `${name} is yes or no, not "${word}".`)
  return said
}

/** Yes and no as the form of the page has them. */
function withPlainWords(chosen: Record<string, string>): Record<string, string> {
  const words = ['openWeights', 'hasAnswers'].flatMap((name) => (chosen[name] ? [[name, isYes(name, chosen[name]) ? 'yes' : 'no']] : []))
  return { ...chosen, ...Object.fromEntries(words) }
}

export const modelsPage = definePage('/models', async ({ ask, query }) => {
  const chosen = withPlainWords(filled(query, modelFilters))
  const { price, openWeights, hasAnswers, contextFrom, ...texts } = chosen
  if (price && !Object.hasOwn(priceBands, price)) throw new DomainError('invalid', `There is no price band "${price}". Choose one of ${Object.keys(priceBands).join(', ')}.`)
  const band = price ? priceBands[price] : undefined
  const list = await ask('models.list', {
    ...(texts as object),
    ...(band && { priceFrom: band.priceFrom, priceBelow: band.priceBelow }),
    ...(openWeights && { openWeights: openWeights === 'yes' }),
    ...(hasAnswers && { hasAnswers: hasAnswers === 'yes' }),
    ...(contextFrom && { contextFrom: Number(contextFrom) }),
    ...(query.get('cursor') && { cursor: query.get('cursor')! }),
    limit: listLength * 5,
  })
  const { creators } = await ask('creators.list', { limit: allOfThem })
  return { ...list, chosen, choices: { creators: creators.filter(({ models }) => models > 0), capabilities, modalities, sorts: modelSorts, prices: priceBands } }
})

export const modelPage = definePage('/models/{model}', async ({ ask, params, query }) => {
  const found = await ask('models.get', { model: params.model!, limit: listLength, ...(query.get('cursor') && { cursor: query.get('cursor')! }) })
  if (found.model.slug !== params.model) throw new Redirect(`/models/${found.model.slug}`)
  const standing = await ask('models.standing', { model: found.model.slug })
  return { ...found, standing, previews: found.answered.flatMap(({ preview }) => preview ?? []) }
})

export const responsePage = definePage('/models/{model}/responses/{challenge}', async ({ ask, params, query, caller }) => {
  const sample = query.get('sample') ?? undefined
  const found = await ask('responses.read', { model: params.model!, challenge: params.challenge!, render: true, ...(sample && { sample }) })
  const isHere = found.model.slug === params.model && found.challenge.slug === params.challenge
  if (!isHere) throw new Redirect(`/models/${found.model.slug}/responses/${found.challenge.slug}`)
  const again = caller.kind === 'admin' ? await ask('runs.repeatable', { id: found.answers.at(-1)!.id }) : null
  return { ...found, around: await ask('challenges.around', { challenge: found.challenge.slug }), again }
})

const byName = new Intl.Collator('en').compare

export const creatorsPage = definePage('/creators', async ({ ask }) => {
  const { creators } = await ask('creators.list', { limit: allOfThem })
  return { creators: creators.filter(({ models }) => models > 0).toSorted((a, b) => byName(a.name, b.name)) }
})

export const creatorPage = definePage('/creators/{creator}', ({ ask, params }) => ask('creators.get', { creator: params.creator! }))

export const challengesPage = definePage('/challenges', async ({ ask, query }) => {
  const chosen = filled(query, ['q', 'category', 'difficulty', 'type', 'collection', 'tag'])
  const list = await ask('challenges.list', { ...(chosen as object), facets: true, limit: listLength, ...(query.get('cursor') && { cursor: query.get('cursor')! }) })
  return { ...list, chosen }
})

export const challengePage = definePage('/challenges/{challenge}', async ({ ask, params, query }) => {
  const found = await ask('challenges.get', { challenge: params.challenge! })
  if (found.challenge.slug !== params.challenge) throw new Redirect(`/challenges/${found.challenge.slug}`)
  const around = await ask('challenges.around', { challenge: found.challenge.slug, limit: 2 })
  const answers = await ask('responses.list', { challenge: found.challenge.slug, limit: 200, ...(query.get('cursor') && { cursor: query.get('cursor')! }) })
  const { series } = await ask('challenges.spread', { challenge: found.challenge.slug })
  return { ...found, around, responses: answers.responses, nextCursor: answers.nextCursor, series }
})

/**
 * `/compare?model=a&model=b` is what a form sends; with two to four models it leads to the comparison's own address, unless
 * the list was only to be narrowed (`q`, `narrow`). What is chosen stays in sight.
 */
export const comparePickPage = definePage('/compare', async ({ ask, query }) => {
  const picked = [...new Set(query.getAll('model').filter(Boolean))]
  const { challenge, q, narrow } = filled(query, ['challenge', 'q', 'narrow'])
  if (!narrow && picked.length >= 2 && picked.length <= mostCompared) throw new Redirect(compareAddress(picked, challenge ?? null))
  const found = challenge ? await ask('challenges.get', { challenge }) : null
  const { models } = await ask('models.list', { hasAnswers: true, sort: 'answers', limit: 500, ...(q && { q }) })
  const chosen = picked.length ? (await ask('models.list', { hasAnswers: true, sort: 'answers', limit: 500 })).models.filter(({ slug }) => picked.includes(slug)) : []
  const answered = found && new Set(found.models.map(({ slug }) => slug))
  const offered = [...chosen, ...models.filter(({ slug }) => !picked.includes(slug))]
  return {
    models: answered ? offered.filter(({ slug }) => answered.has(slug)) : offered, picked, q: q ?? null,
    challenge: found && { slug: found.challenge.slug, title: found.challenge.title },
  }
})

export const comparePage = definePage('/compare/{a}/{b}[/{c}[/{d}]]', async ({ ask, params, query }) => {
  const slugs = [params.a, params.b, params.c, params.d].filter((slug) => slug !== undefined)
  const challenge = query.get('challenge') ?? undefined
  const cursor = query.get('cursor') ?? undefined
  const diff = diffKinds.find((kind) => kind === query.get('diff'))
  const found = await ask('compare.get', { models: slugs, render: true, ...(challenge && { challenge }), ...(diff && { diff }), ...(cursor && { cursor }) })
  const canonical = found.models.map(({ slug }) => slug)
  if (canonical.join() !== slugs.join()) throw new Redirect(compareAddress(canonical, challenge ?? null))
  const candidates = canonical.length < mostCompared ? await candidatesFor(ask, found.challenge?.slug) : []
  return { ...found, candidates: candidates.filter(({ slug }) => !canonical.includes(slug)).map(({ slug, name }) => ({ slug, name })) }
})

const mostCompared = 4

/** Models that could be added to a comparison: those that answered its challenge, or else any with answers. */
async function candidatesFor(ask: Ask, challenge: string | undefined): Promise<Array<{ slug: string; name: string }>> {
  if (challenge) return (await ask('challenges.get', { challenge })).models
  return (await ask('models.list', { hasAnswers: true, sort: 'answers', limit: 500 })).models
}

function compareAddress(slugs: string[], challenge: string | null): string {
  return `/compare/${slugs.map(encodeURIComponent).join('/')}${challenge ? `?challenge=${encodeURIComponent(challenge)}` : ''}`
}

export const searchPage = definePage('/search', async ({ ask, query }) => {
  const chosen = filled(query, ['q', 'kind', 'model', 'challenge', 'category', 'collection', 'type'])
  const found = chosen.q ? await ask('search.query', { ...(chosen as { q: string }), ...(query.get('cursor') && { cursor: query.get('cursor')! }) }) : { results: [], nextCursor: null }
  const [{ models }, { facets }, { collections }] = await Promise.all([
    ask('models.list', { hasAnswers: true, sort: 'name', limit: 500 }), ask('challenges.list', { limit: 1, facets: true }), ask('collections.list', { limit: allOfThem }),
  ])
  const choices = {
    model: models.map(({ slug, name }) => ({ value: slug, name })),
    // Of thousands, those met in what was found.
    challenge: choicesOf(found.results.flatMap(({ challenge }) => challenge ?? [])),
    category: facets!.category.map(({ value }) => ({ value, name: label(value) })),
    collection: collections.filter(({ responses }) => responses > 0).map(({ slug, name }) => ({ value: slug, name })),
    type: outputTypes.filter((type) => isTextual(type)).map((value) => ({ value, name: label(value) })),
  }
  return { ...found, chosen, choices }
})

/** Each of them once. */
function choicesOf(challenges: Array<{ slug: string; title: string }>): Array<{ value: string; name: string }> {
  return [...new Map(challenges.map(({ slug, title }) => [slug, { value: slug, name: title }])).values()]
}

export const datasetsPage = definePage('/datasets', ({ ask }) => ask('collections.list', { limit: allOfThem }))

/** The site map. */
export const pages = [
  homePage, modelsPage, modelPage, responsePage, creatorsPage, creatorPage, challengesPage, challengePage, comparePickPage, comparePage,
  searchPage, datasetsPage, arenaPage, duelPage, resultPage,
  leaderboardPage, boardPage, bestForPage, bestForTopicPage, judgesPage, methodologyPage,
  labPage, labSessionPage, labAnswerPage,
  adminPage, providersPage, providerPage, runsPage, runPage,
] as const
