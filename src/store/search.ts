import type { OutputType } from '../core/responses/output-type.ts'
import type { Snippet } from '../core/text/snippet.ts'
import { DomainError } from '../core/errors.ts'
import type { Database } from './database.ts'
import { findAnswers } from './searching/answers.ts'
import { findChallenges } from './searching/challenges.ts'
import { findCreators, findModels } from './searching/models.ts'
import type { Window } from './searching/window.ts'

export const searchKinds = ['model', 'creator', 'challenge', 'response'] as const
export type SearchKind = (typeof searchKinds)[number]

export interface SearchRequest {
  /** What a person typed: words, "quoted words"; the last word may be unfinished. Nothing in it is syntax but quotes. */
  query: string
  kinds?: readonly SearchKind[]
  /** Slugs. Answers only, of this model and to this challenge. */
  model?: string
  challenge?: string
  /** Answers and challenges only. */
  outputType?: OutputType
  collection?: string
  category?: string
  limit: number
  cursor?: string
}

export interface SearchResult {
  kind: SearchKind
  /** Public id of an answer, slug of anything else. */
  id: string
  title: string
  model: { slug: string; name: string; house: boolean } | null
  challenge: { slug: string; title: string } | null
  outputType: OutputType | null
  /** Which prompt of its challenge an answer answers; null for anything else. */
  turn: number | null
  /** Plain text of a model or a source, never markup. */
  snippet: Snippet | null
}

const finders = { model: findModels, creator: findCreators, challenge: findChallenges, response: findAnswers }

/** Where a page ended: in which kind, in the window after which id, after how many of its results. */
interface Place {
  kind: number
  after: number
  skip: number
}

/** Finds models, creators, challenges and answers, in this order. */
export async function search(
  db: Database, request: SearchRequest,
): Promise<{ results: SearchResult[]; nextCursor: string | null }> {
  const kinds = searchKinds.filter((kind) => mayFind(kind, request))
  const found: Array<{ result: () => SearchResult; place: Place }> = []
  let place: Place | undefined = request.cursor === undefined ? { kind: 0, after: 0, skip: 0 } : decodePlace(request.cursor)
  // One more than asked for tells whether anything follows.
  while (place && place.kind < kinds.length && found.length <= request.limit) {
    const { kind, after, skip }: Place = place
    const window: Window = await finders[kinds[kind]!](db, request, after)
    window.results.slice(skip).forEach((result, index) => found.push({ result, place: { kind, after, skip: skip + index + 1 } }))
    place = window.next === null ? { kind: kind + 1, after: 0, skip: 0 } : { kind, after: window.next, skip: 0 }
  }
  const page = found.slice(0, request.limit)
  return {
    results: page.map(({ result }) => result()),
    nextCursor: found.length > page.length ? encodePlace(page.at(-1)?.place) : null,
  }
}

function mayFind(kind: SearchKind, { kinds, model, challenge, outputType, collection, category }: SearchRequest): boolean {
  if (kinds && !kinds.includes(kind)) return false
  if (kind === 'response') return true
  if (model !== undefined || challenge !== undefined) return false
  return kind === 'challenge' || (outputType === undefined && collection === undefined && category === undefined)
}

function encodePlace(place: Place | undefined): string | null {
  return place ? [place.kind, place.after, place.skip].join('-') : null
}

function decodePlace(cursor: string): Place {
  const [kind, after, skip] = /^\d-\d{1,15}-\d{1,9}$/.test(cursor) ? cursor.split('-').map(Number) : []
  if (skip === undefined) {
    throw new DomainError('invalid', 'This cursor is not one of ours. Leave it out to start from the beginning.')
  }
  return { kind: kind!, after: after!, skip }
}
