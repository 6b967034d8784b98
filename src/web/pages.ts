import { capabilities, modalities } from '../core/models/model.ts'
import { diffKinds } from '../operations/compare/diff-kinds.ts'
import { modelSorts } from '../operations/models/sorts.ts'
import type { Ask } from '../operations/all.ts'
import { definePage, filled, Redirect } from './page.ts'

/** How many cards or rows a page of a list shows. */
const listLength = 60

export const homePage = definePage('/', async ({ ask }) => {
  const [counts, newest, challenges, answers, { pair }] = await Promise.all([
    ask('stats.get', {}),
    ask('models.list', { limit: 8, house: false }),
    ask('challenges.list', { limit: 1, facets: true }),
    ask('responses.list', { limit: 120, newest: true }),
    ask('compare.showcase', {}),
  ])
  const shown = pair && (await ask('compare.get', { models: pair.models, challenge: pair.challenge, render: true }))
  return { counts, newest: newest.models, facets: challenges.facets!, answers: variety(answers.responses, 6), pair: shown }
})

type Listed = { challenge: { slug: string }; model: { slug: string }; outputType: string; size: number | null }

/** A few answers that hold something, each to another challenge: first one of each model and one of each type, then the rest. */
function variety<T extends Listed>(responses: T[], length: number): T[] {
  const answers = responses.filter(({ size }) => size)
  const firsts = [firstOfEach(answers, ({ model }) => model.slug), firstOfEach(answers, ({ outputType }) => outputType), answers].flat()
  return firstOfEach(firsts, ({ challenge }) => challenge.slug).slice(0, length)
}

function firstOfEach<T>(items: T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>()
  return items.filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)))
}

const modelFilters = ['q', 'creator', 'family', 'input', 'output', 'capability', 'openWeights', 'price', 'contextFrom', 'releasedFrom', 'hasAnswers', 'sort']

/** Bands of dollars per million output tokens. */
export const priceBands: Record<string, { name: string; priceFrom?: number; priceBelow?: number }> = {
  'under-1': { name: 'under $1', priceBelow: 1 },
  '1-5': { name: '$1 to $5', priceFrom: 1, priceBelow: 5 },
  '5-20': { name: '$5 to $20', priceFrom: 5, priceBelow: 20 },
  '20-up': { name: '$20 and more', priceFrom: 20 },
}

export const modelsPage = definePage('/models', async ({ ask, query }) => {
  const chosen = filled(query, modelFilters)
  const { price, openWeights, hasAnswers, contextFrom, ...texts } = chosen
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
  const { creators } = await ask('creators.list', {})
  return { ...list, chosen, choices: { creators: creators.filter(({ models }) => models > 0), capabilities, modalities, sorts: modelSorts, prices: priceBands } }
})

export const modelPage = definePage('/models/{model}', async ({ ask, params, query }) => {
  const found = await ask('models.get', { model: params.model!, limit: listLength, ...(query.get('cursor') && { cursor: query.get('cursor')! }) })
  if (found.model.slug !== params.model) throw new Redirect(`/models/${found.model.slug}`)
  const answers = await ask('responses.list', { model: found.model.slug, limit: 200 })
  return { ...found, previews: answers.responses }
})

export const responsePage = definePage('/models/{model}/responses/{challenge}', async ({ ask, params, query }) => {
  const sample = query.get('sample') ?? undefined
  const found = await ask('responses.read', { model: params.model!, challenge: params.challenge!, render: true, ...(sample && { sample }) })
  if (found.model.slug !== params.model) throw new Redirect(`/models/${found.model.slug}/responses/${found.challenge.slug}`)
  return found
})

export const creatorsPage = definePage('/creators', ({ ask }) => ask('creators.list', {}))

export const creatorPage = definePage('/creators/{creator}', ({ ask, params }) => ask('creators.get', { creator: params.creator! }))

export const challengesPage = definePage('/challenges', async ({ ask, query }) => {
  const chosen = filled(query, ['q', 'category', 'difficulty', 'type', 'collection', 'tag'])
  const list = await ask('challenges.list', { ...(chosen as object), facets: true, limit: listLength, ...(query.get('cursor') && { cursor: query.get('cursor')! }) })
  return { ...list, chosen }
})

export const challengePage = definePage('/challenges/{challenge}', async ({ ask, params, query }) => {
  const found = await ask('challenges.get', { challenge: params.challenge! })
  const answers = await ask('responses.list', { challenge: found.challenge.slug, limit: 200, ...(query.get('cursor') && { cursor: query.get('cursor')! }) })
  return { ...found, responses: answers.responses, nextCursor: answers.nextCursor }
})

/** `/compare?model=a&model=b` is what a form sends; with two to four models it leads to the comparison's own address. */
export const comparePickPage = definePage('/compare', async ({ ask, query }) => {
  const picked = [...new Set(query.getAll('model').filter(Boolean))]
  const challenge = query.get('challenge')
  if (picked.length >= 2 && picked.length <= mostCompared) throw new Redirect(compareAddress(picked, challenge))
  const found = challenge ? await ask('challenges.get', { challenge }) : null
  const { models } = await ask('models.list', { hasAnswers: true, sort: 'answers', limit: 500 })
  const answered = found && new Set(found.models.map(({ slug }) => slug))
  return {
    models: answered ? models.filter(({ slug }) => answered.has(slug)) : models, picked,
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
  return { ...found, chosen }
})

export const datasetsPage = definePage('/datasets', ({ ask }) => ask('collections.list', {}))

/** The site map. */
export const pages = [
  homePage, modelsPage, modelPage, responsePage, creatorsPage, creatorPage, challengesPage, challengePage, comparePickPage, comparePage,
  searchPage, datasetsPage,
] as const
